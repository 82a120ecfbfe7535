"""Calendars by secret link: one's own, a team's, a station's; they follow what changes."""

from datetime import timedelta

import icalendar
import pytest

from tongxin.errors import NotAllowed
from tongxin.rosters import actions


def entries(client, feed):
    """Return {uid: entry} of what a calendar programme reads."""
    body = client.get(f"/rosters/{feed.secret}.ics").content
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(body).walk("VEVENT")}


def test_a_moved_shift_moves_in_the_calendar_of_who_is_in_it(client, make_shift, hands, officer):
    shift = make_shift()
    actions.join(shift, by=hands[0])
    feed = actions.renew_feed(by=hands[0])
    (before,) = entries(client, feed).values()
    later = shift.starts_at + timedelta(hours=5)
    actions.change_shift(shift, starts_at=later, ends_at=later + timedelta(hours=2), by=officer)
    (after,) = entries(client, feed).values()
    assert (before["UID"], after["DTSTART"].dt) == (after["UID"], later.replace(microsecond=0))
    assert after["SEQUENCE"] > before["SEQUENCE"]
    actions.cancel_shift(shift, reason="停", by=officer)
    (gone,) = entries(client, feed).values()
    assert gone["STATUS"] == "CANCELLED"
    assert gone["SEQUENCE"] > after["SEQUENCE"]


def test_a_team_and_a_station_see_their_shifts_and_how_full_they_are(
    client, make_shift, team, leader, crew, officer, other_village
):
    shift = make_shift(places=3)
    other = make_shift(title="外镇的岗")
    actions.bring(shift, part=shift.post.parts.get(), team=team, people=crew[:1], by=leader)
    of_team = entries(client, actions.renew_team_feed(team, by=leader))
    station = entries(client, actions.renew_station_feed(shift.post.place, by=officer))
    assert set(of_team) == {uid for uid in station if str(shift.uid) in uid}
    assert any(str(other.uid) in uid for uid in station)
    assert all("1" in str(entry["DESCRIPTION"]) for entry in of_team.values())
    with pytest.raises(NotAllowed):
        actions.renew_station_feed(other_village, by=officer)


def test_a_new_link_ends_the_old_one(client, make_shift, hands):
    old = actions.renew_feed(by=hands[0]).secret
    new = actions.renew_feed(by=hands[0]).secret
    assert client.get(f"/rosters/{old}.ics").status_code == 404
    assert client.get(f"/rosters/{new}.ics").status_code == 200
