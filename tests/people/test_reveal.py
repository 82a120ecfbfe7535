import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import NothingToReveal, ReasonNeeded, reveal, set_identity


def test_a_reveal_has_a_reason_and_a_journal_line(resident, steward, village):
    assert reveal(resident, "phone", reason="核实地址", by=steward) == "13800000001"
    entry = Entry.objects.get(verb="person.revealed")
    assert (entry.reason, entry.facts, entry.place) == (
        "核实地址",
        {"field": "phone"},
        village.path,
    )
    assert "13800000001" not in str(entry.said())


@pytest.mark.parametrize("reason", ["", "  ", "看"])
def test_without_a_reason_nothing_is_shown(resident, steward, reason):
    with pytest.raises(ReasonNeeded):
        reveal(resident, "phone", reason=reason, by=steward)
    assert not Entry.objects.filter(verb="person.revealed").exists()


@pytest.mark.parametrize("field", ["identity", "password", "phone_sealed"])
def test_only_named_fields_that_are_filled(resident, steward, field):
    with pytest.raises(NothingToReveal):
        reveal(resident, field, reason="核实地址", by=steward)


def test_not_for_strangers_nor_for_stewards_elsewhere(
    resident, stranger, make_person, other_village
):
    elsewhere = make_person("steward-2", "steward", other_village)
    for somebody in (stranger, elsewhere, resident):
        with pytest.raises(NotAllowed):
            reveal(resident, "phone", reason="核实地址", by=somebody)


def test_pages_show_masks_until_the_reason_is_given(client, resident, steward):
    set_identity(resident, "11010519491231002X", by=resident)
    client.force_login(steward)
    page = client.get(reverse("people:person", args=[resident.pk])).content.decode()
    assert "138****0001" in page
    assert "13800000001" not in page
    assert "19491231" not in page
    assert "吴阿姨" not in page
    url = reverse("people:reveal", args=[resident.pk])
    shown = client.post(url, {"field": "phone", "reason": "核实地址"})
    assert "13800000001" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    refused = client.post(url, {"field": "phone", "reason": ""})
    assert refused.status_code == 422
    assert "13800000001" not in refused.content.decode()


def test_people_elsewhere_are_not_found(client, resident, make_person, other_village):
    client.force_login(make_person("steward-2", "steward", other_village))
    assert client.get(reverse("people:person", args=[resident.pk])).status_code == 404
    url = reverse("people:reveal", args=[resident.pk])
    assert client.post(url, {"field": "phone", "reason": "核实地址"}).status_code == 404


@pytest.mark.parametrize("words", ["13800000001", "138 0000 0001", "阿姨", "auntie"])
def test_people_are_found_by_phone_and_name(client, resident, steward, words):
    client.force_login(steward)
    page = client.get(reverse("people:people"), {"q": words}).content.decode()
    assert reverse("people:person", args=[resident.pk]) in page


def test_people_are_found_by_identity_number(client, resident, steward):
    set_identity(resident, "11010519491231002X", by=resident)
    client.force_login(steward)
    page = client.get(reverse("people:people"), {"q": "11010519491231002x"}).content.decode()
    assert reverse("people:person", args=[resident.pk]) in page


def test_the_search_stays_within_ones_places(client, resident, make_person, other_village):
    client.force_login(make_person("steward-2", "steward", other_village))
    page = client.get(reverse("people:people"), {"q": "13800000001"}).content.decode()
    assert reverse("people:person", args=[resident.pk]) not in page
