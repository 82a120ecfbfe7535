"""The pages: what each reader sees, with as many queries for many rows as for one."""

import html
import re

import pytest
from django.core.cache import caches
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.people.actions import create_team, join_team
from tongxin.rosters import actions
from tongxin.rosters.actions.hooking import EVENTS
from tongxin.rosters.models import Notice
from tongxin.volunteers.actions import leave
from tongxin.volunteers.models import QualificationKind


@pytest.fixture
def shift(make_shift):
    return make_shift(contact_name="李队", contact_phone="13900000011")


def test_the_board_shows_what_wants_people_to_anybody(client, shift):
    page = client.get("/shifts").content.decode()
    assert "村口引导员" in page
    assert client.get(f"/shifts/{shift.pk}").status_code == 200
    assert client.get("/shifts?kind=guarding").content.decode().count("村口引导员") == 0
    assert client.get("/shifts/wall").status_code == 200


def test_the_board_asks_as_often_for_many_shifts_as_for_one(
    client, make_post, officer, django_assert_max_num_queries
):
    post = make_post()
    with django_assert_max_num_queries(12):
        client.get("/shifts")
    first = post.shifts.get()
    from datetime import timedelta

    times = [
        (first.starts_at + timedelta(hours=4 * n), first.ends_at + timedelta(hours=4 * n))
        for n in range(1, 40)
    ]
    actions.add_shifts(post, times=times, by=officer)
    caches["pages"].clear()
    with django_assert_max_num_queries(12):
        assert client.get("/shifts").content.decode().count("村口引导员") == 40


def test_a_volunteer_joins_with_one_tap_and_learns_whom_to_call(client, shift, hands):
    client.force_login(hands[0])
    assert "13900000011" not in client.get(f"/shifts/{shift.pk}").content.decode()
    page = client.post(f"/shifts/{shift.pk}/enrolments", follow=True).content.decode()
    assert "13900000011" in page
    assert "村口引导员" in client.get("/mine/shifts").content.decode()


def test_who_is_not_cleared_reads_why(client, shift, make_volunteer):
    client.force_login(make_volunteer("new", passed=False))
    response = client.post(f"/shifts/{shift.pk}/enrolments")
    assert response.status_code == 409
    assert "基础" in response.content.decode()


def test_for_me_shows_what_i_may_do_and_why_not_the_rest(
    client, shift, hands, make_volunteer, django_assert_max_num_queries
):
    client.force_login(hands[0])
    with django_assert_max_num_queries(45):
        assert (
            f'action="/shifts/{shift.pk}/enrolments"'
            in client.get("/shifts/for-me").content.decode()
        )
    client.force_login(make_volunteer("new", passed=False))
    page = client.get("/shifts/for-me").content.decode()
    assert f'action="/shifts/{shift.pk}/enrolments"' not in page
    assert "基础" in page


def test_who_is_not_in_the_register_any_more_is_asked_to_join_first(client, shift, hands):
    client.force_login(hands[0])
    leave(hands[0].volunteer, by=hands[0])
    page = client.get("/shifts/for-me").content.decode()
    assert "您还不是注册志愿者" in page
    assert f"/shifts/{shift.pk}" not in page
    assert client.get("/api/rosters/for-me").status_code == 404


def test_a_draft_is_nobodys_to_read_but_the_desks(client, make_post, officer, hands):
    post = make_post()
    draft = actions.copy_post(post, by=officer)
    times = [(post.shifts.get().starts_at, post.shifts.get().ends_at)]
    hidden = actions.add_shifts(draft, times=times, by=officer)[0]
    assert client.get(f"/shifts/{hidden.pk}").status_code == 404
    client.force_login(hands[0])
    assert client.get(f"/shifts/{hidden.pk}").status_code == 404
    assert client.get(f"/desk/shifts/{hidden.pk}").status_code == 404
    client.force_login(officer)
    assert client.get(f"/desk/shifts/{hidden.pk}").status_code == 200


def test_a_notice_says_eight_things_and_makes_a_poster(client, shift):
    notice = Notice.objects.get()
    page = client.get(f"/notices/{notice.pk}").content.decode()
    for part in ("户外寒冷。", "提供口罩和热水。", "引导排队", "schema.org"):
        assert part in page
    assert client.get(f"/notices/{notice.pk}/poster").status_code == 200
    assert client.get(f"/notices/{notice.pk}/qr.svg")["Content-Type"] == "image/svg+xml"
    atom = client.get("/notices.atom")
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert "招募引导员" in atom.content.decode()


