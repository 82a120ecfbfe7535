"""Pairs that look like one human: found, shown side by side, merged or held apart by a person."""

from datetime import date

import pytest
from django.urls import reverse

from tongxin.people.actions import set_birth_date
from tongxin.volunteers.actions import hold_apart, invite
from tongxin.volunteers.duplicates import suspected
from tongxin.volunteers.models import Apart, Volunteer


@pytest.fixture
def twin(volunteer, village, steward):
    """The same woman in the same village, entered by her station with another phone."""
    return invite(name="王丽", phone="13800000032", home=village, by=steward)


@pytest.fixture
def desk(as_, agreed, director):
    return as_(director)


def pairs(viewer, **asked):
    return [(pair.kept, pair.gone) for pair in suspected(viewer, **asked)[0]]


def test_one_name_in_one_village_is_a_pair_and_the_checked_one_stays(volunteer, twin, director):
    assert pairs(director) == [(volunteer, twin)]


def test_two_dates_of_birth_are_two_people(volunteer, twin, director, officer):
    set_birth_date(twin.person, date(1991, 1, 1), by=officer)
    assert pairs(director) == []
    set_birth_date(twin.person, volunteer.person.birth_date, by=officer)
    assert pairs(director) == [(volunteer, twin)]


def test_two_identity_numbers_or_another_village_are_no_pair(
    volunteer, make_volunteer, steward, other_village, officer, director
):
    make_volunteer("wang-2", name="王丽", phone="13800000033")
    invite(name="王丽", phone="13800000034", home=other_village, by=director)
    assert pairs(director) == []


def test_who_is_held_apart_is_not_shown_again(volunteer, twin, director):
    hold_apart(twin, volunteer, by=director)
    assert pairs(director) == []


def test_a_name_is_searched_by_its_beginning(volunteer, twin, director):
    assert pairs(director, q="王") == [(volunteer, twin)]
    assert pairs(director, q="李") == []


def test_names_are_looked_at_in_parts(volunteer, twin, director, village, steward, monkeypatch):
    from tongxin.volunteers import duplicates

    for n, name in enumerate(("李四", "李四", "张三", "张三")):
        invite(name=name, phone=f"1380000004{n}", home=village, by=steward)
    monkeypatch.setattr(duplicates, "NAMES", 1)
    seen, after = [], ""
    while True:
        some, after = suspected(director, after=after, most=1)
        seen += [pair.kept.person.name for pair in some]
        if not after:
            break
    assert sorted(seen) == sorted(["李四", "张三", "王丽"])


def test_the_list_shows_masked_names_to_who_may_merge_only(desk, volunteer, twin, as_, officer):
    page = desk.get(reverse("volunteers:duplicates")).content.decode()
    assert volunteer.number in page
    assert twin.number in page
    assert "王丽" not in page
    client = as_(officer)
    assert client.get(reverse("volunteers:duplicates")).status_code == 403
    there = reverse("volunteers:pair", args=[volunteer.pk, twin.pk])
    assert client.get(there).status_code == 403


def test_the_list_says_why_and_leads_to_the_two_side_by_side(desk, volunteer, twin):
    desk.cookies["language"] = "en"
    page = desk.get(reverse("volunteers:duplicates")).content.decode()
    assert reverse("volunteers:pair", args=[volunteer.pk, twin.pk]) in page
    assert "<span>same name and village, one without a date of birth</span>" in page
    assert 'data-tone="done">active<' in page
    assert 'data-tone="waiting">invited<' in page
    assert "王**" not in desk.get(reverse("volunteers:duplicates"), {"q": "李"}).content.decode()


def test_two_are_merged_from_the_page_with_a_reason(desk, volunteer, twin):
    there = [volunteer.pk, twin.pk]
    assert desk.get(reverse("volunteers:pair", args=there)).status_code == 200
    told = {"kept": str(volunteer.pk), "reason": ""}
    assert desk.post(reverse("volunteers:merging", args=there), told).status_code == 422
    wrong = {"kept": str(twin.pk), "reason": "同一人"}
    assert desk.post(reverse("volunteers:merging", args=there), wrong).status_code == 422
    answer = desk.post(reverse("volunteers:merging", args=there), told | {"reason": "同一人"})
    assert answer.headers["Location"] == reverse("volunteers:volunteer", args=[volunteer.pk])
    twin.refresh_from_db()
    assert twin.merged_into == volunteer


def test_two_are_held_apart_from_the_page(desk, volunteer, twin):
    desk.post(reverse("volunteers:apartness", args=[twin.pk, volunteer.pk]))
    assert Apart.objects.get().first == volunteer
    assert Volunteer.objects.open().count() == 2


def test_any_two_are_put_side_by_side_by_number(desk, volunteer, twin):
    there = reverse("volunteers:twin", args=[volunteer.pk])
    answer = desk.get(there, {"number": twin.number.lower()})
    assert answer.headers["Location"] == reverse("volunteers:pair", args=[volunteer.pk, twin.pk])
    answer = desk.get(there, {"number": volunteer.number})
    assert answer.headers["Location"] == reverse("volunteers:volunteer", args=[volunteer.pk])


def test_the_list_costs_the_same_for_one_pair_and_for_many(
    desk, volunteer, twin, village, steward, django_assert_max_num_queries
):
    address = reverse("volunteers:duplicates")
    desk.get(address)
    for n in range(8):
        invite(name="王丽", phone=f"1390000004{n}", home=village, by=steward)
    with django_assert_max_num_queries(10):
        assert desk.get(address).status_code == 200
