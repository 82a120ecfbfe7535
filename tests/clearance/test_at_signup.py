"""The same answer three times: the mask, the explanation, and what happens at sign-up.

Each way to fail a rule is one change to a person or a shift that would otherwise fit; any of them
may come together.
"""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from tests.clearance.conftest import DAY, at
from tongxin.clearance.crowd import crowd
from tongxin.clearance.gates import mask
from tongxin.clearance.rules import RULES
from tongxin.people.actions import create_unit
from tongxin.places.actions import declare_level
from tongxin.places.models import ServiceClass
from tongxin.protection.actions import cover_people, open_case
from tongxin.rosters.actions import join
from tongxin.rosters.actions.enrolling import NotCleared
from tongxin.rosters.gates import busy_between, refusals_of, requirement_of
from tongxin.rosters.models import Enrolment, Notice, Part, Post, Request, Shift
from tongxin.volunteers.models import QualificationKind


@dataclass
class Case:
    """A person and a shift that fit, until a rule is broken."""

    person: dict = field(default_factory=dict)  # of `make_volunteer`
    post: dict = field(default_factory=dict)
    nurse: bool = False  # the part asks for one
    of_the_unit: bool = False
    covered: bool = True
    level: int = 0
    unwell: bool = False
    busy: list = field(default_factory=list)  # (first hour, last hour, days later)


BROKEN = {
    "registered": lambda case: case.person.update(state="invited"),
    "of_age": lambda case: (case.post.update(is_risky=True, needs_insurance=True),
                            case.person.update(birth_date=date(2013, 1, 1))),
    "guarded": lambda case: case.person.update(birth_date=date(2013, 1, 1), guarded=False),
    "of_the_unit": lambda case: setattr(case, "of_the_unit", True),
    "within_town": lambda case: (case.person.update(home=None), setattr(case, "level", 1)),
    "trained": lambda case: case.person.update(passed=()),
    "qualified": lambda case: setattr(case, "nurse", True),
    "insured": lambda case: (case.post.update(needs_insurance=True),
                             setattr(case, "covered", False)),
    "well": lambda case: setattr(case, "unwell", True),
    "free": lambda case: case.busy.append((10, 11, 0)),
    "unbroken": lambda case: case.busy.append((12, 14, 0)),
    "daily": lambda case: case.busy.extend([(14, 17, 0), (18, 21, 0)]),
    "rested": lambda case: case.busy.append((23, 26, -1)),
    "weekly": lambda case: (case.busy.append((9, 10, 3)), case.person.update(weekly_cap=1)),
}  # fmt: skip


@pytest.fixture
def make_post(village, director):
    """Make an open post with one part, under a notice."""
    publicity = ServiceClass.objects.get(pk="publicity")
    request = Request.objects.create(
        place=village, title="x", words="x", service_class=publicity, hands=1, starts_on=DAY,
        ends_on=DAY, asked_by=director, decided_by=director, state="approved",
    )  # fmt: skip
    notice = Notice.objects.create(request=request, place=village, title="x", written_by=director)

    def make(qualification=None, **said):
        made = Post.objects.create(
            request=request, notice=notice, place=village, title="卡口", duties="x", state="open",
            service_class=publicity, made_by=director, **said,
        )  # fmt: skip
        part = Part.objects.create(post=made, name="x", maximum=5, qualification=qualification)
        return made, part

    return make


@pytest.fixture
def act(make_volunteer, make_post, director, city, policy):
    """Return what makes a case: (volunteer, shift, its only part)."""
    nurse = QualificationKind.objects.create(code="nurse-x", name="护士")
    unit = create_unit(at=city, name="供电公司", by=director)

    def make(broken):
        case = Case(person={"guarded": True, "weekly_cap": 7})
        for name in sorted(broken):
            BROKEN[name](case)
        volunteer = make_volunteer("one", **case.person)
        asked, part = make_post(
            qualification=nurse if case.nurse else None,
            unit_only=unit if case.of_the_unit else None, **case.post,
        )  # fmt: skip
        if case.covered:
            cover_people(policy, [volunteer.person_id], by=director)
        if case.unwell:
            open_case(volunteer.person, what="头晕", by=volunteer.person)
        if case.level:
            declare_level(city, level=case.level, source="x", since=at(0, day=-9), by=director)
        stand(volunteer, make_post(), case.busy)
        shift = Shift.objects.create(post=asked, starts_at=at(9), ends_at=at(12))
        return volunteer, shift, part

    def stand(volunteer, elsewhere, busy):
        post, part = elsewhere
        for since, until, day in busy:
            held = Shift.objects.create(
                post=post, starts_at=at(since, day=day), ends_at=at(until, day=day)
            )
            Enrolment.objects.create(
                shift=held, part=part, person=volunteer.person, state="joined", recorder=director
            )

    return make


def every_rule(test):
    """Look at each rule alone, and at none, whatever else is drawn."""
    for name in BROKEN:
        test = example(broken={name})(test)
    return example(broken=set())(test)


@every_rule
@given(broken=some.sets(some.sampled_from(sorted(BROKEN))))
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_mask_explanation_and_sign_up_say_the_same(act, city, broken):
    with transaction.atomic():
        volunteer, shift, part = act(broken)
        asked = [requirement_of(shift, part)]
        people = crowd(city, asked, busy=busy_between(shift.starts_at, shift.ends_at))
        (row,) = people.register.rows_of([volunteer.person_id])
        masked = [rule.name for rule in RULES if not rule.holds(people, asked[0])[row]]
        told = refusals_of(volunteer, shift, part)
        assert [one.rule for one in told] == masked
        assert set(masked) >= broken
        assert bool(masked) == bool(broken)
        assert mask(people, asked)[row, 0] == (not masked)
        if broken:
            with pytest.raises(NotCleared) as error:
                join(shift, by=volunteer.person)
            assert [one.rule for one in error.value.refusals] == masked
            assert all(one.sentence for one in told)
        else:
            assert join(shift, by=volunteer.person).state == "joined"
        transaction.set_rollback(True)


def test_every_rule_has_a_case_of_its_own():
    assert set(BROKEN) == {rule.name for rule in RULES}
