"""Two entries of one human: what was learnt on either counts, once, and never by oneself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.training.actions import (
    finish_lesson,
    give_passes,
    plan_batch,
    start_attempt,
    take_seat,
)
from tongxin.training.actions.merging import take_over
from tongxin.training.models import Attempt, Pass, Seat, Study


@pytest.fixture
def other(make_person, village):
    """The same human as `resident`, entered a second time."""
    return make_person("auntie-wu-again", name="吴阿姨", home=village)


@pytest.fixture
def batch(course, town, officer):
    starts_at = timezone.now() + timedelta(days=2)
    return plan_batch(
        course, at=town, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=2,
        trainer=officer, by=officer,
    )  # fmt: skip


def test_a_pass_goes_along(resident, other, gates_module, officer, director):
    give_passes([other], gates_module, evidence="册", by=officer)
    take_over(resident, other, director)
    assert Pass.objects.get().person == resident
    assert Entry.objects.get(verb="training.taken_over").facts["passes"] == 1


def test_a_pass_one_gave_to_the_own_second_entry_stays_behind(
    make_person, other, gates_module, town, director
):
    trainer = make_person("trainer", "officer", town, home=town)
    give_passes([other], gates_module, evidence="册", by=trainer)
    take_over(trainer, other, director)
    assert Pass.objects.get().person == other


def test_two_places_in_a_batch_become_one_and_the_next_is_asked(
    batch, resident, other, stranger, director
):
    for person in (resident, other, stranger):
        take_seat(batch, by=person)
    take_over(resident, other, director)
    states = Seat.objects.order_by("pk").values_list("person", "state")
    assert list(states) == [
        (resident.pk, "booked"), (resident.pk, "cancelled"), (stranger.pk, "invited"),
    ]  # fmt: skip


def test_the_place_where_somebody_came_is_the_one_that_counts(
    batch, resident, other, officer, director
):
    from tongxin.training.actions import call_roll

    for person in (resident, other):
        take_seat(batch, by=person)
    with time_machine.travel(batch.starts_at + timedelta(minutes=5)):
        call_roll(batch, [other], by=officer)
        take_over(resident, other, director)
    assert set(Seat.objects.values_list("person", "state")) == {
        (resident.pk, "cancelled"), (resident.pk, "attended"),
    }  # fmt: skip


def test_lessons_and_sittings_are_kept_once(course, resident, other, learn, director):
    first, _second = course.lessons.all()
    finish_lesson(first, by=resident)
    learn(course, other)
    start_attempt(course, by=other)
    learn(course, resident)
    start_attempt(course, by=resident)
    take_over(resident, other, director)
    assert Study.objects.filter(person=resident).exclude(done_at=None).count() == 2
    sittings = Attempt.objects.filter(person=resident).values_list("state", flat=True)
    assert sorted(sittings) == ["failed", "open"]


def test_a_coming_batch_has_the_one_who_stays_as_trainer(batch, officer, other, director):
    take_over(other, officer, director)
    batch.refresh_from_db()
    assert batch.trainer == other


def test_only_who_merges_in_the_register_moves_training(resident, other, officer):
    with pytest.raises(NotAllowed):
        take_over(resident, other, officer)
