"""The cast of rosters: volunteers who know the basics, a request, a post, a notice, shifts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import look  # noqa: F401
from tongxin.people.actions import join_team
from tongxin.places.models import ServiceClass
from tongxin.rosters import actions
from tongxin.training.models import Module, ModuleNeed, Pass
from tongxin.volunteers.models import Volunteer


@pytest.fixture
def basics(city):
    """Everybody who stands anywhere needs the basics (rule 24)."""
    module = Module.objects.create(code="basics", name="基础")
    ModuleNeed.objects.create(module=module)
    return module


@pytest.fixture
def make_volunteer(make_person, basics, director, village):
    """Make an active, grown-up volunteer of the village; `passed` the basics or not."""

    def make(name, passed=True, born=date(1990, 5, 1), **parts):
        person = make_person(name, home=parts.pop("home", village))
        person.birth_date = born
        person.save()
        if passed:
            Pass.objects.create(
                person=person, module=basics, since=datetime(2020, 1, 1, tzinfo=UTC), until=None,
                how="entered", given_by=director, evidence="册",
            )  # fmt: skip
        usual = {
            "number": f"YX-{person.pk:06d}", "state": "active", "confirmed_at": timezone.now(),
            "latitude": 31.26, "longitude": 119.85, "weekly_cap": 7,
        }  # fmt: skip
        Volunteer.objects.create(person=person, **usual | parts)
        return person

    return make


@pytest.fixture
def hands(make_volunteer):
    """Four volunteers."""
    return [make_volunteer(f"hand-{n}") for n in range(4)]


@pytest.fixture
def asked(village, steward):
    today = timezone.localdate()
    return actions.ask(
        title="村口引导", words="引导村民有序领取物资。", at=village, hands=2, starts_on=today,
        service_class=ServiceClass.objects.get(pk="publicity"), ends_on=today + timedelta(days=6),
        by=steward,
    )  # fmt: skip


@pytest.fixture
def approved(asked, director):
    return actions.approve_request(asked, by=director)


@pytest.fixture
def make_post(approved, village, officer):
    """Make an open post under a published notice; `places` is its capacity."""

    def make(places=2, parts=None, publish=True, **said):
        usual = {
            "title": "村口引导员", "duties": "引导排队，分发宣传单。", "at": village,
            "risks": "户外寒冷。", "guarantees": "提供口罩和热水。", "by": officer,
            "parts": parts or [{"name": "引导员", "minimum": 1, "maximum": places}],
        }  # fmt: skip
        post = actions.make_post(approved, **usual | said)
        if publish:
            start = timezone.now() + timedelta(hours=48)
            actions.add_shifts(post, times=[(start, start + timedelta(hours=3))], by=officer)
            notice = actions.write_notice(approved, title="招募引导员", posts=[post], by=officer)
            actions.publish_notice(notice, by=officer)
        post.refresh_from_db()
        return post

    return make


@pytest.fixture
def make_shift(make_post, officer):
    """Make a shift of an open post two days ahead, or at `ahead` hours."""

    def make(places=2, ahead=None, **said):
        post = make_post(places, **said)
        if ahead is None:
            return post.shifts.get()
        start = timezone.now() + timedelta(hours=ahead)
        return actions.add_shifts(post, times=[(start, start + timedelta(hours=3))], by=officer)[0]

    return make


@pytest.fixture
def crew(team, leader, make_volunteer, officer):
    """The team of `leader`, who is a volunteer too, with two members."""
    members = [make_volunteer(f"member-{n}") for n in range(2)]
    for member in members:
        join_team(team, member, role="member", by=officer)
    return members
