"""What one offers: kept as said, by whom it may be said, and never more exact than 500 m."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.volunteers import weeks
from tongxin.volunteers.actions import (
    NotOpen,
    Offer,
    TooManyBlackouts,
    add_blackout,
    change_offer,
    leave,
    remove_blackout,
    set_emergency,
)
from tongxin.volunteers.actions.offering import MOST_BLACKOUTS
from tongxin.volunteers.models import Volunteer

OFFER = Offer(weeks.EVENINGS, reach_km=8, weekly_cap=2, prefers=["screening"], skills=["driving"],
              languages=["yixing"], point=(31.26049, 119.85377))  # fmt: skip


def test_an_offer_is_kept(volunteer):
    changed = change_offer(volunteer, OFFER, by=volunteer.person)
    changed.refresh_from_db()
    assert (changed.availability, changed.reach_km, changed.weekly_cap) == (weeks.EVENINGS, 8, 2)
    assert (changed.latitude, changed.longitude) == (31.26, 119.855)
    assert Volunteer.objects.holding("prefers", "screening").get() == changed
    assert not Volunteer.objects.holding("prefers", "screen").exists()
    assert Volunteer.objects.available(weeks.bit(0, weeks.EVENING)).get() == changed
    assert not Volunteer.objects.available(weeks.bit(0, weeks.MORNING)).exists()
    assert Entry.objects.get(verb="volunteer.offer_changed").facts["reach_km"] == 8


@pytest.mark.parametrize(
    "wrong", [{"reach_km": 0}, {"weekly_cap": 8}, {"prefers": ["flying"]}, {"skills": ["magic"]},
              {"languages": ["elvish"]}, {"availability": weeks.ALL + 1}],
)  # fmt: skip
def test_an_offer_outside_its_range_is_refused(volunteer, wrong):
    usual = {"availability": weeks.ALL, "reach_km": 5, "weekly_cap": 3}
    with pytest.raises(ValidationError):
        change_offer(volunteer, Offer(**usual | wrong), by=volunteer.person)


def test_the_officer_enters_for_them_a_stranger_does_not(volunteer, officer, stranger):
    assert change_offer(volunteer, OFFER, by=officer).reach_km == 8
    with pytest.raises(NotAllowed):
        change_offer(volunteer, OFFER, by=stranger)


def test_who_left_offers_nothing(volunteer):
    leave(volunteer, by=volunteer.person)
    with pytest.raises(NotOpen):
        change_offer(volunteer, OFFER, by=volunteer.person)


def test_days_away_are_kept_and_taken_back(volunteer):
    today = timezone.localdate()
    away = add_blackout(
        volunteer, starts_on=today, ends_on=today + timedelta(days=2), by=volunteer.person
    )
    assert volunteer.is_away(today + timedelta(days=2), today + timedelta(days=5))
    assert not volunteer.is_away(today + timedelta(days=3), today + timedelta(days=5))
    remove_blackout(away, by=volunteer.person)
    remove_blackout(away, by=volunteer.person)
    assert not volunteer.is_away(today, today)
    assert Entry.objects.filter(verb="volunteer.blackout_removed").count() == 1


def test_days_away_end_after_they_begin(volunteer):
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        add_blackout(volunteer, starts_on=today, ends_on=today - timedelta(days=1),
                     by=volunteer.person)  # fmt: skip


def test_there_are_not_endlessly_many_days_away(volunteer):
    today = timezone.localdate()
    for _ in range(MOST_BLACKOUTS):
        add_blackout(volunteer, starts_on=today, ends_on=today, by=volunteer.person)
    with pytest.raises(TooManyBlackouts):
        add_blackout(volunteer, starts_on=today, ends_on=today, by=volunteer.person)


def test_the_emergency_contact_is_sealed(volunteer):
    kept = set_emergency(volunteer, name="王强", phone="13900000001", by=volunteer.person)
    assert "王强" not in kept.emergency_sealed
    assert kept.emergency["phone"] == "13900000001"