def test_the_desk_walks_from_a_request_to_a_published_notice(
    client, steward, director, officer, village
):
    client.force_login(steward)
    today = timezone.localdate()
    asked = client.post("/desk/requests/new", {
        "title": "发放口罩", "words": "在村口发放。", "at": village.code, "hands": 2,
        "service_class": "publicity", "starts_on": today, "ends_on": today.replace(year=today.year),
    })  # fmt: skip
    assert asked.status_code == 302
    client.force_login(director)
    assert client.get(asked["Location"]).status_code == 200
    client.post(asked["Location"] + "/approval")
    client.force_login(officer)
    said = {
        "title": "口罩发放员", "at": village.code, "duties": "发放口罩。", "people": 2, "least": 1,
        "service_class": "publicity", "flow": "instant", "risks": "无。", "guarantees": "口罩。",
        "cancel_hours": 12, "is_offline": "on",
    }  # fmt: skip
    post = client.post(asked["Location"] + "/posts", said)
    assert post.status_code == 302, post.content.decode()
    from datetime import timedelta

    tomorrow = today + timedelta(days=1)
    series = {"first": tomorrow, "last": tomorrow, "starts": "08:00 13:00", "minutes": 180,
              "weekdays": list(range(7))}  # fmt: skip
    assert client.post(post["Location"] + "/shifts", series).status_code == 302
    assert client.get(asked["Location"] + "/notice").status_code == 200
    actions_page = client.post(
        asked["Location"] + "/notice", {"title": "招募口罩发放员", "number": 2}
    )
    assert actions_page.status_code == 302
    client.post(actions_page["Location"] + "/publication")
    assert Notice.objects.get().state == "published"
    for page in (post["Location"], actions_page["Location"], "/desk/rosters"):
        assert "口罩发放员" in client.get(page).content.decode()


def test_a_roster_is_shown_and_printed(client, shift, hands, officer):
    actions.join(shift, by=hands[0])
    client.force_login(officer)
    for page in (f"/desk/shifts/{shift.pk}", f"/desk/shifts/{shift.pk}/paper"):
        assert client.get(page).status_code == 200


def test_a_leader_brings_the_team_on_a_page(client, shift, crew, leader, team):
    client.force_login(leader)
    said = {"team": team.pk, "people": [crew[0].pk], "heads": 1}
    page = client.post(f"/shifts/{shift.pk}/team", said, follow=True)
    assert page.status_code == 200
    assert shift.enrolments.holding().count() == 2


def test_who_comes_for_one_team_brings_that_team(client, shift, crew, leader, officer, town, hands):
    other = create_team(name="第二队", at=town, by=officer)
    join_team(other, leader, role="leader", by=officer)
    join_team(other, hands[0], role="member", by=officer)
    client.force_login(leader)
    where = f"/shifts/{shift.pk}/team"
    assert crew[0].name in client.get(where).content.decode()
    page = client.get(f"{where}?team={other.pk}").content.decode()
    assert f'value="{other.pk}" selected' in page
    assert f'value="{hands[0].pk}"' in page
    assert f'name="people" value="{crew[0].pk}"' not in page
    sent = client.post(f"{where}?team={other.pk}", {"team": other.pk, "people": [leader.pk]})
    assert sent["Location"] == f"{where}?team={other.pk}"
    page = client.get(sent["Location"]).content.decode()
    assert "已报名 0 人" not in page  # the leader is not in the register: told why, and no more


def test_a_swap_walks_through_the_pages(client, shift, hands):
    row = actions.join(shift, by=hands[0])
    client.force_login(hands[0])
    assert client.get(f"/shifts/{shift.pk}/offer").status_code == 200
    swap = client.post(f"/enrolments/{row.pk}/swap", {"words": "家里有事"})
    client.force_login(hands[1])
    assert "家里有事" in client.get(swap["Location"]).content.decode()
    client.post(swap["Location"] + "/taking")
    assert shift.enrolments.get(state="joined").person == hands[1]


def test_the_desk_is_closed_to_strangers(client, stranger, shift):
    client.force_login(stranger)
    assert client.get("/desk/rosters").status_code == 403
    assert client.get(f"/desk/posts/{shift.post_id}").status_code == 404


def test_feeds_by_secret_link(client, shift, hands, officer, leader, team):
    row = actions.join(shift, by=hands[0])
    feed = actions.renew_feed(by=hands[0])
    body = client.get(f"/rosters/{feed.secret}.ics").content.decode()
    assert "STATUS:CONFIRMED" in body
    actions.leave(row, by=hands[0])
    assert "STATUS:CANCELLED" in client.get(f"/rosters/{feed.secret}.ics").content.decode()
    station = actions.renew_station_feed(shift.post.place.parent, by=officer)
    assert str(shift.uid) in client.get(f"/rosters/{station.secret}.ics").content.decode()
    of_team = actions.renew_team_feed(team, by=leader)
    assert client.get(f"/rosters/{of_team.secret}.ics").status_code == 200
    assert client.get("/rosters/nonsense.ics").status_code == 404


