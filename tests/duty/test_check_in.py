"""The door: who is let in, and who is turned away (rules 33, 34, 38)."""

from datetime import timedelta

import pytest

from tongxin.clock.models import Errand
from tongxin.duty import actions
from tongxin.duty.actions.refusals import (
    Elsewhere,
    NotExpected,
    NotYet,
    SharedPhone,
    TurnedAway,
)
from tongxin.duty.codes import CodeOfAnother, Ticket, WrongCode, digits_of, window_of
from tongxin.duty.models import Attendance
from tongxin.duty.times import usual_times
from tongxin.duty.tries import TooManyTries
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.rosters import actions as rosters

pytestmark = pytest.mark.django_db


def test_the_code_at_the_door_lets_in_whoever_stands_in_the_shift(placed, shift, hands, digits):
    row = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    assert (row.state, row.how_in, row.flags) == ("here", "code", [])
    entry = Entry.objects.get(verb="attendance.began")
    assert (entry.by, entry.facts["how"]) == (f"person:{hands[0].pk}", "code")


def test_checked_in_twice_is_once(placed, shift, hands, digits):
    first = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    again = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    assert first.pk == again.pk
    assert Attendance.objects.count() == 1
    assert Entry.objects.filter(verb="attendance.began").count() == 1


def test_a_code_of_yesterday_or_of_another_door_opens_nothing(
    placed, shift, hands, digits, village, other_village
):
    for wrong in (digits(shift, ago=3), digits(shift, ago=1440), "000000", "", "x"):
        with pytest.raises(WrongCode):
            actions.check_in(placed[0], code=wrong, by=hands[0])
    assert not Attendance.objects.exists()


def test_the_code_of_the_place_opens_all_its_shifts_and_no_other(
    placed, shift, hands, village, other_village
):
    window = window_of(shift.starts_at - timedelta(minutes=30), usual_times().code_seconds)
    with pytest.raises(WrongCode):
        actions.check_in(placed[0], code=digits_of(f"p{other_village.pk}", window), by=hands[0])
    actions.check_in(placed[0], code=digits_of(f"p{village.pk}", window), by=hands[0])


def test_digits_are_not_guessed(placed, hands, digits, shift):
    for _n in range(5):
        with pytest.raises(WrongCode):
            actions.check_in(placed[0], code="111111", by=hands[0])
    with pytest.raises(TooManyTries):
        actions.check_in(placed[0], code=digits(shift), by=hands[0])


def test_a_code_scanned_by_another_account_or_phone_is_refused(placed, hands):
    ours = Ticket(placed[0].pk, hands[0].pk, "phone-1").signed()
    with pytest.raises(CodeOfAnother):
        actions.check_in(placed[1], ticket=ours, device="phone-1", by=hands[1])
    with pytest.raises(CodeOfAnother):
        actions.check_in(placed[0], ticket=ours, device="phone-2", by=hands[0])
    assert actions.check_in(placed[0], ticket=ours, device="phone-1", by=hands[0]).state == "here"


def test_a_scanned_code_dies_after_five_minutes(placed, hands, clock):
    ticket = Ticket(placed[0].pk, hands[0].pk, "").signed()
    clock.shift(timedelta(minutes=6))
    with pytest.raises(WrongCode):
        actions.check_in(placed[0], ticket=ticket, by=hands[0])


def test_nobody_checks_in_for_another(placed, shift, hands, stranger, digits):
    for person in (hands[1], stranger):
        with pytest.raises(NotAllowed):
            actions.check_in(placed[0], code=digits(shift), by=person)


def test_without_a_declaration_of_today_the_door_says_what_to_do(shift, hands, digits):
    row = rosters.join(shift, by=hands[0])
    with pytest.raises(TurnedAway) as said:
        actions.check_in(row, code=digits(shift), by=hands[0])
    assert [refusal.rule for refusal in said.value.refusals] == ["declared"]
    assert said.value.refusals[0].url
    row.refresh_from_db()
    assert row.state == "joined"  # to be mended on the spot: nobody else is asked
    assert not Errand.objects.filter(task__endswith="duty.tasks.replace").exists()


