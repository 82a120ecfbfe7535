import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import (
    TeamExists,
    TeamRetired,
    change_team,
    create_team,
    join_team,
    leave_team,
    retire_team,
    set_capacity,
)
from tongxin.people.models import Person, Team


def test_a_team_is_founded_once_at_its_place(officer, town, team):
    with pytest.raises(TeamExists):
        create_team(name="阳羡讲师团", at=town, by=officer)


def test_its_leader_holds_the_leaders_powers_for_it_alone(leader, team, officer, town):
    other = create_team(name="另一队", at=town, by=officer)
    person = Person.objects.get(pk=leader.pk)
    assert person.may_for("service.compose", team=team)
    assert not person.may_for("service.compose", team=other)


def test_a_leader_chooses_members_but_does_not_close_the_team(leader, team, resident):
    leader = Person.objects.get(pk=leader.pk)
    join_team(team, resident, by=leader)
    assert team.memberships.count() == 2
    with pytest.raises(NotAllowed):
        retire_team(team, by=leader)


def test_joining_twice_changes_the_role(team, resident, officer):
    join_team(team, resident, by=officer)
    join_team(team, resident, role="deputy", by=officer)
    assert team.memberships.get(person=resident).role == "deputy"


def test_everyone_may_leave(team, resident, officer):
    membership = join_team(team, resident, by=officer)
    leave_team(membership, by=resident)
    leave_team(membership, by=resident)
    assert Entry.objects.filter(verb="team.left").count() == 1


def test_a_stranger_may_not(team, resident, stranger, officer, town):
    membership = join_team(team, resident, by=officer)
    for deed in (
        lambda: join_team(team, stranger, by=stranger),
        lambda: leave_team(membership, by=stranger),
        lambda: retire_team(team, by=stranger),
        lambda: create_team(name="x", at=town, by=stranger),
        lambda: change_team(team, name="x", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_closed_team_takes_nobody_and_leads_nothing(team, leader, resident, officer):
    retire_team(team, by=officer)
    retire_team(team, by=officer)
    assert Entry.objects.filter(verb="team.retired").count() == 1
    with pytest.raises(TeamRetired):
        join_team(team, resident, by=officer)
    assert not Person.objects.get(pk=leader.pk).teams_led


def test_a_team_is_renamed(team, officer):
    assert change_team(team, name="新名字", by=officer).name == "新名字"


def test_the_desk_founds_names_members_and_closes(client, officer, resident, town):
    client.force_login(officer)
    made = client.post(reverse("people:teams"), {"name": "夕阳红", "place": "丁蜀镇"})
    team = Team.objects.get(name="夕阳红")
    assert made.url == reverse("people:team", args=[team.pk])
    url = reverse("people:members", args=[team.pk])
    client.post(url, {"who": "138 0000 0001", "role": "leader"})
    assert team.memberships.get().person == resident
    client.post(reverse("people:removal", args=[team.memberships.get().pk]))
    assert team.memberships.count() == 0
    client.post(reverse("people:team_retirement", args=[team.pk]))
    assert Team.objects.get(pk=team.pk).retired_at


def test_the_desk_says_when_nobody_is_found(client, officer, team):
    client.force_login(officer)
    url = reverse("people:members", args=[team.pk])
    page = client.post(url, {"who": "nobody-here", "role": "member"})
    assert page.status_code == 422
    assert "nobody-here" in page.content.decode()


def test_a_team_of_another_town_is_not_found(client, team, make_person, other_town):
    client.force_login(make_person("officer-2", "officer", other_town))
    assert client.get(reverse("people:team", args=[team.pk])).status_code == 404


def test_the_page_of_a_leader_opens(client, leader, team):
    client.force_login(leader)
    assert client.get(reverse("people:teams")).status_code == 200
    assert client.get(reverse("people:team", args=[team.pk])).status_code == 200


def test_a_leader_says_how_many_the_team_can_send(client, leader, team):
    client.force_login(leader)
    url = reverse("people:team_capacity", args=[team.pk])
    assert client.post(url, {"people": "12"}).status_code == 302
    assert Team.objects.get(pk=team.pk).capacity == 12
    line = Entry.objects.get(verb="team.capacity_set")
    assert (line.facts["before"], line.facts["people"]) == (None, 12)
    assert client.post(url, {"people": "0"}).status_code == 422
    assert 'value="12"' in client.get(reverse("people:team", args=[team.pk])).content.decode()


def test_nobody_else_says_it(stranger, team):
    with pytest.raises(NotAllowed):
        set_capacity(team, 3, by=stranger)
