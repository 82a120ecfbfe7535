"""Batches: places, waiting list, roll-call, online attendance."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.training.actions import (
    call_roll,
    cancel_batch,
    change_batch,
    check_in_online,
    code_of,
    confirm_seat,
    give_up_seat,
    lapse_seats,
    remind_seats,
    take_seat,
)
from tongxin.training.actions.refusals import (
    AlreadySeated,
    BatchOver,
    OwnPass,
    PlacesTaken,
    TooEarly,
    TooLate,
    WrongCode,
)
from tongxin.training.models import Pass, Seat


@pytest.fixture
def people(make_person, village):
    return [make_person(f"neighbour-{n}", name=f"邻居{n}", home=village) for n in range(4)]


@pytest.fixture
def practice(make_course):
    """A course of quiz and attendance."""
    return make_course(code="practice", proof="both")


def states():
    return list(Seat.objects.order_by("asked_at", "pk").values_list("state", flat=True))


def later(hours):
    return time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False)


def test_places_first_then_a_waiting_list_in_order_of_time(make_batch, people):
    batch = make_batch(places=2)
    for person in people:
        take_seat(batch, by=person)
    assert states() == ["booked", "booked", "waiting", "waiting"]


def test_a_freed_place_goes_to_the_head_who_confirms_in_time(make_batch, people):
    batch = make_batch(places=1)
    seats = [take_seat(batch, by=person) for person in people[:3]]
    give_up_seat(seats[0], by=people[0])
    assert states() == ["cancelled", "invited", "waiting"]
    assert confirm_seat(seats[1], by=people[1]).state == "booked"


def test_an_unconfirmed_place_goes_to_the_next(make_batch, people):
    batch = make_batch(places=1)
    seats = [take_seat(batch, by=person) for person in people[:3]]
    give_up_seat(seats[0], by=people[0])
    with later(5):
        assert lapse_seats(by=robot("clock")) == 1
        assert lapse_seats(by=robot("clock")) == 0
        with pytest.raises(TooLate):
            confirm_seat(seats[1], by=people[1])
    assert states() == ["cancelled", "lapsed", "invited"]


def test_one_person_takes_one_place(make_batch, resident):
    batch = make_batch()
    take_seat(batch, by=resident)
    with pytest.raises(AlreadySeated):
        take_seat(batch, by=resident)


def test_nobody_joins_a_batch_that_has_begun(make_batch, resident):
    batch = make_batch()
    with later(49), pytest.raises(BatchOver):
        take_seat(batch, by=resident)


def test_nobody_gives_up_anothers_place(make_batch, resident, stranger):
    seat = take_seat(make_batch(), by=resident)
    with pytest.raises(NotAllowed):
        give_up_seat(seat, by=stranger)


def test_a_batch_called_off_tells_everybody(make_batch, people, officer):
    batch = make_batch(places=1)
    for person in people[:2]:
        take_seat(batch, by=person)
    cancel_batch(batch, reason="大风", by=officer)
    assert states() == ["cancelled", "cancelled"]
    assert Message.objects.filter(body="大风").count() == 2


def test_fewer_places_than_taken_are_refused_and_more_invite(make_batch, people, officer):
    batch = make_batch(places=2)
    for person in people[:3]:
        take_seat(batch, by=person)
    with pytest.raises(PlacesTaken):
        change_batch(batch, capacity=1, by=officer)
    change_batch(batch, capacity=3, by=officer)
    assert states() == ["booked", "booked", "invited"]


def test_who_goes_is_reminded_once(make_batch, resident):
    take_seat(make_batch(ahead_hours=30), by=resident)
    assert remind_seats(by=robot("clock")) == 0
    with later(7):
        assert remind_seats(by=robot("clock")) == 1
        assert remind_seats(by=robot("clock")) == 0


def test_the_roll_is_called_at_one_stroke(make_batch, practice, people, officer, stranger):
    batch = make_batch(practice, places=3)
    for person in people[:3]:
        take_seat(batch, by=person)
    with later(49):
        call_roll(batch, [people[0], people[1], stranger], by=officer)
    assert states() == ["attended", "attended", "missed", "attended"]
    assert Entry.objects.filter(verb="batch.roll_called").count() == 1


def test_the_roll_can_be_corrected(make_batch, practice, people, officer):
    batch = make_batch(practice)
    take_seat(batch, by=people[0])
    with later(49):
        call_roll(batch, [], by=officer)
        assert states() == ["missed"]
        call_roll(batch, [people[0]], by=officer)
        assert states() == ["attended"]


def test_nobody_marks_their_own_attendance(make_batch, officer, people):
    batch = make_batch()
    with later(49), pytest.raises(OwnPass):
        call_roll(batch, [people[0], officer], by=officer)
    assert not Seat.objects.exists()


def test_the_roll_waits_for_the_beginning_and_is_not_for_strangers(make_batch, officer, stranger):
    batch = make_batch()
    with pytest.raises(TooEarly):
        call_roll(batch, [], by=officer)
    with later(49), pytest.raises(NotAllowed):
        call_roll(batch, [], by=stranger)


def test_quiz_and_attendance_together_give_the_pass(
    make_batch, practice, people, officer, sit, director
):
    batch = make_batch(practice)
    sit(practice, people[0])
    assert not Pass.objects.exists()
    with later(49):
        call_roll(batch, people[:2], by=officer)
        assert Pass.objects.get().person == people[0]
        sit(practice, people[1])
    assert set(Pass.objects.values_list("person", "how")) == {
        (people[0].pk, "both"), (people[1].pk, "both"),
    }  # fmt: skip


def test_attendance_alone_gives_the_pass_where_that_is_the_rule(
    make_batch, make_course, people, officer
):
    batch = make_batch(make_course(code="talk", proof="class"))
    with later(49):
        call_roll(batch, [people[0]], by=officer)
        call_roll(batch, [people[0]], by=officer)
    assert Pass.objects.get().how == "class"


def test_online_one_is_there_by_the_code_of_the_moment(make_batch, practice, people):
    batch = make_batch(practice, link="https://example.com/room")
    take_seat(batch, by=people[0])
    start = timezone.now() + timedelta(hours=49)
    with time_machine.travel(start, tick=False) as clock:
        code = code_of(batch, start)
        with pytest.raises(WrongCode):
            check_in_online(batch, "000000" if code != "000000" else "1", by=people[0])
        clock.move_to(start + timedelta(minutes=5))
        seat = check_in_online(batch, code, by=people[0])
        assert seat.marked_by.username == "examiner"
        clock.move_to(start + timedelta(minutes=12))
        take = pytest.raises(WrongCode)
        with take:
            check_in_online(batch, code, by=people[1])


def test_an_old_code_counts_no_more(make_batch, practice, people):
    batch = make_batch(practice, link="https://example.com/room")
    take_seat(batch, by=people[0])
    start = timezone.now() + timedelta(hours=49)
    with time_machine.travel(start + timedelta(minutes=11), tick=False), pytest.raises(WrongCode):
        check_in_online(batch, code_of(batch, start), by=people[0])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_places_hold_when_everybody_clicks_at_once(make_batch, make_person, race):
    batch = make_batch(places=3)
    people = [make_person(f"n{n}") for n in range(12)]
    race(*[lambda p=p: take_seat(batch, by=p) for p in people])
    assert sorted(states()) == ["booked"] * 3 + ["waiting"] * 9
