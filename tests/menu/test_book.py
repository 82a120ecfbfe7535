from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.menu.actions import (
    book,
    cancel_booking,
    cancel_session,
    change_session,
    confirm_booking,
    lapse_invitations,
    mark_attendance,
    remind_due,
)
from tongxin.menu.actions.bookings import AlreadyBooked, NotBookable, TooLate
from tongxin.menu.actions.sessions import SeatsTaken
from tongxin.menu.models import Booking
from tongxin.messaging.models import Message
from tongxin.people.actions import robot


@pytest.fixture
def people(make_person):
    return [make_person(f"neighbour-{n}", name=f"邻居{n}") for n in range(4)]


def states():
    return list(Booking.objects.order_by("asked_at", "pk").values_list("state", flat=True))


def test_seats_first_then_a_waiting_list_in_order_of_time(make_session, people):
    session = make_session(seats=2)
    for person in people:
        book(session, person=person, by=person)
    assert states() == ["booked", "booked", "waiting", "waiting"]
    assert Entry.objects.filter(verb="booking.made").count() == 4


def test_a_freed_seat_goes_to_the_head_who_confirms_in_time(make_session, people):
    session = make_session(seats=1)
    bookings = [book(session, person=person, by=person) for person in people[:3]]
    cancel_booking(bookings[0], by=people[0])
    assert states() == ["cancelled", "invited", "waiting"]
    assert confirm_booking(bookings[1], by=people[1]).state == "booked"


def test_an_unconfirmed_seat_goes_to_the_next(make_session, people):
    session = make_session(seats=1)
    bookings = [book(session, person=person, by=person) for person in people[:3]]
    cancel_booking(bookings[0], by=people[0])
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert lapse_invitations(by=robot("clock")) == 1
        assert lapse_invitations(by=robot("clock")) == 0
        with pytest.raises(TooLate):
            confirm_booking(bookings[1], by=people[1])
    assert states() == ["cancelled", "lapsed", "invited"]


def test_nobody_overtakes_the_waiting_list(make_session, people):
    session = make_session(seats=2)
    first = book(session, person=people[0], seats=2, by=people[0])
    book(session, person=people[1], seats=2, by=people[1])
    book(session, person=people[2], seats=1, by=people[2])
    cancel_booking(first, by=people[0])
    assert states() == ["cancelled", "invited", "waiting"]


def test_one_person_books_once(make_session, resident):
    session = make_session()
    book(session, person=resident, by=resident)
    with pytest.raises(AlreadyBooked):
        book(session, person=resident, by=resident)


def test_a_form_sent_twice_is_one_booking(make_session, resident):
    session = make_session()
    first = book(session, person=resident, by=resident, client_key="k")
    assert book(session, person=resident, by=resident, client_key="k") == first


def test_a_steward_books_for_an_elder(make_session, steward):
    booking = book(make_session(), guest_name="张奶奶", phone="13900000002", by=steward)
    assert booking.shown_name == "张**"
    assert Message.objects.to(f"booking:{booking.pk}").get().deliveries.get().channel == "sms"


def test_a_stranger_may_not_book_for_others(make_session, stranger):
    with pytest.raises(NotAllowed):
        book(make_session(), guest_name="张奶奶", by=stranger)


def test_a_strangers_booking_cannot_be_cancelled(make_session, resident, stranger):
    booking = book(make_session(), person=resident, by=resident)
    with pytest.raises(NotAllowed):
        cancel_booking(booking, by=stranger)


def test_a_session_called_off_frees_and_tells_everybody(make_session, people, leader):
    session = make_session(seats=1)
    for person in people[:2]:
        book(session, person=person, by=person)
    cancel_session(session, reason="老师生病", by=leader)
    assert states() == ["cancelled", "cancelled"]
    assert Message.objects.filter(body="老师生病").count() == 2
    with pytest.raises(NotBookable):
        book(session, person=people[2], by=people[2])


def test_more_seats_invite_those_who_wait(make_session, people, leader):
    session = make_session(seats=1)
    for person in people[:3]:
        book(session, person=person, by=person)
    changed = change_session(session, capacity=2, by=leader)
    assert changed.sequence == 1
    assert states() == ["booked", "invited", "waiting"]


def test_seats_that_are_taken_stay(make_session, people, leader):
    session = make_session(seats=2)
    for person in people[:2]:
        book(session, person=person, by=person)
    with pytest.raises(SeatsTaken):
        change_session(session, capacity=1, by=leader)


def test_reminders_go_out_a_day_and_two_hours_before_once(make_session, resident):
    session = make_session(ahead_hours=48)
    book(session, person=resident, by=resident)
    for hours, said in ((47, 0), (23, 1), (23, 0), (1, 1), (1, 0)):
        with time_machine.travel(session.starts_at - timedelta(hours=hours), tick=False):
            assert remind_due(by=robot("clock")) == said


def test_only_after_the_start_is_it_known_who_came(make_session, resident, leader):
    session = make_session()
    booking = book(session, person=resident, by=resident)
    with pytest.raises(NotBookable):
        mark_attendance(booking, state="attended", by=leader)
    with time_machine.travel(session.starts_at + timedelta(minutes=5), tick=False):
        assert mark_attendance(booking, state="attended", by=leader).state == "attended"
