from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.menu.actions import (
    cancel_edition,
    cancel_session,
    end_service,
    plan_edition,
    publish_due_editions,
    set_lines,
)
from tongxin.menu.actions.editions import EditionClosed
from tongxin.people.actions import robot


@pytest.fixture
def edition(town, team, officer):
    return plan_edition(
        at=town, platform=team.platform, day=date(2026, 12, 1), by=officer,
        publish_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip


def test_an_edition_is_published_at_its_hour_once(edition, make_service, officer):
    set_lines(edition, [(make_service(), None)], by=officer)
    clock = robot("clock")
    assert publish_due_editions(by=clock) == 0
    with time_machine.travel(edition.publish_at + timedelta(seconds=1), tick=False):
        assert publish_due_editions(by=clock) == 1
        assert publish_due_editions(by=clock) == 0
    assert Entry.objects.filter(verb="edition.published").count() == 1


def test_there_is_one_edition_a_day(edition, officer):
    with pytest.raises(EditionClosed):
        plan_edition(
            at=edition.place, platform=edition.platform, day=edition.day, by=officer,
            publish_at=edition.publish_at,
        )  # fmt: skip


def test_an_edition_without_a_dish_waits_until_it_has_one(edition, make_service, officer):
    clock = robot("clock")
    with time_machine.travel(edition.publish_at + timedelta(hours=1), tick=False):
        assert publish_due_editions(by=clock) == 0
        set_lines(edition, [(make_service(), None)], by=officer)
        assert publish_due_editions(by=clock) == 1


def test_a_published_edition_is_not_changed(edition, make_service, officer):
    set_lines(edition, [(make_service(), None)], by=officer)
    with time_machine.travel(edition.publish_at + timedelta(seconds=1), tick=False):
        publish_due_editions(by=robot("clock"))
    with pytest.raises(EditionClosed):
        set_lines(edition, [], by=officer)
    with pytest.raises(EditionClosed):
        cancel_edition(edition, by=officer)


def test_a_cancelled_edition_is_not_published(edition, make_service, officer):
    set_lines(edition, [(make_service(), None)], by=officer)
    cancel_edition(edition, by=officer)
    with time_machine.travel(edition.publish_at + timedelta(hours=1), tick=False):
        assert publish_due_editions(by=robot("clock")) == 0


def test_a_stranger_may_not_plan(town, team, stranger):
    with pytest.raises(NotAllowed):
        plan_edition(
            at=town, platform=team.platform, day=date(2026, 12, 2), by=stranger,
            publish_at=timezone.now(),
        )  # fmt: skip


def test_a_day_taken_off_the_calendar_can_be_planned_again(edition, officer):
    cancel_edition(edition, by=officer)
    again = plan_edition(
        at=edition.place, platform=edition.platform, day=edition.day, by=officer,
        publish_at=edition.publish_at, words="改了",
    )  # fmt: skip
    assert (again.pk, again.state, again.words) == (edition.pk, "planned", "改了")


def test_what_was_called_off_says_so_on_a_menu_that_is_out(
    edition, make_session, officer, leader, client, resident, town
):
    session, other = make_session(), make_session()
    set_lines(edition, [(session.service, session), (other.service, other)], by=officer)
    with time_machine.travel(edition.publish_at + timedelta(seconds=1), tick=False):
        publish_due_editions(by=robot("clock"))
    cancel_session(session, reason="停电", by=leader)
    end_service(other.service, by=leader)
    client.force_login(resident)
    for path in ("/menu/2026-12-1", f"/editions/{edition.pk}/poster"):
        assert client.get(path).content.decode().count("已取消") >= 2


@pytest.mark.parametrize("path", ["/menu/9999-12-31", "/menu/1-1-1", "/menu/2027-02-29"])
def test_days_beyond_the_calendar_are_404(client, city, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("start", ["9999-12-31", "0001-01-01", "2027-02-29", "x", "-1"])
def test_the_calendar_of_an_odd_day_is_todays(client, officer, start):
    client.force_login(officer)
    assert client.get(f"/desk/editions?from={start}").status_code == 200
    assert client.get(f"/desk/editions/new?day={start}").status_code == 200


def test_a_day_gone_by_is_not_planned(client, officer, team):
    client.force_login(officer)
    form = {"platform": team.platform_id, "day": "2020-02-29", "publish_at": "2020-02-29T07:00"}
    assert client.post("/desk/editions/new", form).status_code == 422
