"""Unwell: not on duty (rule 33)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.protection.conftest import FEVER, WELL
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import ReasonNeeded
from tongxin.places.actions import declare_level
from tongxin.protection import alarms
from tongxin.protection.actions import (
    BadAnswers,
    NotTheirs,
    declare_health,
    read_facts,
    set_aside,
)
from tongxin.protection.fitness import fitness_of
from tongxin.protection.health import Answers
from tongxin.protection.models import Declaration


def today():
    return fitness_of(None, timezone.localdate())


@pytest.fixture
def heard():
    """Whom the apps above are told of."""
    told = []
    kept = dict(alarms.LISTENERS)
    alarms.LISTENERS.clear()
    alarms.on_unfit("test", lambda person, day, by: told.append((person.pk, day, by.pk)))
    yield told
    alarms.LISTENERS.clear()
    alarms.LISTENERS.update(kept)


def test_who_is_well_is_fit_for_duty(volunteer, heard):
    said = declare_health(volunteer, WELL, by=volunteer)
    assert said.verdict == "fit"
    assert list(today().declared) == [volunteer.pk]
    assert not len(today().unfit)
    assert not heard
    assert Entry.objects.get(verb="health.declared").facts == {"verdict": "fit"}


@pytest.mark.parametrize(
    "answers",
    [
        Answers(Decimal("37.3")), Answers(Decimal("39")), Answers(Decimal("36.5"), ("cough",)),
        Answers(Decimal("36.5"), exposed=True),
    ],
)  # fmt: skip
def test_fever_a_symptom_or_contact_keeps_off_duty_and_tells_the_coordinator(
    volunteer, steward, heard, answers
):
    said = declare_health(volunteer, answers, by=volunteer)
    assert said.is_unfit
    assert list(today().unfit) == [volunteer.pk]
    assert heard == [(volunteer.pk, timezone.localdate(), volunteer.pk)]
    letter = Message.objects.get(recipient=f"person:{steward.pk}")
    assert "cough" not in letter.body + letter.subject
    assert "39" not in letter.body + letter.subject


def test_just_below_is_no_fever(volunteer):
    assert declare_health(volunteer, Answers(Decimal("37.2")), by=volunteer).verdict == "fit"


def test_the_volunteer_cannot_take_it_back(volunteer, heard):
    declare_health(volunteer, FEVER, by=volunteer)
    declare_health(volunteer, WELL, by=volunteer)
    assert list(today().unfit) == [volunteer.pk]
    row = Declaration.objects.get(verdict="unfit")
    with pytest.raises(NotAllowed):
        set_aside(row, reason="看错了", by=volunteer)
    assert len(heard) == 1


def test_twice_is_once(volunteer, heard):
    for _ in range(2):
        declare_health(volunteer, FEVER, by=volunteer)
    assert Declaration.objects.count() == 1
    assert len(heard) == 1


def test_who_falls_unwell_later_in_the_day_says_so(volunteer):
    declare_health(volunteer, WELL, by=volunteer)
    declare_health(volunteer, FEVER, by=volunteer)
    assert list(today().unfit) == [volunteer.pk]


def test_yesterday_says_nothing_of_today(volunteer):
    declare_health(volunteer, FEVER, by=volunteer)
    tomorrow = fitness_of([volunteer.pk], timezone.localdate() + timedelta(days=1))
    assert not len(tomorrow.declared)
    assert not len(tomorrow.unfit)


def test_an_error_is_set_aside_by_somebody_else_with_a_reason(volunteer, steward, officer):
    row = declare_health(volunteer, FEVER, by=steward)
    with pytest.raises(NotTheirs):
        set_aside(row, reason="看错了", by=steward)
    with pytest.raises(BadAnswers):
        set_aside(row, reason=" ", by=officer)
    set_aside(row, reason="体温枪故障，复测 36.4", by=officer)
    set_aside(row, reason="再按一次", by=officer)
    assert not len(today().unfit)
    assert Entry.objects.get(verb="health.set_aside").reason == "体温枪故障，复测 36.4"


def test_a_stewards_own_fever_is_somebody_elses_matter(steward, village):
    steward.home = village
    steward.save()
    row = declare_health(steward, FEVER, by=steward)
    with pytest.raises(NotTheirs):
        set_aside(row, reason="没事", by=steward)


def test_a_stranger_declares_for_nobody(volunteer, stranger):
    with pytest.raises(NotAllowed):
        declare_health(volunteer, WELL, by=stranger)


def test_the_leader_declares_for_a_member_at_the_roll_call(volunteer, team, leader, officer):
    from tongxin.people.actions import join_team

    with pytest.raises(NotAllowed):
        declare_health(volunteer, WELL, by=leader)
    join_team(team, volunteer, by=officer)
    assert declare_health(volunteer, WELL, by=leader).declared_by == leader


@pytest.mark.parametrize(
    "answers", [Answers(Decimal("12")), Answers(Decimal("60")), Answers(Decimal("36"), ("x",))]
)
def test_no_nonsense(volunteer, answers):
    with pytest.raises(BadAnswers):
        declare_health(volunteer, answers, by=volunteer)


def test_facts_are_sealed_and_read_with_a_reason(volunteer, steward, stranger, auditor):
    row = declare_health(volunteer, Answers(Decimal("38.1"), ("cough",)), by=volunteer)
    assert "38.1" not in row.facts_sealed
    assert "cough" not in row.facts_sealed
    with pytest.raises(ReasonNeeded):
        read_facts(row, reason="看", by=steward)
    for who in (stranger, auditor):
        with pytest.raises(NotAllowed):
            read_facts(row, reason="核实情况", by=who)
    assert read_facts(row, reason="核实情况", by=steward) == ["38.1 °C", "咳嗽"]
    entry = Entry.objects.get(verb="health.read")
    assert entry.reason == "核实情况"
    assert "38.1" not in str(entry.facts)


def test_what_is_said_in_an_emergency_is_tagged_with_it(volunteer, city, town, director):
    far = declare_level(city, level=2, source="公告", by=director)
    assert declare_health(volunteer, WELL, by=volunteer).emergency == far
    near = declare_level(town, level=1, source="公告", by=director)
    assert declare_health(volunteer, FEVER, by=volunteer).emergency == near
