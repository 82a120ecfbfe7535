from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    AlreadyGranted,
    RoleAboveOwn,
    UnknownRole,
    give_grant,
    robot,
    withdraw_grant,
)
from tongxin.people.models import Grant, Person


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_a_role_holds_at_its_place_and_below(officer, resident, town, village, other_town):
    give_grant(resident, role="steward", at=town, by=officer)
    assert fresh(resident).may("need.triage", at=village)
    assert not fresh(resident).may("need.triage", at=other_town)
    assert Entry.objects.filter(verb="grant.given", on=f"person:{resident.pk}").count() == 1


def test_a_role_is_given_once(officer, resident, town):
    give_grant(resident, role="steward", at=town, by=officer)
    with pytest.raises(AlreadyGranted):
        give_grant(resident, role="steward", at=town, by=officer)


@pytest.mark.parametrize("role", ["director", "auditor"])
def test_nobody_gives_more_than_they_hold(officer, resident, town, role):
    with pytest.raises(RoleAboveOwn):
        give_grant(resident, role=role, at=town, by=officer)


def test_nobody_makes_themselves_more(officer, town):
    with pytest.raises(RoleAboveOwn):
        give_grant(officer, role="director", at=town, by=officer)


def test_not_beyond_ones_own_place(officer, resident, other_town, city):
    for place in (other_town, city):
        with pytest.raises(NotAllowed):
            give_grant(resident, role="steward", at=place, by=officer)


def test_a_steward_and_a_stranger_give_nothing(steward, stranger, resident, village):
    for somebody in (steward, stranger):
        with pytest.raises(NotAllowed):
            give_grant(resident, role="steward", at=village, by=somebody)


def test_an_unknown_role_is_named(director, resident, city):
    with pytest.raises(UnknownRole, match="king"):
        give_grant(resident, role="king", at=city, by=director)


def test_a_role_ends_at_its_time(officer, resident, town, village):
    past = timezone.now() - timedelta(seconds=1)
    give_grant(resident, role="steward", at=town, by=officer, until=past)
    assert not fresh(resident).may("need.triage", at=village)


def test_withdrawing_twice_is_withdrawing_once(officer, resident, town):
    grant = give_grant(resident, role="steward", at=town, by=officer)
    first = withdraw_grant(grant, by=officer).until
    assert withdraw_grant(grant, by=officer).until == first
    assert Entry.objects.filter(verb="grant.withdrawn").count() == 1


def test_an_officer_does_not_take_the_directors_role(officer, director, town, make_person):
    boss = make_person("boss", home=town)
    grant = give_grant(boss, role="director", at=town, by=robot("installer"))
    with pytest.raises(RoleAboveOwn):
        withdraw_grant(grant, by=officer)


def test_the_desk_gives_and_withdraws(client, officer, resident, town):
    client.force_login(officer)
    url = reverse("people:grants", args=[resident.pk])
    assert client.post(url, {"role": "steward", "place": "丁蜀镇"}).status_code == 302
    grant = Grant.objects.get(person=resident)
    client.post(reverse("people:grant_withdrawal", args=[grant.pk]))
    assert not fresh(resident).roles_held


@pytest.mark.parametrize("asked", [
    {"role": "director", "place": "丁蜀镇"}, {"role": "steward", "place": "和桥镇"},
    {"role": "steward", "place": "月球"}, {"role": "", "place": ""},
])  # fmt: skip
def test_the_desk_explains_what_it_refuses(client, officer, resident, other_town, asked):
    client.force_login(officer)
    page = client.post(reverse("people:grants", args=[resident.pk]), asked)
    assert page.status_code == 422
    assert not Grant.objects.filter(person=resident).exists()


def test_a_grant_elsewhere_is_not_found(client, officer, director):
    client.force_login(officer)
    grant = director.grants.get()
    assert client.post(reverse("people:grant_withdrawal", args=[grant.pk])).status_code == 404
