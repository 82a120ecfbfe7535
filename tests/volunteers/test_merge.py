"""Two entries of one human become one; what looks alike may be held apart."""

from datetime import date

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import join_team
from tongxin.people.models import Guardianship
from tongxin.volunteers import movers
from tongxin.volunteers.actions import CannotMerge, claim, hold_apart, invite, merge, verify
from tongxin.volunteers.models import Apart


@pytest.fixture
def second(village, steward):
    """The same woman, entered by her station with another phone."""
    return invite(name="王丽", phone="13800000032", home=village, by=steward)


def test_merging_keeps_what_both_held(volunteer, second, kinds, team, officer, director):
    join_team(team, second.person, by=officer)
    claim(second, kinds["nurse"], by=officer)
    kept = merge(volunteer, second, reason="同一人，换了手机号", by=director)
    second.refresh_from_db()
    second.person.refresh_from_db()
    assert (second.state, second.merged_into) == ("merged", kept)
    assert second.person.closed_at is not None
    assert kept.qualifications.get().kind_id == "nurse"
    assert team.memberships.filter(person=kept.person).exists()
    assert Entry.objects.get(verb="volunteer.merged").facts["number"] == second.number


def test_apps_above_are_told(volunteer, second, director, monkeypatch):
    told = []
    mover = movers.Mover(lambda *who: told.append(who), frozenset())
    monkeypatch.setitem(movers.MOVERS, "x", mover)
    merge(volunteer, second, reason="同一人", by=director)
    assert told == [(volunteer.person, second.person, director)]


def test_what_apps_hold_ends_on_the_one_who_stays(volunteer, second, make_need, director):
    need = make_need(by=second.person, requester=second.person, channel="web")
    merge(volunteer, second, reason="同一人", by=director)
    need.refresh_from_db()
    assert need.requester == volunteer.person


def test_a_verified_certificate_beats_one_that_waits(volunteer, second, kinds, officer, director):
    claim(volunteer, kinds["nurse"], by=volunteer.person)
    verify(claim(second, kinds["nurse"], by=officer), expires_on=None, by=officer)
    kept = merge(volunteer, second, reason="同一人", by=director)
    assert kept.qualifications.get().state == "verified"


def test_who_guards_a_child_is_not_merged_away(volunteer, second, make_person, village, director):
    child = make_person("child", birth_date=date(2008, 1, 1), home=village)
    Guardianship.objects.create(minor=child, guardian=second.person)
    with pytest.raises(CannotMerge):
        merge(volunteer, second, reason="同一人", by=director)


def test_two_identities_are_two_people(volunteer, make_volunteer, director):
    other = make_volunteer("wang-li-2", name="王丽", phone="13800000033")
    with pytest.raises(CannotMerge):
        merge(volunteer, other, reason="同名", by=director)


def test_the_checked_one_is_kept(volunteer, second, director):
    with pytest.raises(CannotMerge):
        merge(second, volunteer, reason="同一人", by=director)


def test_nobody_is_merged_with_themselves_or_twice(volunteer, second, director):
    with pytest.raises(CannotMerge):
        merge(volunteer, volunteer, reason="同一人", by=director)
    merge(volunteer, second, reason="同一人", by=director)
    with pytest.raises(CannotMerge):
        merge(volunteer, second, reason="同一人", by=director)


def test_the_officer_and_a_stranger_may_not(volunteer, second, officer, stranger):
    for one in (officer, stranger):
        with pytest.raises(NotAllowed):
            merge(volunteer, second, reason="同一人", by=one)
        with pytest.raises(NotAllowed):
            hold_apart(volunteer, second, by=one)


def test_a_pair_is_held_apart_once_in_either_order(volunteer, second, director):
    assert hold_apart(volunteer, second, by=director) == hold_apart(second, volunteer, by=director)
    assert Apart.objects.count() == 1
    assert Entry.objects.filter(verb="volunteer.held_apart").count() == 1
