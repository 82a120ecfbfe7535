"""Health facts are kept short; an emergency's go when it is over, with a certificate (7, 9)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.protection.conftest import FEVER, WELL
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import robot
from tongxin.places.actions import declare_level, end_level
from tongxin.protection.actions import (
    NothingToDestroy,
    NotTheirs,
    approve_destruction,
    clear_case,
    declare_health,
    forget_health,
    open_case,
    propose_destruction,
    to_destroy,
)
from tongxin.protection.models import Case, Declaration, Destruction
from tongxin.protection.tasks import forget


def aged(row, days):
    Declaration.objects.filter(pk=row.pk).update(day=timezone.localdate() - timedelta(days=days))


def test_facts_go_after_two_weeks_and_the_row_after_two_months(volunteer):
    row = declare_health(volunteer, FEVER, by=volunteer)
    aged(row, 14)
    assert forget.call() == 0
    aged(row, 15)
    assert forget.call() == 1
    row.refresh_from_db()
    assert row.facts == {}
    assert row.is_unfit
    aged(row, 61)
    assert forget.call() == 1
    assert not Declaration.objects.exists()
    assert forget.call() == 0


def test_what_was_said_in_an_emergency_waits_for_its_destruction(volunteer, city, director):
    declare_level(city, level=1, source="公告", by=director)
    row = declare_health(volunteer, FEVER, by=volunteer)
    aged(row, 100)
    forget_health(by=robot("clock"))
    row.refresh_from_db()
    assert row.facts == {}


def test_what_is_in_a_cleared_case_goes_too(volunteer, steward):
    case = clear_case(open_case(volunteer, what="头晕", by=volunteer), grounds="好了", by=steward)
    Case.objects.update(cleared_at=timezone.now() - timedelta(days=61))
    assert forget_health(by=robot("clock")) == 1
    case.refresh_from_db()
    assert (case.what, case.grounds) == ("", "")


def test_only_the_clock_throws_away(city, director):
    with pytest.raises(NotAllowed):
        forget_health(by=director)


@pytest.fixture
def over(volunteer, steward, city, director):
    """An emergency that is over, with three rows kept for it, one of them still needed."""
    level = declare_level(city, level=1, source="公告", by=director)
    declare_health(volunteer, FEVER, by=volunteer)
    clear_case(open_case(volunteer, what="头晕", by=volunteer), by=steward)
    open_case(volunteer, what="又头晕", by=volunteer)
    return end_level(level, by=director)


def test_one_proposes_another_approves_and_a_certificate_stays(over, director, make_person, city):
    deputy = make_person("deputy", "director", city)
    assert [(level.pk, count) for level, count in to_destroy()] == [(over.pk, 3)]
    row = propose_destruction(over, by=director)
    assert propose_destruction(over, by=deputy) == row
    with pytest.raises(NotTheirs):
        approve_destruction(row, by=director)
    row = approve_destruction(row, by=deputy)
    assert row.counts == {"declarations": 1, "cases": 1}
    assert len(row.digest) == 64
    assert not Declaration.objects.exists()
    assert Case.objects.get().is_open
    assert Entry.objects.get(verb="destruction.done").facts["digest"] == row.digest
    with pytest.raises(NothingToDestroy):
        approve_destruction(row, by=deputy)
    assert to_destroy() == []


def test_while_it_holds_nothing_is_destroyed(volunteer, city, director):
    level = declare_level(city, level=1, source="公告", by=director)
    declare_health(volunteer, WELL, by=volunteer)
    with pytest.raises(NothingToDestroy):
        propose_destruction(level, by=director)


def test_an_officer_destroys_nothing(over, officer, steward, director):
    with pytest.raises(NotAllowed):
        propose_destruction(over, by=officer)
    row = propose_destruction(over, by=director)
    with pytest.raises(NotAllowed):
        approve_destruction(row, by=steward)
    assert Destruction.objects.get().state == "proposed"
