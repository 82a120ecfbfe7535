from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from tongxin.menu.actions import answer_with, book
from tongxin.menu.models import Booking, Edition, Service, Session
from tongxin.needs.actions import decide_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need


@pytest.fixture
def group(make_need, steward):
    """Three residents who cannot follow their lessons."""
    needs = [make_need(words=f"孩子网课数学听不懂 {n}") for n in range(3)]
    judgement = Judgement(route="menu", platform="education", urgency=3)
    return decide_needs(needs, judgement=judgement, by=steward)


def draft(team, town, **parts):
    return {
        "team": team.pk, "platform": "education", "title": "数学答疑", "mode": "live",
        "body": "每晚七点", "places": [town.pk], "capacity": "20", "topic": "网课辅导",
    } | parts  # fmt: skip


def test_like_needs_stand_in_one_group_with_the_words_that_made_it(client, group, leader, team):
    client.force_login(leader)
    page = client.get("/desk/menu").content.decode()
    assert "网课辅导" in page
    assert "数学" in page


def test_the_desk_asks_the_same_for_one_and_many(
    client, make_service, make_need, steward, leader, django_assert_num_queries
):
    client.force_login(leader)
    judgement = Judgement(route="menu", platform="education", urgency=3)
    for count in (1, 4):
        for n in range(count):
            service = make_service(title=f"第{count}{n}课", topic="网课辅导")
            needs = decide_needs(
                [make_need(words=f"孩子网课听不懂 {count}{n}")], judgement=judgement, by=steward
            )
            answer_with(service, needs, by=leader)
        decide_needs([make_need(words=f"想学书法 {count}")], judgement=judgement, by=steward)
        client.get("/desk/menu")
        caches["pages"].clear()
        with django_assert_num_queries(10):
            page = client.get("/desk/menu").text
        assert f"第{count}0课" in page
    assert page.count("回应 1 条需求") == 5


def test_a_team_composes_from_a_group_and_its_residents_are_told(
    client, group, leader, officer, team, town
):
    client.force_login(leader)
    client.post(
        "/desk/menu/compose?platform=education&topic=网课辅导", draft(team, town), follow=True
    )
    service = Service.objects.get()
    assert service.answers.count() == 3
    client.post(f"/desk/services/{service.pk}/proposal")
    client.force_login(officer)
    client.post(f"/desk/services/{service.pk}/opening")
    assert Need.objects.filter(state="completed", team=team).count() == 3


def test_an_open_service_answers_a_new_group_by_one_button(client, group, leader, make_service):
    service = make_service(topic="网课辅导")
    client.force_login(leader)
    assert service.title in client.get("/desk/menu").content.decode()
    client.post(
        f"/desk/services/{service.pk}/answers", {"platform": "education", "topic": "网课辅导"}
    )
    assert Need.objects.filter(state="completed").count() == 3


def test_what_was_typed_stays_when_something_is_missing(client, leader, team, town):
    client.force_login(leader)
    page = client.post("/desk/menu/compose", draft(team, town, title="", body="一大段话"))
    assert page.status_code == 422
    assert "一大段话" in page.content.decode()


def test_a_series_keeps_its_local_hour(client, make_service, leader, village):
    service = make_service()
    client.force_login(leader)
    starts_at = timezone.localtime() + timedelta(days=2)
    client.post(
        f"/desk/services/{service.pk}/sessions",
        {
            "at": village.code, "starts_at": starts_at.strftime("%Y-%m-%dT19:00"),
            "minutes": "60", "capacity": "5", "repeat": "3",
        },
    )  # fmt: skip
    hours = {timezone.localtime(s.starts_at).hour for s in Session.objects.all()}
    assert (Session.objects.count(), hours) == (3, {19})


def test_a_steward_books_an_elder_from_the_roll(client, make_session, steward):
    session = make_session()
    client.force_login(steward)
    client.post(
        f"/desk/sessions/{session.pk}/guests",
        {"guest_name": "张奶奶", "phone": "0510-87991234", "seats": "1", "client_key": "k"},
    )
    assert Booking.objects.get().recorder == steward
    assert "张奶奶" not in client.get(f"/desk/sessions/{session.pk}").content.decode()


def test_an_institute_plans_an_edition_and_chooses_dishes(client, officer, make_service):
    service = make_service(mode="article")
    client.force_login(officer)
    day = timezone.localdate() + timedelta(days=1)
    client.post(
        "/desk/editions/new",
        {"platform": "education", "day": day.isoformat(), "publish_at": f"{day}T07:00"},
    )
    edition = Edition.objects.get()
    client.post(f"/desk/editions/{edition.pk}", {"dish": [str(service.pk)]})
    assert edition.lines.get().service == service


def test_a_dish_nobody_offered_is_not_put_on_the_menu(client, officer, make_service):
    make_service(mode="article")
    client.force_login(officer)
    day = timezone.localdate() + timedelta(days=1)
    client.post(
        "/desk/editions/new",
        {"platform": "education", "day": day.isoformat(), "publish_at": f"{day}T07:00"},
    )
    edition = Edition.objects.get()
    answer = client.post(f"/desk/editions/{edition.pk}", {"dish": ["999999"]})
    assert (answer.status_code, edition.lines.count()) == (409, 0)


@pytest.mark.parametrize(
    "path", ["/desk/menu", "/desk/menu/compose", "/desk/editions", "/desk/editions/new"]
)
def test_a_stranger_is_kept_out(client, stranger, path):
    assert client.get(path).status_code == 302
    client.force_login(stranger)
    assert client.get(path).status_code == 403


def test_another_teams_service_and_roll_are_404(client, make_session, stranger):
    session = make_session()
    client.force_login(stranger)
    assert client.get(f"/desk/services/{session.service_id}").status_code == 404
    assert client.get(f"/desk/sessions/{session.pk}").status_code == 404


def test_the_desk_costs_the_same_for_one_group_and_many(
    client, group, leader, make_service, django_assert_max_num_queries
):
    client.force_login(leader)
    client.get("/desk/menu")
    for n in range(6):
        make_service(title=f"服务{n}")
    with django_assert_max_num_queries(20):
        client.get("/desk/menu")


def test_the_roll_costs_the_same_for_one_guest_and_many(
    client, make_session, make_person, leader, django_assert_num_queries
):
    session = make_session(seats=10)
    client.force_login(leader)
    people = [make_person(f"p{n}") for n in range(6)]
    book(session, person=people[0], by=people[0])
    client.get(f"/desk/sessions/{session.pk}")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(f"/desk/sessions/{session.pk}")
    for person in people[1:]:
        book(session, person=person, by=person)
    with django_assert_num_queries(len(one)):
        client.get(f"/desk/sessions/{session.pk}")
