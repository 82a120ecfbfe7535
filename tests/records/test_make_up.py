"""Made-up hours: a proof, a second person, no more than the activity (rule 40)."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image

from tests.records.conftest import HOUR
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.records import actions
from tongxin.records.hours import hours_of
from tongxin.records.models import MakeUp


@pytest.fixture
def told(village):
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    return actions.Told(
        title="送菜上门", place=village, content="给独居老人送菜", starts_at=start,
        ends_at=start + 3 * HOUR, minutes=150, client="独居老人", proof_words="组长签到表",
    )  # fmt: skip


@pytest.fixture
def asked(told, helper, steward):
    return actions.ask_make_up(helper, told, by=steward)


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    out.seek(0)
    return out


def test_made_up_hours_count_once_a_second_person_agrees(asked, officer, helper):
    assert hours_of(helper).together == 0
    row = actions.approve_make_up(asked, by=officer)
    assert actions.approve_make_up(asked, by=officer) == row
    assert (hours_of(helper).made_up, hours_of(helper).verified) == (150, 0)
    assert (row.credit.kind, row.credit.flags) == ("made_up", ["made_up"])
    assert Entry.objects.get(verb="make_up.approved").facts == {"minutes": 150}


def test_neither_who_entered_it_nor_whose_it_is_decides(told, helper, officer, make_person, city):
    row = actions.ask_make_up(helper, told, by=officer)
    with pytest.raises(actions.NotYours):
        actions.approve_make_up(row, by=officer)
    own = actions.ask_make_up(officer, told, by=officer)
    with pytest.raises(actions.NotYours):
        actions.approve_make_up(own, by=officer)


def test_not_even_in_the_database(asked, helper, steward):
    for who in (helper, steward):
        with pytest.raises(IntegrityError), transaction.atomic():
            MakeUp.objects.filter(pk=asked.pk).update(decided_by=who)


def test_a_stranger_enters_and_decides_nothing(told, asked, helper, stranger, steward):
    with pytest.raises(NotAllowed):
        actions.ask_make_up(helper, told, by=stranger)
    with pytest.raises(NotAllowed):
        actions.approve_make_up(asked, by=stranger)
    with pytest.raises(NotAllowed):
        actions.approve_make_up(asked, by=steward)


def test_there_is_a_proof(told, helper):
    bare = replace(told, proof_words=" ")
    with pytest.raises(actions.ProofNeeded):
        actions.ask_make_up(helper, bare, by=helper)
    with pytest.raises(actions.ProofNeeded):
        actions.ask_make_up(helper, bare, by=helper, proof=io.BytesIO(b"MZ no picture"))
    row = actions.ask_make_up(helper, bare, by=helper, proof=picture())
    assert row.proof.name.endswith(".jpg")
    paper = actions.ask_make_up(helper, bare, by=helper, proof=io.BytesIO(b"%PDF-1.7 x"))
    assert paper.proof.name.endswith(".pdf")


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_no_more_than_the_activity_lasted(told, helper, minutes):
    with pytest.raises(actions.TooMuch):
        actions.ask_make_up(helper, replace(told, minutes=minutes), by=helper)


def test_neither_tomorrow_nor_long_ago(told, helper):
    ahead = replace(told, starts_at=timezone.now(), ends_at=timezone.now() + 3 * HOUR)
    with pytest.raises(actions.TooMuch):
        actions.ask_make_up(helper, ahead, by=helper)
    past = timedelta(days=40)
    ago = replace(told, starts_at=told.starts_at - past, ends_at=told.ends_at - past)
    with pytest.raises(actions.TooLate):
        actions.ask_make_up(helper, ago, by=helper)


def test_time_that_counts_already_is_not_made_up(asked, told, make_stint, helper, officer):
    stint = make_stint(start=told.starts_at, hours=3, came_at=told.starts_at, left_at=told.ends_at)
    actions.credit(stint, by=helper)
    with pytest.raises(actions.CountedAlready):
        actions.approve_make_up(asked, by=officer)
    assert hours_of(helper).made_up == 0


def test_who_is_refused_is_told_why(asked, officer, director):
    with pytest.raises(actions.ReasonNeeded):
        actions.refuse_make_up(asked, reason="", by=officer)
    row = actions.refuse_make_up(asked, reason="名单上没有", by=officer)
    assert (row.state, row.refused_because) == ("refused", "名单上没有")
    with pytest.raises(actions.AlreadyDecided):
        actions.approve_make_up(asked, by=director)


def test_sent_twice_is_once(told, helper):
    sent = replace(told, uid=uuid4())
    assert actions.ask_make_up(helper, sent, by=helper) == actions.ask_make_up(
        helper, sent, by=helper
    )
    assert MakeUp.objects.count() == 1
