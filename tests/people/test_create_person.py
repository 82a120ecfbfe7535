from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from tongxin.journal.models import Entry
from tongxin.people.actions import GuardianNeeded, PhoneTaken, create_person
from tongxin.people.models import Person


def test_the_phone_is_sealed_and_found(village):
    person = create_person(username="wu", name="吴阿姨", phone="+86 138-0000 0001", home=village)
    assert "13800000001" not in person.phone_sealed
    assert person.phone == "13800000001"
    assert Person.objects.with_phone("13800000001").get() == person


def test_an_account_made_is_in_the_journal(village):
    person = create_person(username="wu", name="吴阿姨", home=village)
    entry = Entry.objects.get(verb="person.created")
    assert (entry.by, entry.on, entry.place) == (f"person:{person.pk}",) * 2 + (village.path,)


def test_one_phone_has_one_account(resident):
    with pytest.raises(PhoneTaken):
        create_person(username="other", name="别人", phone="13800000001")


def test_a_user_name_is_taken_once(resident):
    with pytest.raises(ValidationError, match=r".+"):
        create_person(username="auntie-wu", name="别人")


def test_under_14_nobody_makes_an_account_alone(db):
    born = timezone.localdate() - timedelta(days=13 * 365)
    with pytest.raises(GuardianNeeded):
        create_person(username="kid", name="小明", birth_date=born)


@pytest.mark.django_db(transaction=True)
def test_two_who_register_one_phone_at_once_get_one_account(city):
    def register(number):
        try:
            return create_person(username=f"racer-{number}", name="某人", phone="13911112222")
        except PhoneTaken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(register, range(4)))
    assert sorted(type(result).__name__ for result in results) == ["Person"] + ["PhoneTaken"] * 3
    assert Person.objects.with_phone("13911112222").count() == 1
