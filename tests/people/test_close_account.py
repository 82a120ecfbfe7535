import json

import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    close_account,
    create_person,
    export_also,
    export_person,
    give_consent,
    has_consent,
    make_api_key,
    robot,
    set_identity,
    tell,
)
from tongxin.people.actions.closing import CHAPTERS
from tongxin.people.models import Person


def test_a_closed_account_keeps_what_the_law_keeps_and_nothing_else(
    resident, texts, director, team, officer
):
    set_identity(resident, "11010519491231002X", by=resident)
    give_consent(resident, texts["publish_name"], by=resident)
    make_api_key(resident, label="x", powers=["need.see"], by=director)
    closed = close_account(resident, by=resident)
    assert (closed.name, closed.identity) == ("吴阿姨", "11010519491231002X")
    assert (closed.phone_sealed, closed.phone_index, closed.nickname) == ("", "", "")
    assert not closed.is_active
    assert not has_consent(closed, "publish_name")
    assert not closed.api_keys.filter(revoked_at=None).exists()
    assert Entry.objects.filter(verb="person.closed").count() == 1


def test_nobody_sees_a_closed_account(resident, director, client):
    close_account(resident, by=resident)
    assert not Person.objects.visible_to(director).filter(pk=resident.pk).exists()
    assert str(Person.objects.get(pk=resident.pk)) == "已注销"


def test_the_phone_is_free_again(resident):
    close_account(resident, by=resident)
    assert create_person(username="new", name="新人", phone="13800000001")


def test_a_closed_account_is_told_nothing(resident):
    from tongxin.messaging.models import Message

    tell(close_account(resident, by=resident), subject="Saved.")
    assert not Message.objects.exists()


def test_closing_twice_is_closing_once(resident, director):
    close_account(resident, by=resident)
    close_account(resident, by=director)
    assert Entry.objects.filter(verb="person.closed").count() == 1


def test_a_stranger_and_an_officer_may_not(resident, stranger, officer):
    for somebody in (stranger, officer):
        with pytest.raises(NotAllowed):
            close_account(resident, by=somebody)


def test_the_page_closes_and_logs_out(client, resident):
    client.force_login(resident)
    assert client.post(reverse("people:closure"), {}).status_code == 422
    assert client.post(reverse("people:closure"), {"sure": "on"}).url == "/"
    assert client.get(reverse("people:mine")).status_code == 302


def test_the_export_opens_everything_and_is_journalled(client, resident, texts):
    give_consent(resident, texts["terms"], by=resident)
    give_consent(resident, texts["privacy"], by=resident)
    set_identity(resident, "11010519491231002X", by=resident)
    tell(resident, subject="Saved.")
    client.force_login(resident)
    answer = client.post(reverse("people:export"))
    assert answer["Content-Disposition"].startswith("attachment")
    data = json.loads(answer.content)
    assert data["account"]["phone"] == "13800000001"
    assert data["account"]["identity"] == "11010519491231002X"
    assert len(data["consents"]) == 2
    assert data["messages"][0]["subject"] == "已保存。"
    assert Entry.objects.filter(verb="person.exported").count() == 1


def test_other_apps_add_their_chapter(resident):
    export_also("stars", lambda person: 5)
    try:
        assert export_person(resident, by=resident)["stars"] == 5
    finally:
        del CHAPTERS["stars"]


def test_nobody_exports_somebody_else(resident, director):
    with pytest.raises(NotAllowed):
        export_person(resident, by=director)


def test_robots_are_not_people(db, director):
    assert robot("clock") not in Person.objects.visible_to(director)
