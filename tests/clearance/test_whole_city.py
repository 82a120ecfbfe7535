"""The same agreement through the database: everybody of a made-up city, shift by shift."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.clearance.conftest import DAY, at
from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import crowd_of as one_of
from tongxin.clearance.gates import first_refusals, mask, may_stand, refusals, wishes
from tongxin.clearance.gates import offered as offered_to
from tongxin.clearance.narrowing import possible
from tongxin.clearance.requirement import Busy
from tongxin.people.actions import robot
from tongxin.places.actions import declare_level
from tongxin.protection.actions import cover_people
from tongxin.volunteers.actions import seed_kinds
from tongxin.volunteers.models import (
    Blackout,
    Qualification,
    QualificationKind,
    Suspension,
    Volunteer,
)


@pytest.fixture
def people(make_volunteer, village, other_village, policy, director, city):
    """Thirty volunteers of every kind."""
    births = [None, *[date(1985, 1, 1)] * 4, date(2012, 2, 14), date(2014, 5, 5)]
    dice, made = random.Random(7), []
    for n in range(30):
        state = dice.choice(["active"] * 4 + ["invited", "suspended", "left"])
        one = make_volunteer(
            f"v{n}", passed=dice.choice([("basics",), ("basics",), ("basics", "checkpoint"), ()]),
            birth_date=dice.choice(births),
            guarded=dice.random() < 0.5, home=dice.choice([village, other_village, None]),
            state=state, weekly_cap=dice.choice([1, 3]), reach_km=dice.choice([1, 50]),
        )  # fmt: skip
        if state == "suspended":
            until = DAY + timedelta(days=dice.choice([-1, 0]))
            Suspension.objects.create(volunteer=one, reason="x", by=director, until=until)
        if dice.random() < 0.2:
            Blackout.objects.create(volunteer=one, starts_on=DAY, ends_on=DAY)
        made.append(one)
    cover_people(policy, [one.person_id for one in made[::2]], by=director)
    declare_level(city, level=1, source="公告", since=at(0, day=-3), by=director)
    return made


@pytest.fixture
def shifts(shift, other_village):
    return [
        shift(), shift(kind="checkpoint"), shift(path=other_village.path), shift(risky=True),
        shift(starts_at=at(13), ends_at=at(16)), shift(latitude=31.4, offline=True),
        shift(path=other_village.path, across_towns=True),
    ]  # fmt: skip


def test_whoever_is_masked_is_told_why_and_nobody_else(people, shifts, city):
    busy = {one.person_id: [Busy(at(10), at(11), "甲", "/a")] for one in people[::3]}
    everybody = crowd(city, shifts, busy=busy)
    may, wanted = mask(everybody, shifts), offered_to(everybody, shifts)
    row_of = {int(person): row for row, person in enumerate(everybody.people)}
    allowed = 0
    for one in people:
        own = busy.get(one.person_id, [])
        for column, shift in enumerate(shifts):
            said = refusals(one, shift, own)
            row = row_of.get(one.person_id)
            assert (row is not None and may[row, column]) == (not said)
            assert may_stand(one, shift, own) == (not said)
            assert all(refusal.sentence for refusal in said)
            if row is not None:
                assert wanted[row, column] == (not said and not wishes(one, shift, own))
            allowed += not said
    assert 10 < allowed < len(people) * len(shifts) - 10


def test_nobody_is_left_out_beforehand_whom_the_rules_would_keep(people, shifts, city, director):
    seed_kinds(by=robot("installer"))
    nurse = QualificationKind.objects.get(pk="nurse")
    for n, one in enumerate(people[::2]):
        until = [None, DAY, DAY - timedelta(days=1)][n % 3]
        state = "waiting" if n % 5 == 4 else "verified"
        Qualification.objects.create(
            volunteer=one, kind=nurse, state=state, expires_on=until, decided_by=director
        )
    asked = [*shifts, *(replace(one, qualifications=frozenset({"nurse"})) for one in shifts)]
    everybody = crowd(city, asked)
    may, out = mask(everybody, asked), 0
    for column, shift in enumerate(asked):
        kept = set(possible(Volunteer.objects.all(), shift).values_list("person", flat=True))
        assert set(everybody.people[may[:, column]].tolist()) <= kept
        out += len(people) - len(kept)
    assert out > 100


def test_a_list_of_shifts_is_asked_in_the_same_few_questions(
    volunteer, shifts, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        one = one_of(volunteer.person_id, shifts)
        told = first_refusals(one, shifts[:1] * 3)
    assert told[shifts[0]] is None
    assert first_refusals(one, shifts)[shifts[3]].rule == "insured"
