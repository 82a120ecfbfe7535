"""Orders of the headquarters: number, issuer, time, reason; only the headquarters give them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.dispatch import actions
from tongxin.dispatch.models import Order
from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.people.models import Unit
from tongxin.rosters.actions import add_shifts


@pytest.fixture
def order(make_post, crew, team, director):
    said = actions.Command(hands=2, reason="卡口增援", team=team)
    return actions.issue_order(make_post(), said, by=director)


def test_an_order_has_number_issuer_time_and_reason(order, director):
    assert order.number.endswith("-001")
    assert (order.issued_by, order.reason) == (director, "卡口增援")
    assert order.issued_at


def test_numbers_do_not_repeat(order, team, director):
    second = actions.issue_order(
        order.post, actions.Command(hands=1, reason="再增一人", team=team), by=director
    )
    assert second.number.endswith("-002")


def test_the_leader_is_told_acknowledges_and_answers(order, leader):
    assert Message.objects.filter(about=f"order:{order.pk}").exists()
    assert actions.take_order(order, by=leader).state == "taken"
    assert actions.take_order(order, by=leader).state == "taken"  # twice is once
    done = actions.answer_order(order, answer="两人已到岗", by=leader)
    assert (done.state, done.answer) == ("answered", "两人已到岗")
    with pytest.raises(actions.OrderOver):
        actions.withdraw_order(order, reason="晚了", by=order.issued_by)


def test_only_the_headquarters_order(make_post, team, officer, leader):
    post = make_post()
    for person in (officer, leader):
        with pytest.raises(NotAllowed):
            actions.issue_order(post, actions.Command(hands=1, reason="x", team=team), by=person)


def test_a_stranger_takes_no_order(order, make_person):
    with pytest.raises(NotAllowed):
        actions.take_order(order, by=make_person("stranger"))


@pytest.mark.parametrize("said", [{"reason": " "}, {"team": None}, {"hands": 0}])
def test_an_order_is_complete(make_post, team, director, said):
    usual = {"hands": 1, "reason": "增援", "team": team}
    with pytest.raises(actions.BadOrder):
        actions.issue_order(make_post(), actions.Command(**usual | said), by=director)


def test_an_order_may_lift_the_bounds_of_towns(make_post, team, director):
    """Rule 30: at levels I and II only the headquarters let people of other towns in."""
    post = make_post()
    said = actions.Command(hands=1, reason="跨镇支援", team=team, across_towns=True)
    actions.issue_order(post, said, by=director)
    post.refresh_from_db()
    assert post.across_towns_by == director


def test_withdrawing_says_why(order, director):
    with pytest.raises(actions.BadOrder):
        actions.withdraw_order(order, reason="", by=director)
    assert actions.withdraw_order(order, reason="不再需要", by=director).state == "withdrawn"


def test_the_pages_of_an_order(client, order, leader, director):
    client.force_login(director)
    assert order.number in client.get("/desk/orders").content.decode()
    said = {"team": order.team_id, "hands": 3, "reason": "增援"}
    made = client.post(f"/desk/posts/{order.post_id}/orders", said)
    assert made.status_code == 302
    assert client.post(f"/desk/posts/{order.post_id}/orders", {}).status_code == 422
    client.force_login(leader)
    assert client.get(f"/desk/orders/{order.pk}").status_code == 200
    client.post(f"/desk/orders/{order.pk}/taking")
    client.post(f"/desk/orders/{order.pk}/answer", {"answer": "到岗"})
    assert Order.objects.get(pk=order.pk).state == "answered"


def test_a_stranger_sees_no_order(client, order, make_person):
    client.force_login(make_person("stranger"))
    assert client.get(f"/desk/orders/{order.pk}").status_code == 404


@pytest.fixture
def unit(town, director):
    return Unit.objects.create(name="供电所", place=town)


def test_a_unit_is_ordered_and_the_leaders_of_its_teams_carry_it_out(
    client, make_post, crew, team, leader, unit, director
):
    team.unit = unit
    team.save()
    said = actions.Command(hands=2, reason="抢修增援", unit=unit)
    order = actions.issue_order(make_post(), said, by=director)
    told = Message.objects.filter(about=f"order:{order.pk}")
    assert [row.recipient for row in told] == [f"person:{leader.pk}"]
    client.force_login(leader)
    page = client.get(f"/desk/orders/{order.pk}")
    assert f"?team={team.pk}" in page.content.decode()  # bring my team
    assert order.number in client.get("/desk/orders").content.decode()
    client.post(f"/desk/orders/{order.pk}/taking")
    client.post(f"/desk/orders/{order.pk}/answer", {"answer": "到岗"})
    order.refresh_from_db()
    assert (order.state, order.taken_by) == ("answered", leader)


def test_a_unit_nobody_leads_is_told_through_its_town(client, make_post, unit, officer, director):
    said = actions.Command(hands=2, reason="抢修增援", unit=unit)
    order = actions.issue_order(make_post(), said, by=director)
    told = Message.objects.filter(about=f"order:{order.pk}")
    assert f"person:{officer.pk}" in {row.recipient for row in told}
    client.force_login(officer)
    assert client.get(f"/desk/orders/{order.pk}").status_code == 200
    assert actions.take_order(order, by=officer).state == "taken"


def test_the_leader_of_another_units_team_sees_no_order(client, make_post, leader, unit, director):
    said = actions.Command(hands=2, reason="抢修增援", unit=unit)
    order = actions.issue_order(make_post(), said, by=director)
    client.force_login(leader)
    assert client.get(f"/desk/orders/{order.pk}").status_code == 404


def test_who_may_not_open_the_post_is_not_led_to_it(client, order, leader, director):
    for person in (director, leader):
        client.force_login(person)
        there = f"/desk/posts/{order.post_id}"
        opens = client.get(there).status_code == 200
        assert (f'"{there}"' in client.get(f"/desk/orders/{order.pk}").text) is opens


def test_only_who_takes_the_order_is_asked_to_acknowledge(
    client, make_post, other_town, director, officer, steward
):
    unit = Unit.objects.create(name="另一镇供电所", place=other_town)
    said = actions.Command(hands=2, reason="抢修增援", unit=unit)
    order = actions.issue_order(make_post(), said, by=director)
    for person, asked in ((officer, False), (director, True)):  # one oversees the post alone
        client.force_login(person)
        page = client.get(f"/desk/orders/{order.pk}").text
        assert (f"/desk/orders/{order.pk}/taking" in page) is asked


def test_no_team_is_brought_to_a_shift_that_is_over(client, order, leader):
    shift = order.post.shifts.get()
    client.force_login(leader)
    offer = f"/shifts/{shift.pk}/team"
    assert offer in client.get(f"/desk/orders/{order.pk}").text
    with time_machine.travel(shift.ends_at + timedelta(minutes=1)):
        client.force_login(leader)
        assert offer not in client.get(f"/desk/orders/{order.pk}").text


def test_of_many_shifts_the_first_few_are_shown_at_once(client, order, leader, officer):
    first = timezone.now() + timedelta(days=4)
    starts = [first + timedelta(hours=5 * n) for n in range(6)]
    add_shifts(order.post, times=[(at, at + timedelta(hours=3)) for at in starts], by=officer)
    client.force_login(leader)
    page = client.get(f"/desk/orders/{order.pk}", headers={"accept-language": "en"}).text
    before, _summary, after = page.partition("2 more</summary>")
    assert (before.count("/team?"), after.count("/team?")) == (5, 2)
