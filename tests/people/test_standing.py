"""What is kept of a person's powers is never older than the action that changed them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tongxin.people.actions import (
    close_account,
    give_grant,
    join_team,
    leave_team,
    retire_team,
    withdraw_grant,
)
from tongxin.people.models import Person


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_it_is_read_once_for_many_requests(steward, django_assert_num_queries):
    assert fresh(steward).roles_held
    again = fresh(steward)
    with django_assert_num_queries(0):
        assert again.roles_held
        assert again.teams_led == frozenset()


def test_a_grant_and_its_end_are_seen_at_once(officer, resident, town, village):
    assert not fresh(resident).may("need.triage", at=village)
    grant = give_grant(resident, role="steward", at=town, by=officer)
    assert fresh(resident).may("need.triage", at=village)
    assert resident.may("need.triage", at=village)
    withdraw_grant(grant, by=officer)
    assert not fresh(resident).may("need.triage", at=village)


def test_a_grant_ends_by_itself_while_it_is_kept(officer, resident, town):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        give_grant(resident, role="steward", at=town, by=officer, until=now + timedelta(seconds=9))
        assert fresh(resident).roles_held
    with time_machine.travel(now + timedelta(seconds=10), tick=False):
        assert not fresh(resident).roles_held


@pytest.mark.parametrize("end", ["leaves", "retires"])
def test_leading_a_team_and_its_end_are_seen_at_once(team, resident, officer, end):
    assert not fresh(resident).teams_led
    membership = join_team(team, resident, role="leader", by=officer)
    assert fresh(resident).teams_led == {team.pk}
    if end == "leaves":
        leave_team(membership, by=officer)
    else:
        retire_team(team, by=officer)
    assert not fresh(resident).teams_led


def test_a_closed_account_keeps_no_power(steward, director):
    assert fresh(steward).roles_held
    close_account(steward, by=director)
    assert not fresh(steward).roles_held
