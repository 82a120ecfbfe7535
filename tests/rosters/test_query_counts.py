"""Every list asks the database as often for many rows as for two."""

from datetime import timedelta

import pytest

from tests.counting import dearer
from tongxin.people.actions import create_team, join_team
from tongxin.rosters import actions
from tongxin.rosters.models import Notice, Swap

PAGES = [  # (who reads, where)
    (None, "/shifts"), (None, "/shifts/wall"), (None, "/notices"), (None, "/notices/{notice}"),
    (None, "/notices/{notice}/screen"), (None, "/notices.atom"), (None, "/shifts/{shift}"),
    (None, "/api/rosters/notices"), (None, "/api/rosters/shifts"),
    ("hand", "/shifts/for-me"), ("hand", "/mine/shifts"), ("hand", "/api/rosters/enrolments"),
    ("hand", "/api/rosters/for-me"), ("hand", "/shifts/{shift}/offer"),
    ("leader", "/shifts/{shift}/team"), ("leader", "/desk/rosters/feeds"),
    ("director", "/desk/rosters"), ("director", "/desk/requests/{request}"),
    ("director", "/desk/posts/{post}"), ("director", "/desk/shifts/{shift}"),
    ("director", "/desk/shifts/{shift}/paper"), ("director", "/desk/notices/{notice}"),
    ("director", "/desk/requests/{request}/posts"), ("director", "/desk/hooks"),
    ("director", "/desk/requests/{request}/template"), ("director", "/desk/requests/new"),
    ("director", "/desk/requests/{request}/notice"), ("hand", "/swaps/{swap}"),
    ("director", "/desk/posts/{post}/parts"), (None, "/notices/{notice}/poster"),
    (None, "/rosters/{own}.ics"), (None, "/rosters/{of_team}.ics"),
    (None, "/rosters/{station}.ics"),
]  # fmt: skip


@pytest.fixture
def grow(make_post, make_volunteer, officer, director, leader, team, town, asked, approved):
    """`grow(n)`: n more of everything the pages list."""
    born = []

    def more():
        n = len(born)
        post = make_post(places=40, title=f"岗位{n}")
        first = post.shifts.get()
        start = first.starts_at + timedelta(days=n + 1)
        actions.add_shifts(post, times=[(start, start + timedelta(hours=2))], by=officer)
        person = make_volunteer(f"grown-{n}")
        join_team(team, person, role="member", by=officer)
        born.append((post, person))
        _fill(post, person, n)
        another = create_team(name=f"队{n}", at=town, by=officer)
        join_team(another, leader, role="leader", by=officer)
        actions.save_template(post, name=f"模板{n}", by=director)
        hook = actions.add_hook(label=f"平台{n}", url="https://x.example.org/", by=director)
        actions.send_test(hook, by=director)

    def _fill(post, person, n):
        """All in the first shift; the newest in a shift of their own, offered to others."""
        first_shift = born[0][0].shifts.order_by("pk").first()
        actions.join(first_shift, by=person)
        own = post.shifts.order_by("pk").last()
        actions.offer_place(actions.join(own, by=person), by=person)
        part = first_shift.post.parts.get()
        actions.hold_places(first_shift, part=part, team=team, heads=1, by=leader)
        actions.add_helper(own, part=post.parts.get(), name="张", phone="", by=officer)
        actions.ask(title=f"用人{n}", words="事", at=town, hands=1, by=officer,
                    service_class=post.service_class, starts_on=approved.starts_on,
                    ends_on=approved.ends_on)  # fmt: skip

    def grow(count):
        for _ in range(count):
            more()
        return born

    return grow


def test_every_list_asks_as_often_for_many_as_for_two(client, grow, leader, director, team):
    post, hand = grow(2)[0]
    shift = post.shifts.order_by("pk").first()
    known = {"notice": Notice.objects.order_by("pk").first().pk, "shift": shift.pk,
             "post": post.pk, "request": post.request_id,
             "swap": Swap.objects.order_by("pk").first().pk,
             "own": actions.renew_feed(by=hand).secret,
             "of_team": actions.renew_team_feed(team, by=leader).secret,
             "station": actions.renew_station_feed(post.place, by=director).secret}  # fmt: skip
    readers = {"hand": hand, "leader": leader, "director": director}
    pages = [(readers.get(who), page.format(**known)) for who, page in PAGES]
    assert dearer(client, pages, grow, most=45) == []
