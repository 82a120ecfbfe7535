"""Inviting: somebody is entered, told, and nothing more until they confirm (rule 4)."""

from datetime import date

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.phones import BadPhone
from tongxin.volunteers.actions import AlreadyVolunteer, OtherName, invite, register
from tongxin.volunteers.models import Volunteer

from .conftest import identity

PHONE = "13800000099"


def test_the_invited_are_told_and_are_no_volunteers_yet(steward, village):
    volunteer = invite(name="李四", phone=PHONE, home=village, by=steward)
    assert (volunteer.state, volunteer.confirmed_at) == ("invited", None)
    assert not Volunteer.objects.active().exists()
    assert Message.objects.filter(recipient__startswith="phone:").count() == 1
    assert Entry.objects.get(verb="volunteer.invited").by == f"person:{steward.pk}"


def test_twice_is_once(steward, village):
    first = invite(name="李四", phone=PHONE, home=village, by=steward)
    assert invite(name="李四", phone=PHONE, home=village, by=steward) == first
    assert Message.objects.count() == 1


def test_a_leader_invites_for_the_team_and_confirming_joins_it(leader, team, village, agreed):
    invited = invite(name="李四", phone=PHONE, home=village, team=team, by=leader)
    assert not team.memberships.filter(person=invited.person).exists()
    register(invited.person, by=invited.person, agree=agreed, identity=identity(date(1990, 1, 1)))
    assert team.memberships.filter(person=invited.person).exists()


def test_who_is_in_the_register_is_not_invited(volunteer, steward, village):
    with pytest.raises(AlreadyVolunteer):
        invite(name="王丽", phone="13800000031", home=village, by=steward)


def test_a_phone_of_another_name_is_refused_without_naming_anybody(resident, steward, village):
    with pytest.raises(OtherName) as refused:
        invite(name="李四", phone=resident.phone, home=village, by=steward)
    assert resident.name not in str(refused.value)


def test_a_wrong_phone_is_refused(steward, village):
    with pytest.raises(BadPhone):
        invite(name="李四", phone="12345", home=village, by=steward)


def test_a_stranger_and_another_village_may_not(stranger, steward, village, other_village):
    with pytest.raises(NotAllowed):
        invite(name="李四", phone=PHONE, home=village, by=stranger)
    with pytest.raises(NotAllowed):
        invite(name="李四", phone=PHONE, home=other_village, by=steward)
