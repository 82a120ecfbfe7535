"""No-shows: recorded after a time of grace, excused or appealed, forgotten in time."""

from datetime import timedelta

import pytest

from tongxin.clock.models import Errand
from tongxin.duty import actions
from tongxin.duty.actions.refusals import NotAppealable
from tongxin.duty.models import Absence
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import robot
from tongxin.rosters import actions as rosters
from tongxin.rosters.actions.enrolling import NotJoinable

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(placed, shift, hands, digits, clock):
    """The second volunteer is there, the first did not come."""
    actions.check_in(placed[1], code=digits(shift), by=hands[1])
    clock.move_to(shift.starts_at + timedelta(minutes=31))
    assert actions.record_absences(by=robot("clock")) == 1
    return Absence.objects.get()


def test_nobody_is_missed_within_the_time_of_grace(placed, shift, clock):
    clock.move_to(shift.starts_at + timedelta(minutes=29))
    assert actions.record_absences(by=robot("clock")) == 0


def test_who_does_not_come_is_noted_once_and_somebody_else_is_asked(missed, placed, hands):
    assert actions.record_absences(by=robot("clock")) == 0
    placed[0].refresh_from_db()
    assert (missed.person, placed[0].state) == (hands[0], "lapsed")
    assert Errand.objects.filter(task__endswith="duty.tasks.replace").count() == 1
    assert Entry.objects.filter(verb="absence.recorded").count() == 1


def test_who_was_turned_away_did_come(shift, hands, digits, clock):
    from tongxin.duty.actions.refusals import TurnedAway

    row = rosters.join(shift, by=hands[0])
    with pytest.raises(TurnedAway):
        actions.check_in(row, code=digits(shift), by=hands[0])
    clock.move_to(shift.starts_at + timedelta(minutes=40))
    assert actions.record_absences(by=robot("clock")) == 0


def test_who_comes_after_all_is_let_in_and_the_no_show_is_lifted(
    missed, placed, shift, hands, digits
):
    row = actions.check_in(placed[0], code=digits(shift), by=hands[0])
    missed.refresh_from_db()
    placed[0].refresh_from_db()
    assert (row.flags, missed.state, placed[0].state) == (["late"], "lifted", "joined")


def test_who_comes_when_the_place_is_taken_is_thanked(missed, placed, shift, hands, digits):
    part = shift.post.parts.get()
    part.maximum = 1
    part.save()
    with pytest.raises(NotJoinable):
        actions.check_in(placed[0], code=digits(shift), by=hands[0])


def test_the_keeper_excuses_with_a_reason(missed, steward, stranger):
    with pytest.raises(NotAllowed):
        actions.excuse(missed, reason="x", by=stranger)
    found = actions.excuse(missed, reason="孩子发烧", by=steward)
    assert (found.state, found.decided_by) == ("excused", steward)
    assert actions.excuse(missed, reason="again", by=steward).reason == "孩子发烧"
    assert not Absence.objects.counting(missed.recorded_at.date()).exists()


def test_one_appeals_once_and_another_decides(missed, hands, officer, steward, stranger):
    for person, words in ((hands[1], "x"), (stranger, "x"), (hands[0], " ")):
        with pytest.raises(NotAppealable):
            actions.appeal(missed, words=words, by=person)
    actions.appeal(missed, words="我在现场", by=hands[0])
    with pytest.raises(NotAppealable):
        actions.appeal(missed, words="我在现场", by=hands[0])
    with pytest.raises(NotAllowed):
        actions.uphold(missed, reason="不在", by=steward)
    with pytest.raises(NotAppealable):
        actions.uphold(missed, reason="", by=officer)
    assert actions.uphold(missed, reason="队长和同伴都没有看到", by=officer).state == "upheld"
    with pytest.raises(NotAppealable):
        actions.lift(missed, reason="", by=officer)


def test_a_no_show_is_forgotten_in_time_with_what_was_said(missed, hands, clock):
    clock.shift(timedelta(days=89))
    assert actions.forget_absences(by=robot("clock")) == 0
    clock.shift(timedelta(days=1))
    with pytest.raises(NotAppealable):
        actions.appeal(missed, words="太晚了", by=hands[0])
    assert actions.forget_absences(by=robot("clock")) == 1
    assert not Absence.objects.exists()


def test_only_the_clock_records_and_forgets(placed, shift, officer, clock):
    clock.move_to(shift.starts_at + timedelta(hours=1))
    for act in (actions.record_absences, actions.forget_absences):
        with pytest.raises(NotAllowed):
            act(by=officer)