def test_with_a_fever_nobody_is_let_in_and_somebody_else_is_asked(
    shift, hands, fit, digits, officer
):
    row = rosters.join(shift, by=hands[0])
    fit(hands[0], temperature="37.6")
    row.refresh_from_db()
    assert row.state == "lapsed"  # as soon as it was said
    assert Errand.objects.filter(task__endswith="duty.tasks.replace").count() == 1
    with pytest.raises(TurnedAway) as said:
        actions.check_in(row, code=digits(shift), by=hands[0])
    assert [refusal.rule for refusal in said.value.refusals] == ["well"]
    with pytest.raises(TurnedAway):  # nobody overrides it, the leader neither
        actions.call_in(row, by=officer)
    assert Errand.objects.filter(task__endswith="duty.tasks.replace").count() == 1


def test_why_somebody_was_turned_away_is_not_told_to_the_desk(shift, hands, digits, officer):
    row = rosters.join(shift, by=hands[0])
    with pytest.raises(TurnedAway):
        actions.check_in(row, code=digits(shift), by=hands[0])
    entry = Entry.objects.get(verb="attendance.turned_away")
    assert entry.facts == {"lost": False}
    assert not Message.objects.filter(body__contains="健康").exclude(
        recipient=f"person:{hands[0].pk}"
    )


def test_the_door_opens_an_hour_before_and_closes_with_the_shift(
    clock, make_shift, hands, fit, digits
):
    shift = make_shift(places=1, ahead=2)
    row = rosters.join(shift, by=hands[0])
    fit(hands[0])
    with pytest.raises(NotYet):
        actions.check_in(row, code=digits(shift), by=hands[0])
    clock.shift(timedelta(hours=5, minutes=1))
    with pytest.raises(NotYet):
        actions.check_in(row, code=digits(shift), by=hands[0])


def test_nobody_is_on_duty_in_two_places(placed, shift, hands, digits, make_post, officer, clock):
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    other = make_post(title="卡口").shifts.get()
    row = rosters.join(other, by=hands[0])
    other.starts_at, other.ends_at = shift.starts_at, shift.ends_at  # moved onto the same hour
    other.save()
    with pytest.raises(Elsewhere):
        actions.check_in(row, code=digits(other), by=hands[0])
    assert Attendance.objects.here().count() == 1


def test_a_duty_left_open_is_closed_when_the_next_begins(
    placed, shift, hands, digits, make_post, officer, clock
):
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    start = shift.ends_at + timedelta(minutes=40)
    post = make_post(title="卡口")
    later = rosters.add_shifts(post, times=[(start, start + timedelta(hours=2))], by=officer)[0]
    row = rosters.join(later, by=hands[0])
    clock.move_to(start - timedelta(minutes=5))
    actions.check_in(row, code=digits(later), by=hands[0])
    first = Attendance.objects.get(enrolment=placed[0])
    assert (first.state, first.left_at, first.flags) == ("left", shift.ends_at, ["forgotten"])


def test_a_phone_many_check_in_with_is_flagged_and_then_refused(
    clock, make_shift, make_volunteer, fit, digits
):
    shift = make_shift(places=5, ahead=0.5)
    people = [make_volunteer(f"sharing-{n}") for n in range(4)]
    fit(*people)
    rows = [rosters.join(shift, by=person) for person in people]
    for row, person in zip(rows[:3], people[:3], strict=True):
        actions.check_in(row, code=digits(shift), device="one-phone", by=person)
    flags = list(Attendance.objects.order_by("pk").values_list("flags", flat=True))
    assert flags == [[], ["shared_device"], ["shared_device"]]
    with pytest.raises(SharedPhone):
        actions.check_in(rows[3], code=digits(shift), device="one-phone", by=people[3])


def test_who_comes_late_is_let_in_and_flagged(placed, shift, hands, digits, clock):
    clock.shift(timedelta(minutes=50))
    row = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    assert row.flags == ["late"]


def test_who_was_only_invited_says_first_that_they_come(shift, hands, officer, fit, digits):
    rows, _refused = rosters.invite(
        shift, people=[hands[0]], part=shift.post.parts.get(), by=officer
    )
    fit(hands[0])
    with pytest.raises(NotExpected):
        actions.check_in(rows[0], code=digits(shift), by=hands[0])
