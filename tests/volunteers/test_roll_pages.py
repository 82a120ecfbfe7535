"""Bringing a list and verifying certificates, through their pages."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.volunteers.test_rolls import HEAD, WANG
from tongxin.journal.models import Entry
from tongxin.people.actions import give_consent, texts_to_ask
from tongxin.volunteers.actions import claim
from tongxin.volunteers.models import Roll, Volunteer


@pytest.fixture
def as_(client, agreed):
    def log_in(person):
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def uploaded(as_, officer, town, village):
    lines = [HEAD, WANG, ["李四", "12", "", "", "", ""]]
    text = "\n".join(",".join(line) for line in lines)
    file = SimpleUploadedFile("roll.csv", text.encode("gb18030"))
    client = as_(officer)
    answer = client.post(reverse("volunteers:rolls"), {"file": file, "place": town.pk})
    assert answer.status_code == 302, answer.content.decode()
    return client, Roll.objects.get()


def test_a_list_is_previewed_taken_and_its_refused_lines_are_handed_back(uploaded, work):
    client, roll = uploaded
    here = reverse("volunteers:roll", args=[roll.pk])
    preview = client.get(here).content.decode()
    assert "王丽" in preview
    assert "13800000031" not in preview
    chosen = {name: place for name, place in roll.columns.items() if name != "header"}
    client.post(reverse("volunteers:roll_taking", args=[roll.pk]), chosen)
    work()
    assert Volunteer.objects.get().state == "invited"
    assert client.get(here).status_code == 200
    sheet = client.get(reverse("volunteers:roll_refused", args=[roll.pk, "csv"]))
    assert "李四" in b"".join(sheet.streaming_content).decode()
    assert client.get(reverse("volunteers:roll_refused", args=[roll.pk, "xlsx"])).status_code == 200


def test_wrong_columns_are_said_beside_the_form(uploaded):
    client, roll = uploaded
    address = reverse("volunteers:roll_columns", args=[roll.pk])
    assert client.post(address, {"name": 0}).status_code == 422
    assert client.post(address, {"name": 0, "phone": 1}).status_code == 302


def test_a_list_may_be_forgotten(uploaded):
    client, roll = uploaded
    client.post(reverse("volunteers:roll_removal", args=[roll.pk]))
    assert client.get(reverse("volunteers:rolls")).status_code == 200
    assert not Roll.objects.exists()


def test_what_is_no_list_is_said_beside_the_form(as_, officer, town):
    file = SimpleUploadedFile("roll.csv", b"")
    told = {"file": file, "place": town.pk}
    assert as_(officer).post(reverse("volunteers:rolls"), told).status_code == 422


def test_strangers_see_no_lists(uploaded, as_, steward):
    _client, roll = uploaded
    client = as_(steward)
    assert client.get(reverse("volunteers:rolls")).status_code == 403
    assert client.get(reverse("volunteers:roll", args=[roll.pk])).status_code == 403


def test_a_certificate_is_looked_at_and_verified(as_, volunteer, kinds, officer, steward):
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    claimed = claim(volunteer, kinds["nurse"], number="N1", proof=picture, by=volunteer.person)
    there = [claimed.pk]
    assert as_(steward).get(reverse("volunteers:queue")).status_code == 403
    assert as_(steward).get(reverse("volunteers:desk_proof", args=there)).status_code == 404
    client = as_(officer)
    assert volunteer.number in client.get(reverse("volunteers:queue")).content.decode()
    assert "N1" in client.get(reverse("volunteers:desk_certificate", args=there)).content.decode()
    assert Entry.objects.filter(verb="qualification.seen").count() == 1
    shown = client.get(reverse("volunteers:desk_proof", args=there))
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert client.post(reverse("volunteers:refusal", args=there), {}).status_code == 422
    client.post(reverse("volunteers:verification", args=there), {"expires_on": ""})
    claimed.refresh_from_db()
    assert claimed.state == "verified"


def test_a_refused_certificate_says_why(as_, volunteer, kinds, officer):
    claimed = claim(volunteer, kinds["nurse"], by=volunteer.person)
    as_(officer).post(reverse("volunteers:refusal", args=[claimed.pk]), {"reason": "看不清"})
    claimed.refresh_from_db()
    assert claimed.refused_because == "看不清"
