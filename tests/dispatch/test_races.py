"""Two planners at once, two presses at once: nobody stands twice, no place is given twice."""

import pytest

from tongxin.dispatch import actions
from tongxin.dispatch.models import Offer, Plan
from tongxin.rosters.models import Enrolment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_planners_cannot_double_book(race, make_plan, make_shift, hands, officer):
    make_shift(places=2)
    plans = [make_plan(), make_plan()]
    for plan in plans:
        actions.send_plan(plan, by=officer)
    plans = list(Plan.objects.select_related("place", "job"))
    race(*(lambda plan=plan: actions.send_now(plan, by=officer) for plan in plans))
    held = Enrolment.objects.filter(state="invited")
    assert held.count() == 2
    assert held.values("person").distinct().count() == 2
    assert Offer.objects.count() == 2


def test_a_draft_sent_by_two_is_sent_once(race, make_plan, make_shift, hands, officer):
    make_shift(places=1)
    plan = make_plan()
    ends = race(
        lambda: actions.send_plan(plan, by=officer), lambda: actions.send_plan(plan, by=officer)
    )
    assert sorted(type(end).__name__ for end in ends) == ["NotADraft", "Plan"]


def test_two_refills_at_once_ask_one(race, make_shift, hands, officer):
    shift = make_shift(places=1)
    race(
        lambda: actions.refill(shift, reason="a", by=officer),
        lambda: actions.refill(shift, reason="b", by=officer),
    )
    assert Enrolment.objects.filter(state="invited").count() == 1
