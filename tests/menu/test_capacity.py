"""Everybody clicks at nine (rule 23)."""

import pytest
from django.db.models import Sum

from tongxin.menu.actions import book, cancel_booking
from tongxin.menu.models import Booking
from tongxin.people.models import Person


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_capacity_holds_when_everybody_clicks_at_once(make_session, make_person, race):
    session = make_session(seats=5)
    people = [make_person(f"n{n}") for n in range(24)]
    race(*[lambda p=p: book(session, person=p, by=p) for p in people])
    held = Booking.objects.filter(state="booked").aggregate(total=Sum("seats"))["total"]
    assert held == 5
    assert Booking.objects.filter(state="waiting").count() == 19


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_tabs_has_one_booking(make_session, resident, race):
    session = make_session(seats=5)
    outcomes = race(*[lambda: book(session, person=resident, by=resident)] * 6)
    assert Booking.objects.count() == 1
    assert len(outcomes) == 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_cancelling_and_booking_at_once_never_oversells(make_session, make_person, race):
    session = make_session(seats=3)
    people = [make_person(f"n{n}") for n in range(12)]
    first = [book(session, person=p, by=p) for p in people[:3]]
    race(
        *[lambda b=b: cancel_booking(b, by=Person.objects.get(pk=b.person_id)) for b in first],
        *[lambda p=p: book(session, person=p, by=p) for p in people[3:]],
    )
    assert Booking.objects.holding_seats().aggregate(total=Sum("seats"))["total"] <= 3
