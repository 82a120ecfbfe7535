"""Every page of people and of the register asks as often for many rows as for two."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.counting import dearer
from tests.volunteers.test_rolls import HEAD, WANG
from tongxin.people import actions as people
from tongxin.volunteers import actions
from tongxin.volunteers.actions.rolls import receive_roll
from tongxin.volunteers.models import Roll

MINE = ["/me/", "/me/data", "/me/consents/", "/me/children", "/me/volunteer/",
        "/me/volunteer/offer", "/me/volunteer/start", "/me/volunteer/away/",
        "/me/volunteer/certificates/"]  # fmt: skip
DESK = ["/desk/volunteers/", "/desk/volunteers/map", "/desk/volunteers/duplicates/",
        "/desk/volunteers/invitation", "/desk/volunteers/lists/", "/desk/volunteers/lists/{roll}/",
        "/desk/volunteers/{volunteer}/", "/desk/certificates/", "/desk/people/",
        "/desk/people/{person}/", "/desk/teams/", "/desk/teams/{team}/", "/desk/units/",
        "/desk/keys/", "/desk/consents/", "/desk/journal/", "/api/volunteers/"]  # fmt: skip


@pytest.fixture
def grow(volunteer, make_volunteer, make_person, kinds, guardian, team, director, officer, steward,
         village, town, tmp_path):  # fmt: skip
    """`grow(n)`: n more of everything the pages list, most of it of `volunteer`."""
    born, today = [], timezone.localdate()

    def more():
        n = len(born)
        other = make_volunteer(f"more-{n}", name=f"志愿者{n}")
        actions.invite(name=f"志愿者{n}", phone=f"1390000{n:04}", home=village, by=steward)
        actions.claim(other, kinds["nurse"], number=f"N{n}", by=other.person)
        claimed = actions.claim(volunteer, kinds["driver"], by=volunteer.person)
        actions.refuse(claimed, reason="看不清楚", by=officer)
        day = today + timedelta(days=n)
        actions.add_blackout(volunteer, starts_on=day, ends_on=day, by=volunteer.person)
        actions.lift(actions.suspend(volunteer, reason="核实情况", by=officer), by=officer)
        people.join_team(team, other.person, by=officer)
        mine = people.create_team(name=f"队{n}", at=town, by=officer)
        people.join_team(mine, volunteer.person, role="leader", by=officer)
        people.create_unit(name=f"单位{n}", at=town, by=director)
        people.create_child(username=f"child-{n}", name="小陈", birth_date=date(2012, 1, 1),
                            relation="parent", by=guardian)  # fmt: skip
        people.make_api_key(director, label=f"平台{n}", powers=[], by=director)
        born.append(other)
        _bring(n)

    def _bring(n):
        path = tmp_path / f"roll-{n}.csv"
        path.write_text("\n".join(",".join(line) for line in [HEAD, *[WANG] * (n + 1)]))
        receive_roll(path, name=path.name, at=town, by=officer)

    def grow(count):
        for _ in range(count):
            more()

    return grow


def test_every_page_asks_as_often_for_many_as_for_two(
    as_, grow, volunteer, guardian, director, team
):
    for person in (director, guardian, volunteer.person):
        client = as_(person)
    grow(2)
    roll = Roll.objects.first()
    known = {"volunteer": volunteer.pk, "person": volunteer.person_id, "team": team.pk,
             "roll": roll.pk}  # fmt: skip
    pages = [
        *((volunteer.person, path) for path in MINE if path != "/me/children"),
        (guardian, "/me/children"),
        *((director, path.format(**known)) for path in DESK),
    ]
    assert dearer(client, pages, grow) == []
