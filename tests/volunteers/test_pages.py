"""The pages of the register: what each shows, to whom, and at what cost."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.volunteers.conftest import identity
from tongxin.volunteers import weeks
from tongxin.volunteers.actions import add_blackout, claim, invite, suspend
from tongxin.volunteers.models import Qualification, Volunteer


def test_a_stranger_is_led_to_sign_up_and_back(client):
    page = client.get(reverse("volunteers:about"))
    assert "signup" in page.content.decode()
    assert "next=%2Fme%2Fvolunteer%2Fjoin" in page.content.decode()


def test_joining_takes_one_form(as_, resident, agreed):
    client = as_(resident)
    assert client.get(reverse("volunteers:mine")).headers["Location"].endswith("/join")
    told = {"identity": identity(date(1985, 5, 5)), "home": "洋渚村", "agree": "on"}
    answer = client.post(reverse("volunteers:join"), told)
    assert answer.headers["Location"] == reverse("volunteers:mine")
    mine = client.get(reverse("volunteers:mine")).content.decode()
    assert Volunteer.objects.get(person=resident).number in mine


def test_a_wrong_number_is_shown_beside_the_form(as_, resident, agreed):
    told = {"identity": "320282198505050011", "home": "洋渚村", "agree": "on"}
    answer = as_(resident).post(reverse("volunteers:join"), told)
    assert answer.status_code == 422
    assert not Volunteer.objects.exists()


def test_the_invited_see_who_invites_and_may_decline(as_, steward, village, agreed):
    invited = invite(name="李四", phone="13800000099", home=village, by=steward)
    client = as_(invited.person)
    assert client.get(reverse("volunteers:join")).status_code == 200
    client.post(reverse("volunteers:departure"))
    invited.refresh_from_db()
    assert invited.state == "left"


def test_an_offer_is_said_on_one_page(as_, volunteer):
    client = as_(volunteer.person)
    assert client.get(reverse("volunteers:offer")).status_code == 200
    told = {"parts": ["2", "5"], "reach_km": 8, "weekly_cap": 2, "prefers": ["screening"],
            "skills": ["driving"], "languages": ["yixing"]}  # fmt: skip
    assert client.post(reverse("volunteers:offer"), told).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.availability == weeks.bit(0, 2) | weeks.bit(1, 2)
    assert client.post(reverse("volunteers:offer"), told | {"parts": []}).status_code == 422


def test_days_away_and_emergency_contact(as_, volunteer):
    client, today = as_(volunteer.person), timezone.localdate()
    days = {"starts_on": today, "ends_on": today + timedelta(days=1)}
    client.post(reverse("volunteers:away"), days)
    assert str(today) in client.get(reverse("volunteers:away")).content.decode()
    client.post(reverse("volunteers:away_removal", args=[volunteer.blackouts.get().pk]))
    assert not volunteer.blackouts.exists()
    told = {"name": "王强", "phone": "13900000001"}
    client.post(reverse("volunteers:emergency"), told)
    volunteer.refresh_from_db()
    assert volunteer.emergency["name"] == "王强"


def test_a_certificate_is_handed_in_seen_and_taken_back(as_, volunteer, kinds, stranger):
    client, file = as_(volunteer.person), BytesIO()
    Image.new("RGB", (9, 9)).save(file, "PNG")
    file.name = "c.png"
    file.seek(0)
    told = {"kind": "nurse", "number": "N1", "proof": file}
    assert client.post(reverse("volunteers:certificates"), told).status_code == 302
    claimed = Qualification.objects.get()
    proof = reverse("volunteers:certificate_proof", args=[claimed.pk])
    shown = client.get(proof)
    assert shown.headers["Cache-Control"] == "no-store"
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    assert as_(stranger).get(proof).status_code == 404
    client = as_(volunteer.person)
    client.post(reverse("volunteers:certificate_removal", args=[claimed.pk]))
    assert not Qualification.objects.exists()


def test_the_register_shows_masked_names_and_only_own_places(
    as_, volunteer, make_volunteer, other_village, steward, stranger
):
    elsewhere = make_volunteer("far", home=other_village)
    page = as_(steward).get(reverse("volunteers:register")).content.decode()
    assert volunteer.number in page
    assert elsewhere.number not in page
    assert "王丽" not in page
    assert as_(stranger).get(reverse("volunteers:register")).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"q": "王"}, True), ({"q": "13800000031"}, True), ({"q": "yx2"}, True), ({"q": "丽"}, False),
     ({"state": "invited"}, False), ({"state": "active"}, True), ({"place": "和桥镇"}, False),
     ({"part": "0"}, True), ({"kind": "nurse"}, False), ({"skill": "driving"}, False),
     ({"prefers": "screening"}, False), ({"q": identity(date(1985, 5, 5))}, True)],
)  # fmt: skip
def test_the_register_is_narrowed(as_, volunteer, director, kinds, other_town, asked, found):
    page = as_(director).get(reverse("volunteers:register"), asked).content.decode()
    assert (volunteer.number in page) is found


def test_the_register_costs_the_same_for_one_and_for_many(
    as_, volunteer, make_volunteer, director, django_assert_max_num_queries
):
    client, address = as_(director), reverse("volunteers:register")
    client.get(address)
    for n in range(12):
        make_volunteer(f"more-{n}")
    with django_assert_max_num_queries(20):
        assert client.get(address).status_code == 200


def test_a_page_of_a_volunteer_is_for_who_works_with_them(
    as_, volunteer, steward, stranger, kinds, officer
):
    claim(volunteer, kinds["nurse"], by=volunteer.person)
    address = reverse("volunteers:volunteer", args=[volunteer.pk])
    assert "王丽" not in as_(steward).get(address).content.decode()
    assert as_(stranger).get(address).status_code == 404


def test_the_desk_suspends_and_lifts(as_, volunteer, officer):
    client = as_(officer)
    there = [volunteer.pk]
    client.post(reverse("volunteers:suspension", args=there), {"reason": "多次无故缺勤"})
    volunteer.refresh_from_db()
    assert volunteer.state == "suspended"
    bare = client.post(reverse("volunteers:suspension", args=there), {"reason": ""})
    assert bare.status_code == 422
    client.post(reverse("volunteers:lifting", args=there))
    volunteer.refresh_from_db()
    assert volunteer.state == "active"


def test_the_suspended_read_why(as_, volunteer, officer):
    suspend(volunteer, reason="多次无故缺勤", by=officer)
    page = as_(volunteer.person).get(reverse("volunteers:mine"))
    assert "多次无故缺勤" in page.content.decode()


def test_the_desk_invites(as_, steward, village):
    told = {"name": "李四", "phone": "13800000099", "home": "洋渚村"}
    assert as_(steward).post(reverse("volunteers:invitation"), told).status_code == 302
    assert Volunteer.objects.get().state == "invited"


def test_what_the_register_holds_is_in_ones_export(volunteer):
    from tongxin.people.actions import export_person

    taken = export_person(volunteer.person, by=volunteer.person)["volunteer"]
    assert taken["number"] == volunteer.number


def test_certificates_that_wait_are_paged_and_cost_the_same_for_many(
    as_, volunteer, make_volunteer, kinds, director, monkeypatch, django_assert_max_num_queries
):
    from tongxin.volunteers.views import verifying

    monkeypatch.setattr(verifying, "PAGE", 3)
    claims = [claim(make_volunteer(f"more-{n}"), kinds["nurse"], by=director) for n in range(5)]
    client, address = as_(director), reverse("volunteers:queue")
    client.get(address)
    with django_assert_max_num_queries(7):
        first = client.get(address).content.decode()
    later = client.get(address, {"after": claims[2].pk}).content.decode()
    shown = [f"/desk/certificates/{one.pk}/" for one in claims]
    assert [one in first for one in shown] == [True, True, True, False, False]
    assert [one in later for one in shown] == [False, False, False, True, True]


def test_ones_own_page_costs_the_same_for_little_and_for_much(
    as_, volunteer, kinds, officer, django_assert_max_num_queries
):
    today = timezone.localdate()
    for n, kind in enumerate(kinds.values()):
        claim(volunteer, kind, by=volunteer.person)
        add_blackout(volunteer, starts_on=today, ends_on=today + timedelta(days=n),
                     by=volunteer.person)  # fmt: skip
    client = as_(volunteer.person)
    client.get(reverse("volunteers:mine"))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("volunteers:mine")).status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"),
    [({"place": "丁蜀镇"}, True), ({"place": "丁蜀镇", "age": "middle"}, True),
     ({"place": "洋渚村"}, True), ({"place": "宜兴市"}, True), ({"place": "和桥镇"}, False),
     ({"place": "和桥镇", "part": "0"}, False)],
)  # fmt: skip
def test_a_place_holds_all_below_it_however_it_is_asked(
    as_, volunteer, director, other_town, asked, found
):
    page = as_(director).get(reverse("volunteers:register"), asked).content.decode()
    assert (volunteer.number in page) is found


def test_while_one_types_only_the_first_few_come(as_, director, make_volunteer):
    """htmx gets the first rows alone, masked; a browser gets the page with everybody in it."""
    for n in range(12):
        make_volunteer(f"typed-{n}", name="王某某")
    client, address = as_(director), reverse("volunteers:register")
    part = client.get(address, {"q": "王"}, headers={"HX-Request": "true"}).content.decode()
    whole = client.get(address, {"q": "王"}).content.decode()
    assert "<html" not in part
    assert "王某某" not in part
    assert (part.count("row-title"), whole.count("<tr><td")) == (8, 12)
    nobody = client.get(address, {"q": "没有"}, headers={"HX-Request": "true"}).content.decode()
    assert "row-title" not in nobody