def test_a_need_of_the_list_leads_to_a_request_filled_in(client, listed, steward, stranger):
    client.force_login(steward)
    link = f"/desk/requests/new?need={listed.pk}"
    assert link in client.get(f"/desk/needs/{listed.pk}").content.decode()
    form = client.get(link).context["form"]
    assert (form["words"].value(), form["at"].value()) == (
        listed.public_words, listed.place.code
    )  # fmt: skip
    client.force_login(stranger)
    assert client.get(link).status_code == 403


def test_a_service_of_the_menu_leads_to_a_request_filled_in(client, make_service, leader, team):
    service = make_service(summary="每晚七点。")
    client.force_login(leader)
    page = client.get(f"/desk/services/{service.pk}").content.decode()
    link = html.unescape(re.search(r'href="(/desk/requests/new[^"]+)"', page)[1])
    form = client.get(link).context["form"]
    assert (form["title"].value(), form["words"].value()) == (service.title, "每晚七点。")
    today = timezone.localdate()
    said = {"title": service.title, "words": "要两人帮忙。", "at": team.place.code, "hands": 2,
            "service_class": "information", "starts_on": today, "ends_on": today,
            "team": team.pk}  # fmt: skip
    page = client.post(link, said, follow=True).content.decode()
    assert f'href="/services/{service.pk}"' in page


@pytest.fixture
def nurse(city):
    return QualificationKind.objects.create(code="nurse", name="护士")


def test_a_post_is_made_with_several_roles_and_changed(
    client, approved, village, officer, nurse, team
):
    client.force_login(officer)
    said = {
        "title": "采样点", "at": village.code, "duties": "引导、登记。", "people": 2, "least": 1,
        "service_class": "screening", "flow": "instant", "cancel_hours": 12, "is_offline": "on",
        "roles-TOTAL_FORMS": 3, "roles-INITIAL_FORMS": 0,
        "roles-0-name": "护士", "roles-0-minimum": 1, "roles-0-maximum": 1,
        "roles-0-qualification": "nurse",
        "roles-1-name": "抬担架", "roles-1-minimum": 4, "roles-1-maximum": 4,
        "roles-1-team": team.pk, "roles-1-whole_team": "on",
    }  # fmt: skip
    made = client.post(f"/desk/requests/{approved.pk}/posts", said)
    assert made.status_code == 302, made.content.decode()
    post = approved.posts.get()
    rows = post.parts.values_list("name", "maximum", "qualification", "team", "whole_team")
    assert list(rows)[1:] == [("护士", 1, "nurse", None, False), ("抬担架", 4, None, team.pk, True)]
    part = post.parts.get(name="护士")
    where = f"/desk/posts/{post.pk}/parts?part={part.pk}"
    assert client.get(where).context["form"]["maximum"].value() == 1
    client.post(where, {"name": "护士", "minimum": 1, "maximum": 2, "qualification": "nurse"})
    part.refresh_from_db()
    assert part.maximum == 2
    wrong = said | {"roles-0-minimum": 9}
    assert client.post(f"/desk/requests/{approved.pk}/posts", wrong).status_code == 422


def test_what_a_post_says_is_changed_on_its_page(client, make_post, officer, stranger):
    post = make_post(contact_phone="13900000011")
    client.force_login(officer)
    where = f"/desk/posts/{post.pk}/change"
    form = client.get(where).context["form"]
    assert form["contact_phone"].value() == "13900000011"
    said = {name: form[name].value() for name in form.fields} | {"duties": "改后的内容。"}
    assert client.post(where, said).status_code == 302
    post.refresh_from_db()
    assert (post.duties, post.contact_phone) == ("改后的内容。", "13900000011")
    client.force_login(stranger)
    assert client.get(where).status_code == 404


def test_a_post_is_spread_over_every_village_of_a_town(
    client, make_post, village, other_village, director
):
    post = make_post(publish=False)
    client.force_login(director)
    where = f"/desk/posts/{post.pk}/spread"
    assert client.post(where, {"venue": "村口"}).status_code == 422
    said = {"below": [other_village.parent_id], "venue": "村口"}
    assert client.post(where, said).status_code == 302
    places = post.request.posts.values_list("place", flat=True)
    assert set(places) == {village.pk, other_village.pk}


