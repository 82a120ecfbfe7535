"""What weighs more is filled first; what people will wear is seen to before they are asked."""

import pytest

from tongxin.dispatch import actions
from tongxin.dispatch.costs import Costs
from tongxin.protection.models import Reservation
from tongxin.rosters.actions import decline


def test_the_more_urgent_post_is_filled_first(make_plan, make_post, make_volunteer):
    make_post(places=1, title="宣传", urgency=4)
    make_post(places=1, title="送药", urgency=1)
    make_volunteer("one")
    plan = make_plan()
    assert plan.placements.get().shift.post.title == "送药"
    assert plan.figures["by_urgency"] == [["4", 1, 0], ["1", 1, 1]]


@pytest.mark.parametrize(("urgency", "least"), [(1, 400), (2, 120), (3, 40), (4, 12)])
def test_an_empty_place_weighs_by_its_urgency(urgency, least):
    assert Costs().weight(urgency, least=True) == least * 1000


def spoken():
    return sum(Reservation.objects.open().filter(item="mask").values_list("quantity", flat=True))


def test_what_they_will_wear_is_reserved_when_the_plan_is_sent(
    make_plan, make_shift, hands, officer, work, make_kit, stock, village
):
    make_kit({"mask": 2, "vest": 1}, kind="")
    stock(village, mask=20, vest=20)
    shift = make_shift(places=2)
    plan = make_plan()
    assert spoken() == 0
    assert plan.figures["short"] == []
    actions.send_plan(plan, by=officer)
    work()
    assert spoken() == 2 * 2
    assert set(Reservation.objects.values_list("occasion_key", "plan")) == {
        (f"shift:{shift.pk}", str(plan.uid))
    }
    row = shift.enrolments.first()
    decline(row, by=row.person)
    work()
    assert spoken() == 2 * 2  # for whoever was asked next


def test_what_is_missing_is_told_while_it_is_a_draft(
    make_plan, make_shift, hands, make_kit, stock, village
):
    make_kit({"mask": 2, "vest": 1}, kind="")
    stock(village, mask=1, vest=9)
    make_shift(places=2)
    assert make_plan().figures["short"] == [
        {"kind": "place", "owner": village.pk, "item": "mask", "missing": 3}
    ]
