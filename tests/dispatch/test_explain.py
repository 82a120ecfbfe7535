"""Every choice can be explained in one sentence (rule 29)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

import muster
from tongxin.dispatch.arrays import arrays_of
from tongxin.dispatch.costs import Costs
from tongxin.dispatch.explaining import who_else, why_empty, why_me, why_not_me
from tongxin.dispatch.models import Offer
from tongxin.needs.models import Urgency


def english(call, *args):
    with translation.override("en"):
        return call(*args)


def test_why_me_names_the_way_and_the_rest(sent):
    offer = Offer.objects.select_related("enrolment__person", "enrolment__shift__post").first()
    said = english(why_me, [offer])[0]
    assert "0.0 km away" in said
    assert "two weeks" in said


def test_why_not_me_names_the_rule_that_forbids(sent, make_volunteer):
    untrained = make_volunteer("untrained", passed=False)
    shift = sent.placements.first().shift
    assert "基础" in english(why_not_me, untrained.volunteer, shift)


def test_why_not_me_names_what_others_have(make_plan, make_shift, make_volunteer, officer, work):
    from tongxin.dispatch.actions import send_plan

    shift = make_shift(places=1)
    make_volunteer("near")
    far = make_volunteer("far", latitude=31.29)
    send_plan(make_plan(), by=officer)
    work()
    assert "Others are nearer" in english(why_not_me, far.volunteer, shift)


def nobody_may(make):
    """One person, who lacks the basics."""
    make.volunteer("untrained", passed=False)
    return make.shift(places=1), {}


def nobody_is_free(make):
    """One person may stand there, one not at all; the first is away."""
    make.volunteer("untrained", passed=False)
    today = timezone.localdate()
    away = make.volunteer("away").volunteer
    away.blackouts.create(starts_on=today, ends_on=today + timedelta(days=9))
    return make.shift(places=1), {}


def nobody_comes_that_far(make):
    """Two may and are free; both go three kilometres, and live ten away."""
    for name in ("far", "farther"):
        make.volunteer(name, latitude=31.35, reach_km=3)
    return make.shift(places=1), {}


def all_stand_elsewhere(make):
    """One person, two shifts at the same hours: the urgent one has them."""
    make.volunteer("only")
    make.shift(places=1, urgency=Urgency.I)
    return make.shift(places=1), {}


def all_gave_their_days(make):
    """One person, who gives one day a week, and gives it to what is urgent."""
    make.volunteer("only", weekly_cap=1)
    make.shift(places=1, urgency=Urgency.I)
    return make.shift(places=1, ahead=73), {}


def the_way_weighs_more(make):
    """A place that weighs one kilometre, and one person four away."""
    make.volunteer("far", latitude=31.30)
    return make.shift(places=1), {"costs": Costs(least=1000, more=1000)}


@pytest.mark.parametrize(
    ("situation", "reason", "in_english", "in_chinese"),
    [
        (nobody_may, "able", "1 people are in the register, none of them may stand there",
         "在册 1 人，没有人符合条件"),
        (nobody_is_free, "free", "1 people may stand there, none of them is free",
         "有 1 人符合条件，但那时都没有空"),
        (nobody_comes_that_far, "near", "2 people may and are free, none of them comes that far",
         "有 2 人符合条件又有空，但都不愿走这么远"),
        (all_stand_elsewhere, "elsewhere", "The 1 person who could come stands where more is at",
         "能来的 1 人当天都在更要紧的岗位"),
        (all_gave_their_days, "cap", "has given as many days that week as they chose",
         "那一周的次数都已经用满"),
        (the_way_weighs_more, "price", "the way and the rest they need weigh more",
         "路程和休息的代价超过了这个名额"),
    ],
)  # fmt: skip
def test_why_empty_names_the_reason(
    make_plan, make_shift, make_volunteer, situation, reason, in_english, in_chinese
):
    shift, parts = situation(SimpleNamespace(shift=make_shift, volunteer=make_volunteer))
    plan = make_plan(**parts)
    arrays = arrays_of(plan)
    explainer = muster.Explainer(arrays.problem, arrays.plan)
    assert explainer.why_empty(arrays.demands_of(shift.pk)[0]).reason == reason
    assert in_english in english(why_empty, plan, shift)
    with translation.override("zh-hans"):
        assert in_chinese in why_empty(plan, shift)


def test_where_no_place_is_empty_nothing_is_said(make_plan, make_shift, hands):
    shift = make_shift(places=2)
    assert why_empty(make_plan(), shift) == ""


def test_who_else_could_stand_there_is_named(make_plan, make_shift, hands):
    """Four hands at the spot, one place: the three others."""
    shift = make_shift(places=1)
    plan = make_plan()
    chosen = plan.placements.get().person
    assert {one.person for one in who_else(plan, shift)} == {*hands} - {chosen}


def test_what_one_more_hand_is_worth(make_plan, make_shift, make_volunteer):
    """An empty place is what one more hand is worth; who lacks only a pass is counted."""
    make_shift(places=2)
    make_volunteer("fit")
    make_volunteer("untrained", passed=False)
    rows = make_plan().figures["missing"]
    assert rows[0]["value"] == 15_000  # a place beyond the least
    assert rows[0]["nearly"] == 1
