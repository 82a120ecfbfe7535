"""Calendars by secret link (RFC 5545): one's own, a team's, a station's."""

import icalendar
import pytest

from tongxin.errors import NotAllowed
from tongxin.menu.actions import (
    book,
    cancel_booking,
    renew_calendar_feed,
    renew_station_feed,
    renew_team_feed,
)


def events(client, feed):
    body = client.get(f"/calendar/{feed.secret}.ics").content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def test_a_cancelled_booking_is_cancelled_in_the_calendar_under_a_higher_sequence(
    client, make_session, resident
):
    session = make_session()
    feed = renew_calendar_feed(by=resident)
    seen = []
    booking = book(session, person=resident, by=resident)
    seen.append(events(client, feed)[0])
    cancel_booking(booking, by=resident)
    seen.append(events(client, feed)[0])
    book(session, person=resident, by=resident)
    seen.append(events(client, feed)[0])
    assert [str(event["status"]) for event in seen] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({str(event["uid"]) for event in seen}) == 1
    steps = [int(event["sequence"]) for event in seen]
    assert steps == sorted(set(steps))


def test_an_offered_seat_is_tentative(client, make_session, resident, stranger):
    session = make_session(seats=1)
    first = book(session, person=stranger, by=stranger)
    book(session, person=resident, by=resident)
    feed = renew_calendar_feed(by=resident)
    assert events(client, feed) == []
    cancel_booking(first, by=stranger)
    assert str(events(client, feed)[0]["status"]) == "TENTATIVE"


def test_times_are_in_utc_and_texts_escaped(client, make_service, make_session, resident):
    service = make_service(title="防诈骗；逗号,分号; 反斜线\\ 𠮷 😀 " + "长" * 40)
    session = make_session(service=service, venue="一楼, 东")
    book(session, person=resident, by=resident)
    (event,) = events(client, renew_calendar_feed(by=resident))
    assert str(event["summary"]) == service.title
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert "一楼, 东" in str(event["location"])


def test_a_team_and_a_station_have_a_roster_without_names(
    client, make_session, resident, leader, team, steward, village
):
    session = make_session()
    book(session, person=resident, by=resident)
    for feed in (renew_team_feed(team, by=leader), renew_station_feed(village, by=steward)):
        (event,) = events(client, feed)
        assert "1/2" in str(event["description"]).replace(" ", "")
        assert resident.name not in str(event["description"])


def test_only_the_team_and_the_station_make_their_links(team, village, stranger):
    with pytest.raises(NotAllowed):
        renew_team_feed(team, by=stranger)
    with pytest.raises(NotAllowed):
        renew_station_feed(village, by=stranger)


def test_the_desk_makes_links_for_ones_own_only(client, leader, team, steward, village, stranger):
    client.force_login(leader)
    assert client.post(f"/desk/teams/{team.pk}/feed").status_code == 302
    assert ".ics" in client.get("/desk/menu/feeds").content.decode()
    client.force_login(steward)
    assert client.post(f"/desk/stations/{village.code}/feed").status_code == 302
    assert client.post(f"/desk/teams/{team.pk}/feed").status_code == 404
    client.force_login(stranger)
    assert client.get("/desk/menu/feeds").status_code == 404
    assert client.post(f"/desk/stations/{village.code}/feed").status_code == 404
