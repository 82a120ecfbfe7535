"""What fits one, found the quick way, is what the slow way finds; and it is never old for long."""

import random
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from tests.rosters import slow
from tests.volunteers.conftest import kinds  # noqa: F401
from tongxin.places.actions import declare_level
from tongxin.places.models import Place
from tongxin.rosters import actions, fitting, offering
from tongxin.volunteers.actions import add_blackout, suspend
from tongxin.volunteers.models import Volunteer

ADDRESS = "/shifts/for-me"
CHANCE = random.Random(2020)


@pytest.fixture
def crowded(make_post, officer, director, hands, kinds):  # noqa: F811
    """A board of shifts of every kind, some of them full, some in a village of another town."""
    said = [
        {}, {"kind": "checkpoint", "is_risky": True}, {"needs_insurance": True},
        {"is_offline": False},
        {"parts": [{"name": "护士", "minimum": 1, "maximum": 1, "qualification": kinds["nurse"]},
                   {"name": "引导员", "minimum": 1, "maximum": 1}]},
        {"places": 1},
    ]  # fmt: skip
    posts = [make_post(**{"places": 2} | one, title=f"岗位{n}") for n, one in enumerate(said)]
    for n, post in enumerate(posts):
        start = timezone.now() + timedelta(hours=30 + 5 * n)
        times = [(start + timedelta(hours=20 * k), start + timedelta(hours=21 * k + 1))
                 for k in range(4)]  # fmt: skip
        actions.add_shifts(post, times=times, by=officer)
    actions.join(posts[-1].shifts.order_by("starts_at").first(), by=hands[0])
    return posts


@pytest.fixture
def everybody(make_volunteer, hands, director, officer):
    """Volunteers of every kind."""
    villages = list(Place.objects.stations())
    made = []
    for n in range(14):
        person = make_volunteer(
            f"any-{n}", passed=n % 5 != 0, born=CHANCE.choice([date(1990, 5, 1), date(2010, 5, 1)]),
            home=CHANCE.choice([*villages, None]),
            latitude=CHANCE.choice([None, 31.26, 31.4]), weekly_cap=CHANCE.choice([1, 7]),
            availability=CHANCE.randrange(2**21), prefers=CHANCE.choice([[], ["publicity"]]),
            reach_km=CHANCE.choice([1, 40]),
        )  # fmt: skip
        made.append(person.volunteer)
    today = timezone.localdate()
    add_blackout(made[1], starts_on=today, ends_on=today + timedelta(days=2), by=made[1].person)
    suspend(made[2], reason="核实情况", by=director)
    return [*made, *(hand.volunteer for hand in hands)]


def told(fits):
    return [(fit.shift.pk, fit.part.pk, fit.km, fit.unlike, fit.why_not) for fit in fits]


def test_the_quick_way_finds_what_the_slow_way_finds(crowded, everybody, city, director):
    found = 0
    for most in (3, 40):
        for volunteer in everybody:
            volunteer = Volunteer.objects.select_related("person__home").get(pk=volunteer.pk)
            now = timezone.now()
            fits, others = fitting.for_me(volunteer.person_id, now, most=most)
            good, bad = slow.for_me(volunteer, now, most)
            assert told(fits) == [(s.pk, p.pk, km, un, ()) for s, p, km, _why, un in good]
            assert told(others) == [(s.pk, p.pk, km, (), no) for s, p, km, no in bad]
            for fit, (*_rest, reasons, _un) in zip(fits, good, strict=True):
                assert len(fit.reasons) == len(reasons)
            found += len(fits) * len(others)
    assert found > 100


def test_a_level_declared_is_seen_within_moments(crowded, everybody, city, director):
    volunteer = everybody[-1]
    assert fitting.for_me(volunteer.person_id, timezone.now())[0]
    declare_level(city, level=1, since=timezone.now(), source="通告", by=director)
    caches["template_fragments"].delete(offering.STAMP)  # as the clock does
    good, _bad = slow.for_me(volunteer, timezone.now())
    assert len(fitting.for_me(volunteer.person_id, timezone.now())[0]) == len(good)


def test_the_stamp_lasts_for_seconds(crowded):
    offering.offered(timezone.now())
    kept = caches["template_fragments"]
    ends = kept._expire_info[kept.make_key(offering.STAMP)]
    assert 0 < ends - timezone.now().timestamp() <= 5


def test_many_readers_share_one_reading(
    client, crowded, everybody, hands, django_assert_max_num_queries
):
    client.force_login(hands[0])
    client.get(ADDRESS)
    client.force_login(hands[1])
    with django_assert_max_num_queries(24):  # some of them remember the session
        client.get(ADDRESS)


def test_a_shift_that_has_begun_meanwhile_is_not_shown(crowded, everybody):
    volunteer = everybody[-1]
    now = timezone.now()
    first = fitting.for_me(volunteer.person_id, now)[0][0].shift
    later = fitting.for_me(volunteer.person_id, first.starts_at + timedelta(minutes=1))[0]
    assert all(fit.shift.starts_at > first.starts_at for fit in later)
    assert later


def test_who_is_full_already_joins_nothing_by_an_old_page(client, make_shift, hands, officer):
    """The page may be moments old; joining counts anew."""
    shift = make_shift(places=1)
    client.force_login(hands[0])
    client.get(ADDRESS)
    actions.join(shift, by=hands[1])
    client.force_login(hands[0])
    assert f'id="shift-{shift.pk}"' in client.get(ADDRESS).text
    client.post(f"/shifts/{shift.pk}/enrolments")
    assert shift.enrolments.get(person=hands[0]).state == "waiting"
