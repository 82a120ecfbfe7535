from datetime import date

import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    GuardianNeeded,
    OnlyThemselves,
    PhoneTaken,
    rename,
    set_birth_date,
    set_home,
    set_language,
    set_password,
    set_phone,
    verify_phone,
)
from tongxin.people.models import Person
from tongxin.people.phones import BadPhone


def test_one_corrects_oneself(resident, town):
    rename(resident, name="吴秀英", nickname="秀英", by=resident)
    set_home(resident, town, by=resident)
    set_language(resident, "en", by=resident)
    person = Person.objects.get(pk=resident.pk)
    assert (person.name, str(person), person.home, person.language) == (
        "吴秀英",
        "秀英",
        town,
        "en",
    )
    verbs = {"person.renamed", "person.moved", "person.language_set"}
    assert verbs <= set(Entry.objects.values_list("verb", flat=True))


def test_an_officer_corrects_within_the_town(resident, officer):
    assert rename(resident, name="吴秀英", by=officer).name == "吴秀英"


def test_a_steward_and_a_stranger_do_not(resident, steward, stranger, town):
    for somebody in (steward, stranger):
        for deed in (
            lambda by: rename(resident, name="x", by=by),
            lambda by: set_phone(resident, "13811110000", by=by),
            lambda by: set_home(resident, town, by=by),
            lambda by: set_birth_date(resident, date(1950, 1, 1), by=by),
            lambda by: set_password(resident, "correct-horse-9", by=by),
        ):
            with pytest.raises(NotAllowed):
                deed(somebody)


def test_a_new_phone_is_unproved_and_journalled_masked(resident):
    verify_phone(resident, by=resident)
    person = set_phone(resident, "13811110000", by=resident)
    assert person.phone_verified_at is None
    assert Entry.objects.get(verb="person.phone_changed").facts == {"phone": "138****0000"}


def test_a_phone_that_is_taken_stays_taken(resident, stranger):
    with pytest.raises(PhoneTaken):
        set_phone(stranger, "13800000001", by=stranger)


def test_staff_enter_landlines_residents_do_not(resident, officer):
    assert set_phone(resident, "0510-87654321", by=officer).phone == "051087654321"
    with pytest.raises(BadPhone):
        set_phone(resident, "0510-87654321", by=resident)


def test_nobody_takes_over_the_account_of_who_works_here(director, officer, steward, village):
    set_home(steward, village, by=steward)
    with pytest.raises(OnlyThemselves):
        set_phone(Person.objects.get(pk=steward.pk), "13811110000", by=officer)


def test_the_birth_date_of_a_child_needs_a_guardian(resident):
    with pytest.raises(GuardianNeeded):
        set_birth_date(resident, date(2020, 1, 1), by=resident)


def test_my_page_saves_and_says_what_is_wrong(client, resident, town):
    client.force_login(resident)
    url = reverse("people:data")
    good = {"name": "吴秀英", "nickname": "", "home": "丁蜀镇", "language": "zh-hans"}
    assert client.post(url, good).status_code == 302
    assert Person.objects.get(pk=resident.pk).home == town
    page = client.post(url, good | {"home": "月球"})
    assert page.status_code == 422
    assert "月球" in page.content.decode()


def test_the_identity_page_names_a_typing_mistake(client, resident):
    client.force_login(resident)
    page = client.post(reverse("people:identity"), {"number": "320282199003070017"})
    assert page.status_code == 422
    assert "有误" in page.content.decode()


def test_the_desk_corrects(client, resident, officer, village):
    client.force_login(officer)
    url = reverse("people:correction", args=[resident.pk])
    assert client.get(url).status_code == 200
    new = {"name": "吴秀英", "home": village.name, "phone": "0510 87654321", "identity": ""}
    assert client.post(url, new).status_code == 302
    assert Person.objects.get(pk=resident.pk).phone == "051087654321"


def test_the_desk_of_a_steward_does_not_correct(client, resident, steward):
    client.force_login(steward)
    assert client.get(reverse("people:correction", args=[resident.pk])).status_code == 403
