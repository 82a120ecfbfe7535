import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    TextReplaced,
    TextRequired,
    give_consent,
    give_consent_by_phone,
    has_consent,
    publish_first_texts,
    publish_text,
    robot,
    withdraw_consent,
)
from tongxin.people.models import Consent, ConsentText


def next_version(text, by):
    return publish_text(
        purpose=text.purpose, title=text.title, title_en=text.title_en, data=text.data,
        data_en=text.data_en, text="新的。", text_en="New.", is_required=text.is_required, by=by,
    )  # fmt: skip


def test_a_consent_keeps_purpose_version_data_and_time(resident, texts):
    consent = give_consent(resident, texts["publish_name"], by=resident)
    assert has_consent(resident, "publish_name")
    assert (consent.text.version, consent.text.data) == (1, "姓名")
    assert Entry.objects.filter(verb="consent.given", facts__version=1).count() == 1


def test_agreeing_twice_is_agreeing_once(resident, texts):
    give_consent(resident, texts["publish_name"], by=resident)
    give_consent(resident, texts["publish_name"], by=resident)
    assert Consent.objects.count() == 1


def test_withdrawing_stops_at_once_and_can_be_undone(resident, texts):
    consent = give_consent(resident, texts["publish_name"], by=resident)
    withdraw_consent(consent, by=resident)
    assert not has_consent(resident, "publish_name")
    give_consent(resident, texts["publish_name"], by=resident)
    assert has_consent(resident, "publish_name")
    assert Entry.objects.filter(verb="consent.withdrawn").count() == 1


def test_a_new_text_asks_again(resident, texts, director):
    give_consent(resident, texts["publish_name"], by=resident)
    next_version(texts["publish_name"], director)
    assert not has_consent(resident, "publish_name")
    with pytest.raises(TextReplaced):
        give_consent(resident, texts["publish_name"], by=resident)


def test_what_an_account_needs_cannot_be_withdrawn(resident, texts):
    consent = give_consent(resident, texts["terms"], by=resident)
    with pytest.raises(TextRequired):
        withdraw_consent(consent, by=resident)


def test_nobody_agrees_for_somebody_else(resident, stranger, texts):
    with pytest.raises(NotAllowed):
        give_consent(resident, texts["publish_name"], by=stranger)
    consent = give_consent(resident, texts["publish_name"], by=resident)
    with pytest.raises(NotAllowed):
        withdraw_consent(consent, by=stranger)


def test_a_phone_without_an_account_may_agree(texts):
    door = robot("resident-door")
    consent = give_consent_by_phone("13812345678", texts["intake"], by=door)
    assert give_consent_by_phone("138 1234 5678", texts["intake"], by=door) == consent
    assert consent.person is None
    assert "138" not in consent.phone_index[:3]


def test_only_the_centre_publishes(officer, texts):
    with pytest.raises(NotAllowed):
        next_version(texts["terms"], officer)


def test_the_shipped_texts_are_published_once(texts):
    assert publish_first_texts(by=robot("installer")) == 0
    assert ConsentText.objects.count() == 8


def test_a_person_reads_new_required_texts_before_going_on(client, resident, texts):
    client.force_login(resident)
    turned = client.get(reverse("people:mine"))
    assert turned.url == "/me/agree?next=%2Fme%2F"
    page = client.get(turned.url)
    assert "使用约定" in page.content.decode()
    assert client.post("/me/agree", {"next": "/me/"}).url == "/me/"
    assert client.get(reverse("people:mine")).status_code == 200


def test_a_person_who_does_not_agree_may_leave(client, resident, texts):
    client.force_login(resident)
    assert client.post(reverse("account_logout")).status_code == 302


def test_taking_back_on_the_page(client, resident, texts):
    for text in texts.values():
        give_consent(resident, text, by=resident)
    client.force_login(resident)
    consent = resident.consents.get(text=texts["publish_photo"])
    client.post(reverse("people:consent_withdrawal", args=[consent.pk]))
    assert not has_consent(resident, "publish_photo")


def test_another_persons_consent_is_not_found(client, resident, stranger, texts):
    consent = give_consent(resident, texts["publish_photo"], by=resident)
    for text in texts.values():
        give_consent(stranger, text, by=stranger)
    client.force_login(stranger)
    url = reverse("people:consent_withdrawal", args=[consent.pk])
    assert client.post(url).status_code == 404


def test_the_centre_publishes_on_the_page(client, director, texts):
    for text in texts.values():
        give_consent(director, text, by=director)
    client.force_login(director)
    new = {"purpose": "terms", "title": "约定", "title_en": "Terms", "data": "无",
           "data_en": "none", "text": "新", "text_en": "new", "is_required": "on"}  # fmt: skip
    assert client.post(reverse("people:texts"), new).status_code == 302
    assert ConsentText.objects.current().get(purpose="terms").version == 2