def test_the_first_role_is_named_and_kept_for_a_team(client, approved, village, officer, team):
    client.force_login(officer)
    said = {
        "title": "担架队", "at": village.code, "duties": "抬担架。", "people": 6, "least": 6,
        "service_class": "screening", "flow": "instant", "cancel_hours": 12, "is_offline": "on",
        "role": "担架手", "kept_for": team.pk, "whole_team": "on",
    }  # fmt: skip
    assert client.post(f"/desk/requests/{approved.pk}/posts", said).status_code == 302
    part = approved.posts.get().parts.get()
    assert (part.name, part.minimum, part.team, part.whole_team) == ("担架手", 6, team, True)


def test_whom_to_call_is_told_after_confirming_and_not_before(client, make_shift, hands, officer):
    shift = make_shift(contact_name="李队", contact_phone="13900000011", flow="invitation")
    part = shift.post.parts.get()
    ((row,), _refused) = actions.invite(shift, people=hands[:1], part=part, by=officer)
    for reader in (None, hands[1], hands[0]):  # in public, to others, to who is only invited
        if reader:
            client.force_login(reader)
        assert "13900000011" not in client.get(f"/shifts/{shift.pk}").content.decode()
    actions.confirm(row, by=hands[0])
    page = client.get(f"/shifts/{shift.pk}").content.decode()
    assert "13900000011" in page
    assert "李队" in page


def test_a_message_goes_to_everybody_in_the_shift_and_to_nobody_else(
    client, make_shift, hands, officer, steward
):
    shift = make_shift(places=1)
    for person in hands[:2]:  # one joins, one waits
        actions.join(shift, by=person)
    client.force_login(officer)
    client.post(f"/desk/shifts/{shift.pk}/message", {"words": "带好手套"})
    told = Message.objects.filter(body="带好手套").values_list("recipient", flat=True)
    assert list(told) == [f"person:{hands[0].pk}"]
    assert Entry.objects.get(verb="shift.written_to").facts["people"] == 1
    with pytest.raises(NotAllowed):
        actions.write_to_shift(shift, words="x", by=hands[0])


def test_a_draft_says_what_is_lacking_and_the_listeners_page_what_they_hear(
    client, approved, make_post, officer, director
):
    post = make_post(publish=False)
    notice = actions.write_notice(approved, title="招募", posts=[post], by=officer)
    Notice.objects.filter(pk=notice.pk).update(risks="")  # and no shift says when
    client.force_login(officer)
    assert client.get(f"/desk/notices/{notice.pk}").context["lacking"] == ["时间", "可能的风险"]
    client.force_login(director)
    page = client.get("/desk/hooks").content.decode()
    assert all(f"<code>{name}</code>" in page for name in EVENTS)


def test_places_without_a_name_and_free_ones_are_drawn_on_the_board(
    client, make_shift, team, leader, steward
):
    shift = make_shift(places=5)
    part = shift.post.parts.get()
    actions.hold_places(shift, part=part, team=team, heads=2, by=leader)
    actions.add_helper(shift, part=part, name="欧阳老伯", phone="13800000021", by=steward)
    page = client.get(f"/shifts/{shift.pk}").content.decode()
    assert f"{team} 2 人 · 欧" in page  # two without names, then the helper's masked name
    assert page.count(" · 空位") == 2
    assert "欧阳老伯" not in page
    assert "13800000021" not in page


def test_a_leader_enters_a_helper_and_the_desk_gives_the_place_a_name(
    client, make_shift, team, leader, crew, officer
):
    shift = make_shift(places=3)
    client.force_login(leader)
    where = f"/shifts/{shift.pk}/team"
    assert f'action="{where}/helpers"' in client.get(where).content.decode()
    assert client.post(f"{where}/helpers", {"name": "", "phone": ""}).status_code == 422
    client.post(f"{where}/helpers", {"name": "张大伯", "phone": ""})
    row = shift.enrolments.get()
    assert (row.team, row.helper_name, row.state) == (team, "张大伯", "joined")
    client.force_login(officer)
    page = f"/desk/shifts/{shift.pk}"
    assert f'action="/enrolments/{row.pk}/name"' in client.get(page).content.decode()
    said = {"number": crew[0].volunteer.number.lower()}
    assert client.post(f"/enrolments/{row.pk}/name", said)["Location"] == page
    assert shift.enrolments.holding().get().person == crew[0]
    client.force_login(crew[0])
    assert client.post(f"{where}/helpers", {"name": "王", "phone": ""}).status_code == 404
