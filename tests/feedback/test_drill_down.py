"""Nobody types a total: each figure of the receipts desk has exactly the rows it counts."""

import itertools
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tongxin.feedback import figures
from tongxin.feedback.actions import (
    answer_suggestion,
    give_review,
    invite_due,
    make_suggestion,
    receipt_for_edition,
)
from tongxin.feedback.models import Receipt, Suggestion
from tongxin.menu.actions import (
    book,
    cancel_session,
    plan_edition,
    publish_due_editions,
    set_lines,
)
from tongxin.menu.models import Edition
from tongxin.needs.actions import answer_needs, decide_needs, merge_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need
from tongxin.people.actions import create_team, join_team, robot

FIGURE = re.compile(
    r'<a[^>]*href="(?P<url>/desk/receipts/rows\?[^"]*)"[^>]*>(?P<said>[^<]*(?:<[^a/][^>]*>[^<]*)?)'
)


@pytest.fixture
def asked(
    city, town, village, other_village, make_need, make_session, steward, team, leader, director,
    resident, stranger, make_person,
):  # fmt: skip
    """Needs, bookings, an edition and suggestions, in two towns and in the city itself."""
    other_steward = make_person("steward-other", "steward", other_village)
    judgement = Judgement(route="menu", platform="education", urgency=3)
    dated = replace(judgement, needed_by=timezone.now() + timedelta(days=3))
    door = robot("resident-door")
    needs = [
        make_need(by=door, words=f"网课听不懂 {n}", phone="13900000002", channel="web")
        for n in range(1, 5)
    ]
    away = make_need(by=other_steward, at=other_village, words="想学太极拳")
    decide_needs(needs, judgement=dated, by=steward)
    decide_needs([away], judgement=judgement, by=other_steward)
    merge_needs([needs[1]], into=needs[0], by=steward)
    session, off = make_session(ahead_hours=1), make_session(ahead_hours=2)
    for person in (resident, stranger):
        book(session, person=person, by=person)
    cancel_session(off, reason="停电", by=leader)
    edition = plan_edition(
        at=city, platform=team.platform, day=timezone.localdate(), by=director,
        publish_at=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip
    set_lines(edition, [(session.service, session)], by=director)
    publish_due_editions(by=robot("clock"))
    make_suggestion("菜单印大字", at=town, author=resident, by=resident)
    make_suggestion("多开夜场", at=city, author=resident, by=resident)
    return needs[0], away


@pytest.fixture
def grown(asked, other_town, team, leader, officer, director, resident, make_person):
    """Five days later: some of it answered, by two teams, and some of that reviewed."""
    need, away = asked
    start = timezone.now()
    other = create_team(name="别队", at=other_town, platform=team.platform, by=director)
    join_team(other, make_person("leader-other"), role="leader", by=director)
    with time_machine.travel(start + timedelta(days=2), tick=False):
        answer_needs([need], team=team, report="已答疑", answer_url="", by=leader)
        answer_needs([away], team=other, report="好", answer_url="", by=director)
        answer_suggestion(Suggestion.objects.first(), answer="下周就印", by=officer)
        invite_due(by=robot("clock"))
        receipt_for_edition(Edition.objects.get(), by=resident)
    with time_machine.travel(start + timedelta(days=5), tick=False):
        answers = itertools.cycle([("yes", 5), ("partly", None), ("yes", 4), ("no", 1)])
        for receipt in Receipt.objects.order_by("pk")[:4]:
            solved, stars = next(answers)
            by = receipt.person or robot("resident-door")
            give_review(receipt, by=by, solved=solved, stars=stars)
        yield


def last_days(days: int, *paths: str) -> figures.Window:
    today = figures.day_of(timezone.now())
    return figures.Window(paths, today - timedelta(days=days - 1), today)


def figures_on(page: str) -> list[tuple[str, str]]:
    main = page.split("<main")[1].split("</main")[0]
    return [(m["url"].replace("&amp;", "&"), m["said"].strip()) for m in FIGURE.finditer(main)]


def rows_at(client: Client, url: str) -> int:
    page = client.get(url)
    assert page.status_code == 200, url
    main = page.content.decode().split("<main")[1].split("</main")[0]
    said = int(re.search(r'class="count">(\d+)', page.content.decode())[1])
    assert main.count('class="row"') == said, url
    return said


@pytest.mark.parametrize("who", ["director", "officer", "steward", "auditor", "leader"])
def test_each_number_on_the_desk_has_that_many_rows(client, grown, request, who):
    client.force_login(request.getfixturevalue(who))
    found = figures_on(client.get("/desk/receipts?days=30").content.decode())
    assert len(found) >= 8
    for url, said in found:
        rows = rows_at(client, url)
        if said.isdecimal():
            assert rows == int(said), (url, said)


@pytest.mark.parametrize("what", ["asked", "given", "yes", "partly", "no", "starred"])
@pytest.mark.parametrize("kind", ["service", "team", "town"])
def test_the_parts_of_a_figure_have_its_rows(client, grown, director, what, kind):
    window = last_days(30, "320282/")
    client.force_login(director)
    for row in figures.satisfaction_by(kind, window):
        url = f"/desk/receipts/rows?what={what}&days=30&key={kind}:{row['key']}"
        assert rows_at(client, url) == row[what], url


def test_a_joined_need_counts_as_answered_and_in_time_with_the_one_it_was_joined_to(grown):
    fared = figures.waits(last_days(30, "320282/112/"), timezone.now())
    assert fared.answered.part == 2
    assert (fared.in_time.part, fared.in_time.whole) == (2, 4)


def test_a_leader_counts_the_own_team_only(client, grown, leader, team):
    client.force_login(leader)
    page = client.get("/desk/receipts?days=30").content.decode()
    assert "别队" not in page
    assert rows_at(client, "/desk/receipts/rows?what=raised&days=30") == 2
    assert rows_at(client, "/desk/receipts/rows?what=suggestions-made&days=30") == 0
    assert "想学太极拳" not in client.get("/desk/receipts/rows?what=raised").content.decode()


def test_a_leader_does_not_look_into_the_teams_town(client, grown, leader, town):
    client.force_login(leader)
    assert client.get(f"/desk/receipts?town={town.code}").status_code == 404


def test_the_author_of_a_suggestion_does_not_stand_at_the_desk(client, grown, resident):
    client.force_login(resident)
    own = Suggestion.objects.filter(author=resident).first()
    assert client.get(f"/desk/suggestions/{own.pk}").status_code == 404


def test_inviting_twice_writes_to_nobody_twice(grown):
    from tongxin.journal.models import Entry
    from tongxin.messaging.models import Message

    before = Message.objects.count(), Entry.objects.filter(verb="receipt.invited").count()
    assert invite_due(by=robot("clock")) == 0
    assert (Message.objects.count(), Entry.objects.filter(verb="receipt.invited").count()) == before


def test_each_answer_is_asked_about_though_needs_part_and_join(asked, steward, team, leader):
    """Answered alone, "no", joined, answered again, parted by a second "no", answered again."""
    clock, door, start = robot("clock"), robot("resident-door"), timezone.now()
    first, second = Need.objects.filter(state="listed", place__code="320282112226")[:2]
    for step, (need, into) in enumerate([(second, None), (second, first), (second, None)], 1):
        with time_machine.travel(start + timedelta(hours=step), tick=False):
            need.refresh_from_db()
            if into:
                merge_needs([need], into=into, by=steward)
            answered = into or need
            answer_needs([answered], team=team, report="已答疑", answer_url="", by=leader)
            invite_due(by=clock)
            receipt = Receipt.objects.filter(need=second, review=None).get()
            give_review(receipt, by=door, solved="no")
            second.refresh_from_db()
            assert second.state == "listed", step
    assert Receipt.objects.filter(need=second).count() == 3
