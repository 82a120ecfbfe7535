from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tongxin.menu.actions import (
    book,
    cancel_session,
    end_service,
    plan_edition,
    publish_due_editions,
    renew_calendar_feed,
    set_lines,
)
from tongxin.menu.models import Booking
from tongxin.menu.views.services import KEPT_SECONDS
from tongxin.menu.views.today import NEIGHBOURS_SECONDS
from tongxin.people.actions import robot


@pytest.fixture
def published(city, team, director, make_session):
    """Today's edition of the city with three dishes."""
    edition = plan_edition(
        at=city, platform=team.platform, day=timezone.localdate(), by=director,
        publish_at=timezone.now() - timedelta(minutes=1), words="天冷加衣",
    )  # fmt: skip
    sessions = [make_session(seats=2) for _ in range(3)]
    set_lines(edition, [(session.service, session) for session in sessions], by=director)
    publish_due_editions(by=robot("clock"))
    edition.refresh_from_db()
    return edition


def test_anyone_reads_todays_menu(client, published):
    page = client.get("/").content.decode()
    assert "天冷加衣" in page
    assert page.count("dish-") == 3


def test_a_planned_edition_is_not_shown_before_its_hour(client, city, team, director):
    plan_edition(
        at=city, platform=team.platform, day=timezone.localdate(), by=director,
        publish_at=timezone.now() + timedelta(hours=1), words="还没到点",
    )  # fmt: skip
    assert "还没到点" not in client.get("/").content.decode()


def test_a_kept_page_gives_each_reader_their_own_token(client, published):
    first, second = client.get("/").content, Client().get("/").content
    token = b'name="csrf-token" content="'
    one, two = (page.split(token)[1][:64] for page in (first, second))
    assert one != two
    assert b"\0" not in first + second


def test_the_menu_costs_the_same_for_one_dish_and_many(
    client, published, make_session, django_assert_num_queries, resident
):
    client.force_login(resident)
    for more in (0, 5):
        for _ in range(more):
            make_session()
        client.get("/")
        caches["pages"].clear()
        with django_assert_num_queries(7):
            client.get("/")


def test_neighbours_share_a_menu_for_moments_and_other_villages_do_not(
    client, published, make_session, make_service, make_person, resident, village, other_village
):
    """What a town offers is on the pages of its people, not of those who live elsewhere."""
    neighbour = make_person("neighbour", home=village)
    away = make_person("away", home=other_village)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.force_login(resident)
        client.get("/")
        make_session(service=make_service(title="剪纸课"), ahead_hours=1)
        client.force_login(neighbour)
        assert f'content="{neighbour.pk}"' in client.get("/").text
        assert "剪纸课" not in client.get("/").text
        client.force_login(away)
        assert "剪纸课" not in client.get("/").text
    with time_machine.travel(now + timedelta(seconds=NEIGHBOURS_SECONDS + 1), tick=False):
        client.force_login(away)
        assert "剪纸课" not in client.get("/").text
        client.force_login(neighbour)
        assert "剪纸课" in client.get("/").text


def test_a_poster_shows_its_dishes_and_a_code(client, published):
    assert "初二数学" in client.get(f"/editions/{published.pk}/poster").content.decode()
    assert client.get(f"/editions/{published.pk}/qr.svg").content.startswith(b"<?xml")


@pytest.mark.parametrize("path", ["/menu/2026-2-30", "/services/999999", "/b/NOSUCHCODE12"])
def test_what_is_not_there_is_404(client, city, path):
    assert client.get(path).status_code == 404


def test_29_february_has_a_menu(client, city):
    assert client.get("/menu/2028-2-29").status_code == 200


def test_a_resident_books_and_sees_the_code(client, make_session, resident):
    session = make_session()
    client.force_login(resident)
    page = client.post(f"/sessions/{session.pk}/bookings", {"seats": "2"}, follow=True)
    booking = Booking.objects.get()
    assert booking.seats == 2
    assert booking.code in page.content.decode()


def test_a_full_session_offers_the_waiting_list(client, make_session, resident, leader):
    session = make_session(seats=1)
    book(session, person=leader, by=leader)
    client.force_login(resident)
    assert "候补" in client.get(f"/sessions/{session.pk}").content.decode()
    client.post(f"/sessions/{session.pk}/bookings", {"seats": "1"})
    assert Booking.objects.get(person=resident).state == "waiting"


def test_a_bookings_page_shows_no_name(client, make_session, steward):
    booking = book(make_session(), guest_name="张秀英", phone="13900000002", by=steward)
    page = client.get(f"/b/{booking.code}").content.decode()
    assert "张" not in page.split("<main")[1].split("</main")[0]
    assert "13900000002" not in page


def test_a_guest_cancels_by_code_but_not_an_accounts_booking(
    client, make_session, steward, resident
):
    session = make_session()
    guest = book(session, guest_name="张秀英", by=steward)
    own = book(session, person=resident, by=resident)
    client.post(f"/b/{guest.code}/cancellation")
    assert client.post(f"/b/{own.code}/cancellation").status_code == 403
    guest.refresh_from_db()
    own.refresh_from_db()
    assert (guest.state, own.state) == ("cancelled", "booked")


def test_drafts_are_404_for_strangers(client, team, leader, town):
    from tongxin.menu.actions import compose_service

    draft = compose_service(
        team=team, platform=team.platform, title="草稿", mode="live", places=[town], by=leader
    )
    assert client.get(f"/services/{draft.pk}").status_code == 404


def test_an_ended_service_is_gone_within_a_minute(client, make_service, leader, city):
    """Strangers share a page kept for a minute; whoever signed in reads afresh."""
    service, now = make_service(title="空中课堂", places=[city]), timezone.now()
    with time_machine.travel(now, tick=False):
        assert service.title in client.get("/services").text
        end_service(service, by=leader)
        assert service.title in Client().get("/services").text
        client.force_login(leader)
        assert service.title not in client.get("/services").text
    with time_machine.travel(now + timedelta(seconds=KEPT_SECONDS + 1), tick=False):
        assert service.title not in Client().get("/services").text


def test_a_calendar_follows_changes_under_one_uid(client, make_session, resident, leader):
    session = make_session()
    book(session, person=resident, by=resident)
    feed = renew_calendar_feed(by=resident)

    def entry():
        body = client.get(f"/calendar/{feed.secret}.ics").content
        assert b"\r\n" in body
        return icalendar.Calendar.from_ical(body).walk("VEVENT")[0]

    before = entry()
    assert before.decoded("dtend") > before.decoded("dtstart")
    cancel_session(session, reason="停电", by=leader)
    after = entry()
    assert after["uid"] == before["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert str(after["status"]) == "CANCELLED"


def test_an_old_calendar_link_stops_at_once(client, resident):
    old = renew_calendar_feed(by=resident).secret
    renew_calendar_feed(by=resident)
    assert client.get(f"/calendar/{old}.ics").status_code == 404


def test_a_full_hour_later_nothing_can_be_booked(client, make_session, resident):
    session = make_session(ahead_hours=1)
    client.force_login(resident)
    with time_machine.travel(session.starts_at + timedelta(minutes=1), tick=False):
        assert client.post(f"/sessions/{session.pk}/bookings", {"seats": "1"}).status_code == 409


def test_the_list_of_the_day_is_told_what_answers_each_platform(client, make_service, listed):
    from tongxin.menu.actions import answer_with

    service = make_service()
    answer_with(service, [listed], by=service.composed_by)
    page = client.get("/services/answers", headers={"HX-Request": "true"}).content.decode()
    assert service.title in page
    assert "<html" not in page
