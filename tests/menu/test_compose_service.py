import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.menu.actions import (
    change_service,
    compose_service,
    end_service,
    open_service,
    propose_service,
    return_service,
)
from tongxin.menu.actions.composing import NothingToShow, NotReady
from tongxin.menu.models import Booking, Service
from tongxin.messaging.models import Message


@pytest.fixture
def draft(team, leader, town, listed):
    return compose_service(
        team=team, platform=team.platform, title="网课答疑", mode="article", places=[town],
        body="先看例题，再做练习。", needs=[listed], by=leader,
    )  # fmt: skip


def test_an_opened_service_answers_its_needs_and_tells_them(
    draft, leader, officer, listed, resident
):
    open_service(propose_service(draft, by=leader), by=officer)
    listed.refresh_from_db()
    assert (listed.state, listed.team) == ("completed", draft.team)
    assert listed.assignments.get().answer_url == f"/services/{draft.pk}"
    assert Message.objects.to(f"person:{resident.pk}").filter(about=f"need:{listed.pk}").exists()
    assert Entry.objects.filter(verb="service.opened").exists()


def test_a_draft_cannot_be_opened_unread(draft, officer):
    with pytest.raises(NotReady):
        open_service(draft, by=officer)


def test_a_team_may_not_approve_itself(draft, leader):
    with pytest.raises(NotAllowed):
        open_service(propose_service(draft, by=leader), by=leader)


def test_an_empty_service_cannot_be_handed_in(team, leader, town):
    service = compose_service(
        team=team, platform=team.platform, title="空", mode="live", places=[town], by=leader
    )
    with pytest.raises(NothingToShow):
        propose_service(service, by=leader)


def test_a_returned_service_says_why(draft, leader, officer):
    service = return_service(propose_service(draft, by=leader), reason="请写清时间", by=officer)
    assert (service.state, service.returned_because) == ("draft", "请写清时间")
    assert Message.objects.to(f"person:{leader.pk}").filter(body="请写清时间").exists()


def test_an_open_service_is_not_changed(make_service, leader):
    with pytest.raises(NotReady):
        change_service(make_service(), title="x", by=leader)


def test_a_stranger_may_not_compose_for_a_team(team, town, stranger):
    with pytest.raises(NotAllowed):
        compose_service(
            team=team, platform=team.platform, title="x", mode="live", places=[town], by=stranger
        )


def test_drafts_are_for_the_team_and_its_institute(draft, stranger, leader, officer):
    assert not Service.objects.visible_to(stranger).exists()
    assert Service.objects.visible_to(leader).get() == draft
    assert Service.objects.visible_to(officer).get() == draft


def test_an_ended_service_calls_its_sessions_off(make_session, leader, resident):
    from tongxin.menu.actions import book

    session = make_session()
    book(session, person=resident, by=resident)
    end_service(session.service, by=leader)
    assert Booking.objects.get().state == "cancelled"
