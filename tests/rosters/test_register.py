"""What the register shows of shifts, and what happens to them when two entries are one human."""

from tongxin.journal.models import Entry
from tongxin.rosters import actions
from tongxin.rosters.actions.merging import take_over
from tongxin.rosters.takeaway import facts_for_desk, next_shift, shifts_of


def test_the_next_shift_stands_on_the_persons_page_and_in_their_export(make_shift, hands):
    assert next_shift(hands[0]) == ""
    actions.join(make_shift(), by=hands[0])
    assert "村口引导员" in next_shift(hands[0])
    assert shifts_of(hands[0])["enrolments"][0]["state"] == "joined"
    assert len(facts_for_desk(hands[0])) == 2


def test_a_merged_person_stands_in_no_shift_twice(make_shift, hands, director):
    shift = make_shift()
    for person in hands[:2]:
        actions.join(shift, by=person)
    take_over(hands[0], hands[1], director)
    assert list(shift.enrolments.values_list("person", "state").order_by("pk")) == [
        (hands[0].pk, "joined"), (hands[0].pk, "cancelled"),
    ]  # fmt: skip


def test_two_shifts_at_once_become_one_and_its_place_goes_to_who_waits(make_shift, hands, director):
    early, late = make_shift(places=1, ahead=50), make_shift(places=1, ahead=51)
    actions.join(early, by=hands[0])
    actions.join(late, by=hands[1])
    actions.join(late, by=hands[2])
    take_over(hands[0], hands[1], director)
    assert list(late.enrolments.values_list("person", "state").order_by("pk")) == [
        (hands[0].pk, "cancelled"), (hands[2].pk, "invited"),
    ]  # fmt: skip
    assert Entry.objects.get(verb="enrolment.taken_over").facts == {"moved": 1, "ended": 1}
