"""Somebody asks for hands; the centre decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.places.models import ServiceClass
from tongxin.rosters import actions
from tongxin.rosters.actions.requesting import BadPeriod, RequestNotReady
from tongxin.rosters.models import Request


@pytest.fixture
def parts(village, city):
    today = timezone.localdate()
    return {
        "title": "卡口测温", "words": "每班两人测温登记。", "at": village, "hands": 2,
        "service_class": ServiceClass.objects.get(pk="screening"),
        "starts_on": today, "ends_on": today + timedelta(days=3),
    }  # fmt: skip


def test_a_station_asks_and_the_centre_approves(parts, steward, director):
    request = actions.ask(**parts, by=steward)
    assert request.state == Request.State.ASKED
    assert actions.approve_request(request, by=director).decided_by == director
    said = set(Entry.objects.values_list("verb", flat=True))
    assert {"request.asked", "request.approved"} <= said
    assert Message.objects.to(f"person:{steward.pk}").count() == 1


def test_a_department_asks_for_its_place(parts, make_person, city):
    police = make_person("police", "department", city)
    assert actions.ask(**parts, by=police).asked_by == police


def test_a_leader_asks_for_the_team(parts, leader, team):
    assert actions.ask(**parts, team=team, by=leader).team == team


def test_a_stranger_may_not_ask(parts, stranger):
    with pytest.raises(NotAllowed):
        actions.ask(**parts, by=stranger)


def test_who_asked_may_not_approve(asked, steward, officer):
    for person in (steward, officer):
        with pytest.raises(NotAllowed):
            actions.approve_request(asked, by=person)


def test_a_request_is_decided_once(approved, director):
    with pytest.raises(RequestNotReady):
        actions.return_request(approved, reason="太多", by=director)


def test_a_request_given_back_says_why(asked, director, steward):
    request = actions.return_request(asked, reason="请写明时间", by=director)
    assert (request.state, request.reason) == ("returned", "请写明时间")
    assert Message.objects.to(f"person:{steward.pk}").get().body == "请写明时间"


def test_days_that_are_past_cannot_be_asked_for(parts, steward):
    past = timezone.localdate() - timedelta(days=3)
    with pytest.raises(BadPeriod):
        actions.ask(**parts | {"starts_on": past, "ends_on": past}, by=steward)


def test_a_form_sent_twice_is_one_request(parts, steward):
    first = actions.ask(**parts, client_key="k", by=steward)
    assert actions.ask(**parts, client_key="k", by=steward) == first


def test_a_request_is_withdrawn_by_who_asked_and_by_no_stranger(asked, steward, stranger):
    with pytest.raises(NotAllowed):
        actions.withdraw_request(asked, by=stranger)
    assert actions.withdraw_request(asked, by=steward).state == "withdrawn"


def test_a_request_with_posts_under_way_is_not_closed(make_post, approved, officer, director):
    make_post(publish=False)
    with pytest.raises(RequestNotReady):
        actions.close_request(approved, by=director)
