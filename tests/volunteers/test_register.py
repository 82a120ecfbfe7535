"""Joining the register: who may, with what, and from when it counts (rules 1 to 4, 6, 7)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.volunteers.conftest import identity
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    IdentityTaken,
    ask_guardian,
    confirm_guardianship,
    create_child,
    robot,
)
from tongxin.people.identities import BadIdentity
from tongxin.volunteers.actions import (
    AlreadyVolunteer,
    ConsentNeeded,
    HomeNeeded,
    IdentityNeeded,
    Suspended,
    invite,
    leave,
    register,
    suspend,
    take_up_waiting,
)
from tongxin.volunteers.models import Volunteer

ADULT = identity(date(1985, 5, 5))


def years_ago(years):
    today = timezone.localdate()
    return date(today.year - years, 1, 1) - timedelta(days=1)


def test_an_adult_is_active_at_once(resident, agreed):
    volunteer = register(resident, by=resident, agree=agreed, identity=ADULT)
    assert volunteer.state == "active"
    assert volunteer.number == f"YX{timezone.localdate().year}-000001"
    assert volunteer.person.birth_date == date(1985, 5, 5)
    entry = Entry.objects.get(verb="volunteer.registered")
    assert (entry.on, entry.by) == (f"volunteer:{volunteer.pk}", f"person:{resident.pk}")


def test_numbers_follow_one_another(make_volunteer):
    numbers = [make_volunteer(f"one-{n}").number[-6:] for n in range(3)]
    assert numbers == ["000001", "000002", "000003"]


def test_where_they_set_out_from_is_never_exact(resident, agreed, village):
    village.latitude, village.longitude = 31.260412, 119.853877
    village.save()
    volunteer = register(resident, by=resident, agree=agreed, identity=ADULT)
    assert (volunteer.latitude, volunteer.longitude) == (31.26, 119.855)


def test_nobody_is_registered_by_somebody_else(resident, steward, agreed):
    with pytest.raises(NotAllowed):
        register(resident, by=steward, agree=agreed, identity=ADULT)


def test_nobody_is_registered_without_agreeing(resident, agreed):
    with pytest.raises(ConsentNeeded):
        register(resident, by=resident, identity=ADULT)
    assert not Volunteer.objects.exists()


def test_a_number_with_a_typing_mistake_registers_nobody(resident, agreed):
    wrong = ADULT[:-1] + ("1" if ADULT[-1] != "1" else "2")
    with pytest.raises(BadIdentity):
        register(resident, by=resident, agree=agreed, identity=wrong)


def test_nobody_is_registered_without_an_identity(resident, agreed):
    with pytest.raises(IdentityNeeded):
        register(resident, by=resident, agree=agreed)


def test_nobody_is_registered_without_a_home(stranger, agreed):
    with pytest.raises(HomeNeeded):
        register(stranger, by=stranger, agree=agreed, identity=ADULT)


def test_one_identity_is_one_volunteer(resident, make_person, village, agreed):
    register(resident, by=resident, agree=agreed, identity=ADULT)
    second = make_person("second", home=village)
    with pytest.raises(IdentityTaken):
        register(second, by=second, agree=agreed, identity=ADULT)


def test_nobody_registers_twice(volunteer):
    with pytest.raises(AlreadyVolunteer):
        register(volunteer.person, by=volunteer.person)


def test_a_minor_waits_for_a_guardian_and_is_taken_up_once_they_agree(
    make_volunteer, guardian, agreed
):
    volunteer = make_volunteer("xiao-chen", born=years_ago(16), name="陈晨")
    assert volunteer.state == "applied"
    assert take_up_waiting(by=robot("clock")) == 0
    asked = ask_guardian(volunteer.person, guardian.phone, relation="parent", by=volunteer.person)
    confirm_guardianship(asked, by=guardian)
    assert take_up_waiting(by=robot("clock")) == 1
    assert take_up_waiting(by=robot("clock")) == 0
    volunteer.refresh_from_db()
    assert volunteer.state == "active"
    assert Entry.objects.filter(verb="volunteer.taken_up").count() == 1


def test_a_child_whose_guardian_made_the_account_is_active(guardian, agreed, village):
    child = create_child(
        username="chen-tong", name="陈童", birth_date=years_ago(12), relation="parent", by=guardian
    )
    number = identity(years_ago(12))
    assert register(child, by=child, agree=agreed, identity=number).state == "active"


def test_who_was_invited_confirms_and_keeps_the_number(steward, village, agreed):
    invited = invite(name="李四", phone="13800000099", home=village, by=steward)
    assert invited.state == "invited"
    person = invited.person
    volunteer = register(person, by=person, agree=agreed, identity=ADULT)
    assert (volunteer.pk, volunteer.state) == (invited.pk, "active")
    assert volunteer.number == invited.number


def test_who_left_may_come_back(volunteer):
    leave(volunteer, by=volunteer.person)
    back = register(volunteer.person, by=volunteer.person)
    assert (back.pk, back.state, back.left_at) == (volunteer.pk, "active", None)


def test_a_suspended_volunteer_does_not_come_back_by_leaving(volunteer, officer):
    suspend(volunteer, reason="多次无故缺勤", by=officer)
    leave(volunteer, by=volunteer.person)
    with pytest.raises(Suspended):
        register(volunteer.person, by=volunteer.person)


def test_leaving_forgets_the_position_and_the_emergency_contact(volunteer):
    gone = leave(volunteer, by=volunteer.person)
    assert (gone.state, gone.latitude, gone.emergency_sealed) == ("left", None, "")
    assert leave(volunteer, by=volunteer.person).left_at == gone.left_at
    assert Entry.objects.filter(verb="volunteer.left").count() == 1


def test_nobody_is_taken_out_by_a_stranger(volunteer, stranger):
    with pytest.raises(NotAllowed):
        leave(volunteer, by=stranger)
