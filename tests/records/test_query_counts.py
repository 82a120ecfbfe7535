"""Every page of records asks as often for many rows as for two."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.counting import dearer
from tests.records.conftest import HOUR, MONDAY
from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.models import Certificate, Dispute, Finding, MakeUp, StarAward
from tongxin.records.rules import usual_rules

DAYS = {"since": MONDAY.date(), "until": MONDAY.date() + timedelta(days=900)}


@pytest.fixture
def grow(make_helper, helper, make_stint, village, officer, steward, director, city):
    """`grow(n)`: n more of everything the pages list, of one helper and of many."""
    actions.name_issuer(city, organisation="x", principal="y", contact="z", by=director)
    actions.set_rules(replace(usual_rules(), star_hours=[1, 300, 600, 1000, 1500]), by=director)
    made = []

    def one(n):
        person = make_helper(f"helper-{n}", name=f"王{n}")
        start = MONDAY + n * 24 * HOUR
        line = actions.credit(make_stint(person, start=start, client=""), by=person)
        own = actions.credit(make_stint(start=start, client=""), by=helper)
        actions.dispute(line, words="少了", by=person)
        if n % 2:
            actions.correct(
                own, came_at=own.came_at, left_at=own.starts_at + 3 * HOUR, pauses_minutes=0,
                reason="早退", by=officer,
            )  # fmt: skip
        actions.ask_stars(1, by=person)
        reward = actions.offer_reward(village, title=f"毛巾{n}", points=5, count=9, by=officer)
        actions.redeem(reward, uid=uuid4(), by=person)
        actions.redeem(reward, uid=uuid4(), by=helper)
        begun = timezone.now() - timedelta(days=3, hours=n)
        told = actions.Told(
            title="送菜", place=village, content="y", starts_at=begun, ends_at=begun + HOUR,
            minutes=60, proof_words="名单",
        )  # fmt: skip
        for who in (person, helper):
            actions.ask_make_up(who, told, by=steward)
            asked = actions.ask_certificate(who, **DAYS, uid=uuid4(), by=who)
            if n > 1:
                actions.issue_certificate(asked, by=officer)

    def grow(count):
        for _ in range(count):
            one(len(made))
            made.append(1)
        actions.look_for_findings(by=robot("clock"))

    return grow


def test_every_page_asks_as_often_for_many_as_for_two(
    client, grow, helper, officer, director, auditor
):
    grow(3)
    issued = Certificate.objects.filter(state="issued").first()
    line = Dispute.objects.first().credit
    pages = [(helper, "/mine/hours"), (helper, "/mine/points"), (None, "/service/notice")]
    pages += [(None, f"/service/certificates/{issued.code}"), (auditor, "/desk/findings")]
    pages += [(auditor, f"/desk/findings/{Finding.objects.first().pk}")]
    pages += [(auditor, "/desk/hours"), (director, "/desk/service-certificates/issuers")]
    pages += [
        (officer, path)
        for path in (
            "/desk/hours", f"/desk/hours/{line.pk}", "/desk/disputes",
            f"/desk/disputes/{Dispute.objects.first().pk}", "/desk/make-ups",
            f"/desk/make-ups/{MakeUp.objects.first().pk}", "/desk/stars", "/desk/rewards",
            "/desk/service-certificates", "/desk/service-certificates?tab=issued",
            f"/desk/service-certificates/{issued.pk}", "/desk/hours?kind=verified&q=王0",
        )
    ]  # fmt: skip
    assert StarAward.objects.exists()
    assert dearer(client, pages, grow) == []


def test_an_export_asks_the_database_a_few_times(
    client, grow, officer, django_assert_max_num_queries
):
    grow(2)
    client.force_login(officer)
    client.get("/desk/hours/export?as=csv")
    with django_assert_max_num_queries(16):
        assert b"".join(client.get("/desk/hours/export?as=csv").streaming_content)
