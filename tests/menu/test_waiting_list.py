"""The waiting list at its edges: fairness, parties, the start, a changed session (rule 23)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.journal.models import Entry
from tongxin.menu.actions import (
    add_session,
    book,
    cancel_booking,
    change_session,
    end_service,
    enter_door_list,
    lapse_invitations,
    mark_attendance,
    remind_due,
)
from tongxin.menu.actions.bookings import NamelessGuest, NoSuchParty
from tongxin.menu.actions.sessions import ServiceEnded
from tongxin.menu.models import Booking
from tongxin.messaging.models import Message
from tongxin.people.actions import robot


@pytest.fixture
def people(make_person):
    return [make_person(f"neighbour-{n}", name=f"邻居{n}") for n in range(4)]


@pytest.mark.parametrize("seats", [0, -1, 3, 99])
def test_a_party_the_session_can_never_hold_is_refused(make_session, resident, seats):
    with pytest.raises(NoSuchParty):
        book(make_session(seats=2), person=resident, by=resident, seats=seats)


def test_a_party_larger_than_a_shrunk_session_does_not_block_the_others(
    make_session, people, leader
):
    session = make_session(seats=3)
    first = book(session, person=people[0], by=people[0])
    large = book(session, person=people[1], by=people[1], seats=3)
    small = book(session, person=people[2], by=people[2])
    change_session(session, capacity=2, by=leader)
    cancel_booking(first, by=people[0])
    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.state, small.state) == ("waiting", "invited")


def test_who_moves_up_stands_in_the_journal(make_session, people):
    session = make_session(seats=1)
    first = book(session, person=people[0], by=people[0])
    book(session, person=people[1], by=people[1])
    cancel_booking(first, by=people[0])
    assert Entry.objects.filter(verb="booking.invited").count() == 1


def test_who_still_waits_at_the_start_is_told_there_is_no_seat(make_session, people):
    session = make_session(seats=1)
    for person in people[:2]:
        book(session, person=person, by=person)
    with time_machine.travel(session.starts_at + timedelta(minutes=1), tick=False):
        assert lapse_invitations(by=robot("clock")) == 1
        assert lapse_invitations(by=robot("clock")) == 0
    assert Booking.objects.get(person=people[1]).state == "lapsed"
    assert Message.objects.to(f"person:{people[1].pk}").filter(subject__contains="没有").exists()


def test_who_waited_and_came_all_the_same_is_ticked_off(make_session, people, leader):
    session = make_session(seats=1)
    rows = [book(session, person=person, by=person) for person in people[:3]]
    with time_machine.travel(session.starts_at + timedelta(minutes=1), tick=False):
        assert mark_attendance(rows[1], state="attended", by=leader).state == "attended"
        enter_door_list(session, [people[2]], by=leader)
        rows[2].refresh_from_db()
        assert rows[2].state == "attended"
    assert Booking.objects.count() == 3


def test_a_moved_session_reminds_anew_and_nobody_confirms_after_its_start(
    make_session, people, leader
):
    session = make_session(seats=1, ahead_hours=23)
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=False):
        first = book(session, person=people[0], by=people[0])
        book(session, person=people[1], by=people[1])
    assert remind_due(by=robot("clock")) == 1
    later = session.starts_at + timedelta(days=3)
    change_session(session, starts_at=later, ends_at=later + timedelta(hours=1), by=leader)
    first.refresh_from_db()
    assert first.reminded_at is None
    cancel_booking(first, by=people[0])
    soon = timezone.now() + timedelta(minutes=30)
    change_session(session, starts_at=soon, ends_at=soon + timedelta(hours=1), by=leader)
    assert Booking.objects.get(person=people[1]).confirm_by == soon


def test_a_guest_has_a_name(make_session, steward):
    with pytest.raises(NamelessGuest):
        book(make_session(), guest_name="  ", by=steward)


def test_no_time_is_added_to_a_service_that_has_ended(make_service, leader, village):
    service = end_service(make_service(), by=leader)
    start = timezone.now() + timedelta(days=1)
    with pytest.raises(ServiceEnded):
        add_session(
            service, at=village, starts_at=start, ends_at=start + timedelta(hours=1), by=leader
        )


def test_a_session_under_way_goes_on_when_its_service_ends(make_session, leader):
    session = make_session(ahead_hours=1)
    with time_machine.travel(session.starts_at + timedelta(minutes=5), tick=False):
        end_service(session.service, by=leader)
    session.refresh_from_db()
    assert session.state == "open"


def test_a_station_books_what_is_offered_to_it_elsewhere(make_session, steward, town, client):
    session = make_session(at=town)  # in the town's hall; the service is offered to all the town
    booking = book(session, guest_name="张秀英", by=steward)
    assert booking.state == "booked"
    client.force_login(steward)
    assert session.service.title in client.get("/desk/menu/elders").content.decode()
    page = client.post(f"/desk/sessions/{session.pk}/guests", {"guest_name": "李桂芳", "seats": 1})
    assert page.status_code == 302
    slip = client.get(page.url).content.decode()
    assert Booking.objects.get(guest_name="李桂芳").code in slip
    assert "李桂芳" not in slip


def test_a_station_of_another_town_may_not(make_session, make_person, other_village, client):
    session = make_session()
    other = make_person("steward-other", "steward", other_village)
    client.force_login(other)
    assert client.get(f"/desk/sessions/{session.pk}/guests").status_code == 404
    assert session.service.title not in client.get("/desk/menu/elders").content.decode()


def test_a_number_that_is_none_loses_nothing_typed(make_session, steward, client):
    client.force_login(steward)
    page = client.post(
        f"/desk/sessions/{make_session().pk}/guests",
        {"guest_name": "李桂芳", "seats": 1, "phone": "12"},
    )
    assert page.status_code == 422
    assert "李桂芳" in page.content.decode()


def test_a_daughter_signed_in_gives_a_guests_seat_back_by_its_code(
    make_session, steward, resident, client
):
    booking = book(make_session(), guest_name="张秀英", by=steward)
    client.force_login(resident)
    client.post(f"/b/{booking.code}/cancellation")
    booking.refresh_from_db()
    assert booking.state == "cancelled"


@pytest.mark.parametrize("seats", ["99", "x", ""])
def test_a_number_of_seats_nobody_offered_books_nothing(make_session, resident, client, seats):
    client.force_login(resident)
    page = client.post(f"/sessions/{make_session().pk}/bookings", {"seats": seats})
    assert page.status_code == 422
    assert not Booking.objects.exists()


def test_a_session_cannot_end_before_it_starts(make_session, leader, client):
    session = make_session()
    client.force_login(leader)
    page = client.post(
        f"/desk/sessions/{session.pk}/change",
        {"starts_at": "2026-12-24T20:00", "ends_at": "2026-12-24T19:00", "capacity": 2},
    )
    assert page.status_code == 422
