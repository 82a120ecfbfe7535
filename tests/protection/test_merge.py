"""Two entries of one human: a policy lists the one who stays, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.protection.actions import Contract, cover_people, enter_policy, take_over


@pytest.fixture
def policies(city, director):
    today = timezone.localdate()
    days = (today - timedelta(days=9), today + timedelta(days=90))
    return [
        enter_policy(city, Contract("人保财险", number, "named", *days), by=director)
        for number in ("P-1", "P-2")
    ]


def test_covers_go_along_and_a_policy_lists_nobody_twice(policies, resident, leader, director):
    first, second = policies
    cover_people(first, [resident.pk, leader.pk], by=director)
    cover_people(second, [leader.pk], by=director)
    take_over(resident, leader, director)
    assert first.covers.filter(ended_on=None).get().person == resident
    assert second.covers.get().person == resident
    assert Entry.objects.get(verb="cover.taken_over").facts == {"moved": 2, "ended": 1}


def test_only_who_merges_in_the_register_moves_covers(resident, leader, officer):
    with pytest.raises(NotAllowed):
        take_over(resident, leader, officer)
