from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import (
    NoGuardianText,
    NoSuchGuardian,
    NotAMinor,
    ask_guardian,
    confirm_guardianship,
    create_child,
    end_guardianship,
    give_consent,
    has_consent,
)
from tongxin.people.ages import years_between
from tongxin.people.models import Guardianship, Person

NOON = timezone.make_aware(timezone.datetime(2026, 3, 2, 12, 0))


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def teenager(make_person, village):
    return make_person("teen-li", name="小李", birth_date=date(2011, 3, 1), home=village)


def child(guardian, **changed):
    facts = {"username": "kid-chen", "name": "陈小明", "birth_date": date(2015, 6, 1),
             "relation": "parent", "password": "xiaoming-2015"}  # fmt: skip
    return create_child(by=guardian, **facts | changed)


@pytest.mark.parametrize(("birth", "day", "age"), [
    (date(2008, 2, 29), date(2022, 2, 28), 13), (date(2008, 2, 29), date(2022, 3, 1), 14),
    (date(2012, 3, 2), date(2026, 3, 2), 14), (date(2012, 3, 3), date(2026, 3, 2), 13),
])  # fmt: skip
def test_age_is_counted_on_the_day(birth, day, age):
    assert years_between(birth, day) == age


def test_a_guardian_makes_the_account_of_a_child(guardian, texts):
    kid = child(guardian)
    guardianship = kid.guardianships.get()
    assert (guardianship.guardian, guardianship.text.version) == (guardian, 1)
    assert kid.has_guardian()
    assert not kid.waits_for_guardian(NOON.date())
    assert Entry.objects.filter(verb="guardian.confirmed", on=f"person:{kid.pk}").exists()


def test_without_the_published_text_no_child_is_entered(guardian):
    with pytest.raises(NoGuardianText):
        child(guardian)
    assert not Person.objects.filter(username="kid-chen").exists()


def test_an_adult_is_no_child(guardian, texts):
    with pytest.raises(NotAMinor):
        child(guardian, birth_date=date(2000, 1, 1))


def test_a_guardian_has_a_proved_phone(resident, texts):
    with pytest.raises(NoSuchGuardian):
        child(resident)


def test_a_teenager_is_flagged_until_the_guardian_confirms(teenager, guardian, texts):
    assert teenager.waits_for_guardian(NOON.date())
    asked = ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    assert teenager.waits_for_guardian(NOON.date())
    assert Message.objects.to(f"person:{guardian.pk}").count() == 1
    confirm_guardianship(asked, by=guardian)
    assert not teenager.waits_for_guardian(NOON.date())


def test_asking_twice_is_asking_once(teenager, guardian, texts):
    ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    assert Guardianship.objects.count() == 1
    assert Message.objects.count() == 1


def test_an_unknown_phone_guards_nobody(teenager, texts):
    with pytest.raises(NoSuchGuardian):
        ask_guardian(teenager, "13800000099", relation="parent", by=teenager)


def test_an_adult_asks_nobody(resident, guardian, texts):
    with pytest.raises(NotAMinor):
        ask_guardian(resident, "13800000077", relation="parent", by=resident)


def test_only_who_was_asked_confirms(teenager, guardian, stranger, texts):
    asked = ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    for somebody in (stranger, teenager):
        with pytest.raises(NotAllowed):
            confirm_guardianship(asked, by=somebody)


def test_when_the_guardian_leaves_the_flag_is_back(teenager, guardian, texts):
    asked = ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    confirm_guardianship(asked, by=guardian)
    end_guardianship(asked, by=guardian)
    assert teenager.waits_for_guardian(NOON.date())


def test_a_guardian_agrees_for_the_child(guardian, texts):
    kid = child(guardian)
    give_consent(kid, texts["publish_photo"], by=guardian)
    assert has_consent(kid, "publish_photo")


def test_the_page_makes_the_account(client, guardian, texts):
    for text in texts.values():
        give_consent(guardian, text, by=guardian)
    client.force_login(guardian)
    asked = {"name": "陈小明", "birth_date": "2015-06-01", "relation": "parent",
             "username": "kid-chen", "password": "xiaoming-2015", "agree": "on"}  # fmt: skip
    assert client.post(reverse("people:children"), asked).status_code == 302
    assert Person.objects.get(username="kid-chen").check_password("xiaoming-2015")


def test_the_page_keeps_what_was_typed_when_it_refuses(client, guardian, texts):
    for text in texts.values():
        give_consent(guardian, text, by=guardian)
    client.force_login(guardian)
    asked = {"name": "陈小明", "birth_date": "1990-06-01", "relation": "parent",
             "username": "kid-chen", "password": "xiaoming-2015", "agree": "on"}  # fmt: skip
    page = client.post(reverse("people:children"), asked)
    assert page.status_code == 422
    assert "陈小明" in page.content.decode()


def test_anothers_guardianship_is_not_found(client, teenager, guardian, stranger):
    asked = ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    client.force_login(stranger)
    assert client.post(reverse("people:guardian_confirmation", args=[asked.pk])).status_code == 404


def test_a_guardian_takes_the_childs_data_along_and_closes_the_account(client, guardian, texts):
    for text in texts.values():
        give_consent(guardian, text, by=guardian)
    asked = child(guardian).guardianships.get()
    client.force_login(guardian)
    exported = client.post(reverse("people:guardian_export", args=[asked.pk]))
    assert exported.json()["account"]["name"] == "陈小明"
    client.post(reverse("people:guardian_closure", args=[asked.pk]))
    assert Person.objects.get(name="陈小明").closed_at


def test_without_confirmation_a_guardian_closes_nothing(client, teenager, guardian):
    asked = ask_guardian(teenager, "13800000077", relation="parent", by=teenager)
    client.force_login(guardian)
    for name in ("guardian_export", "guardian_closure"):
        assert client.post(reverse(f"people:{name}", args=[asked.pk])).status_code == 403
