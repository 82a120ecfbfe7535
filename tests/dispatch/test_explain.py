"""Every choice can be explained in one sentence (rule 29)."""

from django.utils import translation

from tongxin.dispatch.explaining import who_else, why_empty, why_me, why_not_me
from tongxin.dispatch.models import Offer


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


def test_why_empty_and_who_else(make_plan, make_shift, hands):
    """Four hands for one shift of six: two places stay empty, because nobody else is there."""
    shift = make_shift(places=6)
    plan = make_plan()
    assert english(why_empty, plan, shift) != ""
    small = make_shift(places=1, ahead=100)
    plan = make_plan()
    assert len(who_else(plan, small)) >= 1


def test_what_one_more_hand_is_worth(make_plan, make_shift, make_volunteer):
    """An empty place is what one more hand is worth; who lacks only a pass is counted."""
    make_shift(places=2)
    make_volunteer("fit")
    make_volunteer("untrained", passed=False)
    rows = make_plan().figures["missing"]
    assert rows[0]["value"] == 15_000  # a place beyond the least
    assert rows[0]["nearly"] == 1
