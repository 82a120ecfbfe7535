"""An accident on duty: what happened, what was done, who is insured, how it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.protection.actions import (
    BadReport,
    Contract,
    Report,
    close_accident,
    cover_people,
    enter_policy,
    read_facts,
    report_accident,
    tell_insurer,
)
from tongxin.protection.models import Accident


def report(**parts):
    usual = {"what": "在卡口滑倒，手腕擦伤", "done": "现场消毒包扎", "happened_at": timezone.now()}
    return Report(**usual | parts)


def test_it_is_told_to_who_coordinates_and_names_the_insurance(
    volunteer, shift, leader, steward, city, director
):
    today = timezone.localdate()
    said = Contract("人保财险", "P-1", "named", today, today + timedelta(days=9))
    policy = enter_policy(city, said, by=director)
    cover_people(policy, [volunteer.pk], by=director)
    row = report_accident(volunteer, report(), occasion=shift, by=volunteer)
    assert row.policy == policy
    assert row.occasion_key == shift.key
    assert "滑倒" not in row.what_sealed
    letter = Message.objects.get(recipient=f"person:{steward.pk}")
    assert "滑倒" not in letter.subject + letter.body
    tell_insurer(row, by=steward)
    tell_insurer(row, by=steward)
    close_accident(row, outcome="一周后痊愈", by=steward)
    assert not Accident.objects.open().exists()
    assert read_facts(row, reason="保险理赔", by=steward)[:2] == [
        "在卡口滑倒，手腕擦伤",
        "现场消毒包扎",
    ]
    assert Entry.objects.filter(verb="accident.insurer_told").count() == 1


def test_a_policy_of_the_register_counts_too(volunteer, city, director):
    today = timezone.localdate()
    said = Contract("人保财险", "P-2", "register", today, today)
    whole = enter_policy(city, said, by=director)
    assert report_accident(volunteer, report(), by=volunteer).policy == whole


def test_without_what_and_what_was_done_it_is_no_report(volunteer):
    ahead = timezone.now() + timedelta(hours=1)
    for bad in ({"what": " "}, {"done": ""}, {"gravity": "?"}, {"happened_at": ahead}):
        with pytest.raises(BadReport):
            report_accident(volunteer, report(**bad), by=volunteer)


def test_sent_twice_is_reported_once(volunteer):
    for _ in range(2):
        report_accident(volunteer, report(), by=volunteer, client_key="k")
    assert Accident.objects.count() == 1


def test_it_is_closed_once_with_words(volunteer, steward, stranger):
    row = report_accident(volunteer, report(), by=volunteer)
    with pytest.raises(BadReport):
        close_accident(row, outcome=" ", by=steward)
    close_accident(row, outcome="好了", by=steward)
    with pytest.raises(BadReport):
        close_accident(row, outcome="又好了", by=steward)
    for deed in (lambda: close_accident(row, outcome="x", by=stranger),
                 lambda: report_accident(volunteer, report(), by=stranger)):  # fmt: skip
        with pytest.raises(NotAllowed):
            deed()
