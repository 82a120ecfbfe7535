"""Everybody clicks at nine (rule 23)."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from tongxin.rosters import actions
from tongxin.rosters.models import Enrolment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def held():
    return Enrolment.objects.holding().aggregate(total=Sum("heads"))["total"]


def test_capacity_holds_when_everybody_clicks_at_once(make_shift, make_volunteer, race):
    shift = make_shift(places=5)
    people = [make_volunteer(f"n{n}") for n in range(40)]
    outcomes = race(*[lambda p=p: actions.join(shift, by=p) for p in people])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    in_order_of_arrival = list(shift.enrolments.values_list("state", flat=True))
    assert in_order_of_arrival == ["joined"] * 5 + ["waiting"] * 35


def test_one_person_at_two_screens_stands_in_one_of_two_overlapping_shifts(
    make_post, make_volunteer, officer, race
):
    post = make_post()
    first = post.shifts.get()
    start = first.starts_at + timedelta(minutes=30)
    second = actions.add_shifts(post, times=[(start, start + timedelta(hours=3))], by=officer)[0]
    person = make_volunteer("quick")
    race(*[lambda s=s: actions.join(s, by=person) for s in (first, second) * 4])
    assert held() == 1


def test_two_take_one_offered_place_and_one_has_it(make_shift, make_volunteer, race):
    shift = make_shift(places=1)
    people = [make_volunteer(f"n{n}") for n in range(5)]
    swap = actions.offer_place(actions.join(shift, by=people[0]), by=people[0])
    race(*[lambda p=p: actions.take_place(swap, by=p) for p in people[1:]])
    assert held() == 1


def test_leaving_joining_and_bringing_at_once_never_oversell(
    make_shift, make_volunteer, team, leader, crew, race
):
    shift = make_shift(places=3)
    part = shift.post.parts.get()
    people = [make_volunteer(f"n{n}") for n in range(10)]
    rows = [actions.join(shift, by=person) for person in people[:3]]
    race(
        *[lambda r=r, p=p: actions.leave(r, by=p) for r, p in zip(rows, people[:3], strict=True)],
        *[lambda p=p: actions.join(shift, by=p) for p in people[3:]],
        lambda: actions.bring(shift, part=part, team=team, people=crew, by=leader),
        lambda: actions.hold_places(shift, part=part, team=team, heads=2, by=leader),
    )
    assert held() <= 3
    assert timezone.now() < shift.starts_at
