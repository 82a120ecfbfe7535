"""Where one sets out from: tapped on a map or named, kept to 500 m, without a script."""

import pytest
from django.urls import reverse

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.volunteers.actions import TooFarOut, set_start
from tongxin.volunteers.sketch import SIDE, sketch_of


def test_a_point_is_kept_no_more_exactly_than_500_m(volunteer):
    kept = set_start(volunteer, (31.26149, 119.85377), by=volunteer.person)
    assert (kept.latitude, kept.longitude) == (31.26, 119.855)
    assert "31.2" not in str(Entry.objects.get(verb="volunteer.start_set").facts)


def test_the_village_is_where_one_sets_out_from_unless_told(volunteer, village):
    set_start(volunteer, (31.3, 119.9), by=volunteer.person)
    kept = set_start(volunteer, None, by=volunteer.person)
    assert (kept.latitude, kept.longitude) == (village.latitude, village.longitude)


def test_a_point_far_outside_the_city_is_refused(volunteer):
    for point in ((39.9, 116.4), (31.26, 0.0)):
        with pytest.raises(TooFarOut):
            set_start(volunteer, point, by=volunteer.person)


def test_a_stranger_may_not(volunteer, stranger):
    with pytest.raises(NotAllowed):
        set_start(volunteer, None, by=stranger)


def test_the_sketch_finds_back_what_it_draws():
    paper = sketch_of([(31.2, 119.7), (31.4, 119.9)])
    for point in ((31.2, 119.7), (31.33, 119.81), (31.4, 119.9)):
        x, y = paper.xy(*point)
        assert 0 <= x <= SIDE
        assert 0 <= y <= SIDE
        assert paper.point(x, y) == pytest.approx(point, abs=0.0005)
    assert paper.xy(31.4, 119.9)[1] < paper.xy(31.2, 119.9)[1]  # north is up


def test_a_tap_on_the_map_is_a_point(as_, volunteer, village):
    client, address = as_(volunteer.person), reverse("volunteers:start")
    page = client.get(address).content.decode()
    assert 'type="image"' in page
    client.post(address, {"point.x": str(SIDE // 2), "point.y": str(SIDE // 2 - 80)})
    volunteer.refresh_from_db()
    assert volunteer.latitude == pytest.approx(village.latitude + 0.005, abs=0.0051)
    assert volunteer.latitude > village.latitude
    assert volunteer.longitude == pytest.approx(village.longitude, abs=0.0026)


def test_enter_on_the_keyboard_is_no_tap(as_, volunteer, village):
    client = as_(volunteer.person)
    answer = client.post(reverse("volunteers:start"), {"point.x": "0", "point.y": "0"})
    assert answer.status_code == 422
    volunteer.refresh_from_db()
    assert volunteer.latitude == village.latitude


def test_a_place_may_be_named_or_the_own_village_taken(as_, volunteer, town, village):
    client, address = as_(volunteer.person), reverse("volunteers:start")
    assert client.post(address, {"at": "丁蜀镇"}).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.latitude == pytest.approx(town.latitude, abs=0.0026)
    client.post(address, {"village": "1"})
    volunteer.refresh_from_db()
    assert volunteer.latitude == village.latitude
    assert client.post(address, {"at": "桃花源"}).status_code == 422


def test_the_map_is_a_picture_of_stations_with_the_own_point(as_, volunteer, village):
    client, address = as_(volunteer.person), reverse("volunteers:start_map")
    for query in ({}, {"city": ""}):
        answer = client.get(address, query)
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.count(b"<path") == 1
        assert answer.content.count(b"<circle") == 1


def test_who_is_no_volunteer_has_no_start(as_, stranger, agreed):
    assert as_(stranger).get(reverse("volunteers:start")).status_code == 404
