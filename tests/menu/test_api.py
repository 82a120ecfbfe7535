import pytest
from django.utils import timezone

from tongxin.menu.actions import plan_edition, publish_due_editions, set_lines
from tongxin.menu.models import Booking
from tongxin.people.actions import robot


def test_anybody_reads_services_sessions_and_editions(client, make_session, director, city):
    session = make_session(seats=3)
    edition = plan_edition(
        at=city, platform=session.service.platform, day=timezone.localdate(), by=director,
        publish_at=timezone.now(),
    )  # fmt: skip
    set_lines(edition, [(session.service, session)], by=director)
    publish_due_editions(by=robot("clock"))
    (service,) = client.get("/api/menu/services").json()
    (time,) = client.get(f"/api/menu/services/{service['id']}/sessions").json()
    (page,) = client.get(f"/api/menu/editions/{edition.day}").json()
    assert (time["left"], page["dishes"][0]["session"]) == (3, session.pk)


def test_a_resident_books_and_gives_back(client, make_session, resident):
    session = make_session(seats=1)
    client.force_login(resident)
    made = client.post(
        f"/api/menu/sessions/{session.pk}/bookings", {"seats": 1}, content_type="application/json"
    )
    assert made.status_code == 201
    code = made.json()["code"]
    assert client.get("/api/menu/bookings").json()[0]["state"] == "booked"
    assert client.delete(f"/api/menu/bookings/{code}").json()["state"] == "cancelled"


def test_a_stranger_reaches_nobodys_booking(client, make_session, resident, stranger):
    from tongxin.menu.actions import book

    booking = book(make_session(), person=resident, by=resident)
    client.force_login(stranger)
    assert client.delete(f"/api/menu/bookings/{booking.code}").status_code == 404
    assert Booking.objects.get().state == "booked"


@pytest.mark.parametrize("path", ["services/0", "services/x", "editions/2026-02-30"])
def test_bad_questions_are_refused(client, city, path):
    assert client.get(f"/api/menu/{path}").status_code == 422
