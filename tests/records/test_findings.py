"""Anomalies are listed for the auditor, once, and settled in words (rule 42)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.records.conftest import HOUR, MONDAY
from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.records import actions
from tongxin.records.models import Finding, MakeUp
from tongxin.records.rules import usual_rules


def look(**parts):
    return actions.look_for_findings(by=robot("clock"), **parts)


def kinds():
    return sorted(Finding.objects.values_list("kind", flat=True))


def test_a_clean_ledger_lists_nothing(serve):
    serve()
    assert look() == 0


def test_one_device_with_many_people(serve, make_helper):
    for n in range(3):
        serve(make_helper(f"n{n}"), device="abc")
    serve(make_helper("alone"), device="xyz")
    assert look() == 1
    row = Finding.objects.get()
    assert (row.kind, len(row.lines)) == ("device", 3)


def test_it_is_listed_once_and_grows_while_it_is_open(serve, make_helper):
    for n in range(3):
        serve(make_helper(f"n{n}"), device="abc")
    look()
    serve(make_helper("n4"), device="abc")
    assert look() == 0
    assert len(Finding.objects.get().lines) == 4


def test_hours_for_nobody_in_particular(serve, make_helper):
    serve(client="")
    serve(make_helper("other"), client="")
    assert look() == 1
    assert kinds() == ["client"]


def test_a_check_out_forgotten_again_and_again(serve, helper):
    now = timezone.now()
    for n in range(3):
        start = now - timedelta(days=10 - n)
        serve(start=start, flags=("closed_at_end",), occasion_key=f"shift:{n}")
    assert look() == 1
    assert (kinds(), Finding.objects.get().about) == (["forgotten"], f"person:{helper.pk}")


def test_two_places_at_once(serve):
    serve()
    serve(start=MONDAY + 2 * HOUR)
    assert look() == 1
    assert kinds() == ["overlap"]


def test_many_made_up_hours_by_one_hand_at_night(village, steward, make_helper, director):
    actions.set_rules(replace(usual_rules(), night_lines=3), by=director)
    now = timezone.localtime().replace(hour=23, minute=30)
    start = now - timedelta(days=3)
    for n in range(3):
        told = actions.Told(
            title="x", place=village, content="y", starts_at=start, ends_at=start + HOUR,
            minutes=60, proof_words="名单",
        )  # fmt: skip
        actions.ask_make_up(make_helper(f"n{n}"), told, by=steward)
    MakeUp.objects.update(entered_at=now)
    look(now=now + timedelta(hours=9))
    assert kinds() == ["night"]


def test_the_auditor_settles_it_in_words(serve, auditor, officer):
    serve(client="")
    look()
    row = Finding.objects.get()
    with pytest.raises(NotAllowed):
        actions.settle_finding(row, wrong=False, answer="看过", by=officer)
    with pytest.raises(actions.ReasonNeeded):
        actions.settle_finding(row, wrong=False, answer=" ", by=auditor)
    row = actions.settle_finding(row, wrong=True, answer="核实无服务对象", by=auditor)
    assert row.state == "confirmed"
    assert actions.settle_finding(row, wrong=True, answer="核实无服务对象", by=auditor) == row
    with pytest.raises(actions.AlreadyDecided):
        actions.settle_finding(row, wrong=False, answer="没事", by=auditor)


def test_nobody_looks_without_the_power(serve, stranger, city):
    with pytest.raises(NotAllowed):
        actions.look_for_findings(by=stranger)
