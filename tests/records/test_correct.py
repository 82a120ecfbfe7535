"""A correction is a new line; the old value stays; nobody types hours (rules 39, 43)."""

from datetime import timedelta

import pytest

from tests.records.conftest import HOUR, MONDAY
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.records import actions
from tongxin.records.hours import hours_of
from tongxin.records.models import Credit


def times(line, hours=4, **parts):
    usual = {
        "came_at": line.starts_at, "left_at": line.starts_at + hours * HOUR, "pauses_minutes": 0,
        "reason": "提前离开",
    }  # fmt: skip
    return usual | parts


def test_a_correction_keeps_the_old_value(serve, officer, helper):
    line = serve()
    new = actions.correct(line, **times(line, 3), by=officer)
    assert (new.minutes, new.change, new.corrects, new.reason) == (180, -60, line, "提前离开")
    assert Credit.objects.get(pk=line.pk).minutes == 240
    assert (hours_of(helper).verified, hours_of(helper).points) == (180, 30)
    assert Entry.objects.get(verb="hours.corrected").facts["before"] == 240
    assert list(Credit.objects.standing()) == [new]


def test_hours_do_not_grow_without_a_dispute(serve, officer):
    line = serve(early=60)
    with pytest.raises(actions.TypedHours):
        actions.correct(line, **times(line, 4), by=officer)


def test_a_correction_says_why(serve, officer):
    line = serve()
    with pytest.raises(actions.ReasonNeeded):
        actions.correct(line, **times(line, 3, reason=" "), by=officer)
    with pytest.raises(actions.ReasonNeeded):
        actions.strike(line, reason="", by=officer)


def test_a_line_is_corrected_once(serve, officer):
    line = serve()
    new = actions.strike(line, reason="代签", by=officer)
    with pytest.raises(actions.AlreadyCorrected):
        actions.strike(line, reason="代签", by=officer)
    assert (new.minutes, new.change) == (0, -240)


def test_nobody_corrects_their_own_hours(make_stint, officer):
    line = actions.credit(make_stint(officer), by=officer)
    with pytest.raises(actions.NotYours):
        actions.strike(line, reason="x", by=officer)


def test_a_stranger_corrects_nothing(serve, stranger, steward):
    line = serve()
    for who in (stranger, steward, line.person):
        with pytest.raises(NotAllowed):
            actions.strike(line, reason="x", by=who)


def test_a_struck_line_frees_its_time(serve, officer, helper):
    line = serve()
    actions.strike(line, reason="记错了人", by=officer)
    assert serve(start=MONDAY + 2 * HOUR).minutes == 240
    assert hours_of(helper).verified == 240


def test_a_dispute_is_answered_by_putting_it_right(serve, officer, helper):
    line = serve(early=60)
    row = actions.dispute(line, words="我待到了最后", by=helper)
    answered = actions.answer_dispute(
        row, answer="组长证实", times=actions.Times(line.starts_at, line.ends_at), by=officer
    )
    assert (answered.state, hours_of(helper).verified) == ("upheld", 240)
    assert Entry.objects.filter(verb="dispute.answered").exists()


def test_a_dispute_is_answered_in_words_by_somebody_else(serve, officer, helper, steward):
    line = serve(recorder=officer)
    row = actions.dispute(line, words="少了", by=helper)
    with pytest.raises(actions.NotYours):
        actions.answer_dispute(row, answer="不少", by=officer)
    with pytest.raises(NotAllowed):
        actions.answer_dispute(row, answer="不少", by=steward)


def test_a_rejected_dispute_leaves_the_line(serve, officer, director, helper):
    line = serve(recorder=officer)
    row = actions.dispute(line, words="少了", by=helper)
    with pytest.raises(actions.ReasonNeeded):
        actions.answer_dispute(row, answer="", by=director)
    row = actions.answer_dispute(row, answer="签退时间属实", by=director)
    assert (row.state, hours_of(helper).verified) == ("rejected", 240)
    with pytest.raises(actions.AlreadyDecided):
        actions.answer_dispute(row, answer="又来", by=director)


def test_only_the_volunteer_disputes_once_and_may_withdraw(serve, stranger, helper):
    line = serve()
    with pytest.raises(actions.NotYours):
        actions.dispute(line, words="x", by=stranger)
    row = actions.dispute(line, words="少了", by=helper)
    assert actions.dispute(line, words="少了", by=helper) == row
    with pytest.raises(actions.AlreadyDisputed):
        actions.dispute(line, words="别的", by=helper)
    with pytest.raises(actions.NotYours):
        actions.withdraw_dispute(row, by=stranger)
    assert actions.withdraw_dispute(row, by=helper).state == "withdrawn"
    assert row.due_at - row.raised_at == timedelta(days=7)


def test_a_service_is_evaluated_once_by_its_principal_or_the_desk(serve, officer, helper, stranger):
    line = serve()
    with pytest.raises(NotAllowed):
        actions.evaluate(line, grade="good", by=stranger)
    row = actions.evaluate(line, grade="good", words="认真", by=officer)
    assert actions.evaluate(line, grade="good", by=officer) == row
    with pytest.raises(actions.AlreadyDecided):
        actions.evaluate(line, grade="poor", by=officer)
