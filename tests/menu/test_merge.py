"""Two accounts of one human: who sits in a session twice sits there once."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.menu.actions import book
from tongxin.menu.actions.merging import take_over


def test_bookings_go_along_and_a_double_seat_is_free_again(
    make_session, resident, stranger, leader, director
):
    session, other = make_session(seats=2), make_session(seats=2, ahead_hours=72)
    for person in (resident, stranger, leader):
        book(session, person=person, by=person)
    book(other, person=stranger, by=stranger)
    take_over(resident, stranger, director)
    assert list(session.bookings.values_list("person", "state").order_by("pk")) == [
        (resident.pk, "booked"), (resident.pk, "cancelled"), (leader.pk, "invited"),
    ]  # fmt: skip
    assert other.bookings.get().person == resident
    assert Entry.objects.get(verb="booking.taken_over").facts == {"moved": 2, "ended": 1}


def test_only_who_merges_in_the_register_moves_bookings(resident, stranger, officer):
    with pytest.raises(NotAllowed):
        take_over(resident, stranger, officer)
