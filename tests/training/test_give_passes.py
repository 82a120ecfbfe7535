"""Passes entered from a record, revoked, and warned of."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.training.actions import give_passes, revoke_pass, warn_ending
from tongxin.training.actions.passing import months_later
from tongxin.training.actions.refusals import EvidenceNeeded, OwnPass, ReasonNeeded
from tongxin.training.models import Pass
from tongxin.training.passes import passes_of


@pytest.fixture
def enter(gates_module, officer):
    def do(*people, **parts):
        usual = {"evidence": "2020年2月签到册第3页", "by": officer}
        return give_passes(people, gates_module, **usual | parts)

    return do


def test_an_officer_enters_passes_of_many_at_once(enter, make_person, village):
    people = [make_person(f"n{n}", home=village) for n in range(3)]
    assert len(enter(*people)) == 3
    assert Entry.objects.filter(verb="pass.given").count() == 3
    assert enter(*people) == []  # who has one keeps it


def test_nobody_passes_themselves(enter, officer, resident):
    with pytest.raises(OwnPass):
        enter(resident, officer)
    assert not Pass.objects.exists()


def test_a_pass_says_from_which_record(enter, resident):
    with pytest.raises(EvidenceNeeded):
        enter(resident, evidence=" ")


def test_a_stranger_gives_no_pass(enter, resident, stranger):
    with pytest.raises(NotAllowed):
        enter(resident, by=stranger)


def test_an_officer_of_another_town_gives_no_pass(enter, resident, make_person, other_town):
    other = make_person("officer-far", "officer", other_town)
    with pytest.raises(NotAllowed):
        enter(resident, by=other)


def test_a_term_that_is_over_gives_nothing(enter, resident):
    assert enter(resident, since=timezone.now() - timedelta(days=400)) == []


def test_a_revoked_pass_dies_at_once_and_the_holder_is_told(enter, resident, officer):
    (row,) = enter(resident)
    revoke_pass(row, reason="签到册是补写的", by=officer)
    revoke_pass(row, reason="再来一次", by=officer)
    row.refresh_from_db()
    assert row.revoked_because == "签到册是补写的"
    assert passes_of([resident.pk], timezone.now())[resident.pk] == frozenset()
    assert Message.objects.filter(body__contains="签到册是补写的").count() == 1
    assert Entry.objects.filter(verb="pass.revoked").count() == 1


def test_revoking_needs_a_reason_and_the_power(enter, resident, officer, stranger):
    (row,) = enter(resident)
    with pytest.raises(ReasonNeeded):
        revoke_pass(row, reason="", by=officer)
    with pytest.raises(NotAllowed):
        revoke_pass(row, reason="x", by=stranger)


def test_who_loses_a_pass_soon_is_warned_once(enter, resident, city):
    (row,) = enter(resident)
    clock = robot("clock")
    assert warn_ending(by=clock) == 0
    with time_machine.travel(row.until - timedelta(days=20), tick=False):
        assert warn_ending(by=clock) == 1
        assert warn_ending(by=clock) == 0
    assert Message.objects.filter(subject__contains="卡口值守").count() == 1


def test_who_has_renewed_is_left_in_peace(enter, course, resident, sit):
    (row,) = enter(resident)
    with time_machine.travel(row.until - timedelta(days=20), tick=False):
        sit(course, resident)
        assert warn_ending(by=robot("clock")) == 0


def test_a_month_after_the_31st_is_the_last_of_the_month():
    zone = timezone.get_default_timezone()
    start = timezone.datetime(2020, 1, 31, 9, 0, tzinfo=zone)
    assert months_later(start, 1) == timezone.datetime(2020, 2, 29, 9, 0, tzinfo=zone)
    assert months_later(start, 12) == timezone.datetime(2021, 1, 31, 9, 0, tzinfo=zone)
