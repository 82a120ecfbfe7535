"""The pages of the door: what each reader sees and can do there."""

import re
from datetime import timedelta

import pytest

from tests.counting import dearer
from tongxin.duty import actions
from tongxin.duty.models import Absence, Attendance, Handover, Screen
from tongxin.journal.models import Entry
from tongxin.places.actions import declare_level
from tongxin.protection.actions import set_up_kits
from tongxin.rosters import actions as rosters
from tongxin.rosters.models import Enrolment

pytestmark = pytest.mark.django_db


def shown(client, path, status=200):
    page = client.get(path)
    assert page.status_code == status, path
    return page.content.decode()


@pytest.fixture
def mine(client, placed, hands):
    """The first volunteer's phone."""
    client.force_login(hands[0])
    return client


def test_a_volunteer_checks_in_and_out_with_the_digits(mine, placed, shift, digits, clock):
    assert "村口引导员" in shown(mine, "/duty")
    done = mine.post(f"/duty/{placed[0].pk}/in", {"code": digits(shift)})
    assert (done.status_code, done.url) == (302, "/duty")
    clock.shift(timedelta(hours=2))
    mine.post(f"/duty/{placed[0].pk}/out", {"code": digits(shift), "pauses_minutes": "15"})
    row = Attendance.objects.get()
    assert (row.state, row.pauses_minutes) == ("left", 15)
    assert "phone" in mine.cookies


def test_wrong_digits_are_said_beside_the_field(mine, placed):
    page = mine.post(f"/duty/{placed[0].pk}/in", {"code": "000000"})
    assert page.status_code == 409
    assert "errorlist" in page.content.decode()


def test_who_is_turned_away_reads_why_and_where_to_go(client, shift, hands, digits):
    row = rosters.join(shift, by=hands[0])
    client.force_login(hands[0])
    page = client.post(f"/duty/{row.pk}/in", {"code": digits(shift)})
    assert page.status_code == 409
    assert "/mine/health/" in page.content.decode()


def test_who_must_go_home_is_not_sent_for_a_kit(client, city, shift, hands, digits, fit, director):
    set_up_kits(by=director)
    declare_level(city, level=2, source="公告", by=director)
    row = rosters.join(shift, by=hands[0])
    client.force_login(hands[0])
    page = client.post(f"/duty/{row.pk}/in", {"code": digits(shift)}).content.decode()
    assert "/mine/kit/" in page
    fit(hands[0], temperature="37.6")
    page = client.post(f"/duty/{row.pk}/in", {"code": digits(shift)}).content.decode()
    assert "/mine/health/" in page
    assert "/mine/kit/" not in page


def test_a_strangers_place_is_not_there(client, placed, shift, stranger, digits):
    client.force_login(stranger)
    assert client.post(f"/duty/{placed[0].pk}/in", {"code": digits(shift)}).status_code == 404
    assert client.get(f"/duty/shifts/{shift.pk}").status_code == 404
    assert client.get("/desk/duty").status_code == 403


def test_a_scanned_code_leads_to_one_button(mine, placed, shift, digits):
    page = shown(mine, f"/d/s{shift.pk}/{digits(shift)}")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    mine.post(f"/duty/{placed[0].pk}/in", {"ticket": ticket})
    assert Attendance.objects.get().state == "here"
    assert "/out" in shown(mine, f"/d/p{shift.post.place_id}/" + _place_digits(shift))


def _place_digits(shift):
    from django.utils import timezone

    from tongxin.duty.codes import digits_of, window_of
    from tongxin.duty.times import usual_times

    now = window_of(timezone.now(), usual_times().code_seconds)
    return digits_of(f"p{shift.post.place_id}", now)


def test_a_ticket_sent_to_a_friend_opens_nothing(client, placed, shift, hands, digits):
    client.force_login(hands[0])
    page = shown(client, f"/d/s{shift.pk}/{digits(shift)}")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    client.force_login(hands[1])
    assert client.post(f"/duty/{placed[1].pk}/in", {"ticket": ticket}).status_code == 409
    assert not Attendance.objects.exists()


def test_an_old_picture_of_the_code_says_so(mine, shift, digits):
    shown(mine, f"/d/s{shift.pk}/{digits(shift, ago=5)}", 409)
    shown(mine, "/d/x1/000000", 404)


def test_a_code_is_not_guessed_by_scanning_either(mine, shift, digits):
    for n in range(5):
        shown(mine, f"/d/s{shift.pk}/00000{n}", 409)
    shown(mine, f"/d/s{shift.pk}/{digits(shift)}", 429)


def test_the_leader_calls_the_roll_and_the_page_carries_all_codes(
    client, placed, shift, steward, digits
):
    client.force_login(steward)
    page = shown(client, f"/duty/shifts/{shift.pk}")
    assert digits(shift) in page
    codes = re.search(r'data-codes="([\d ]+)"', page)[1].split()
    assert len(codes) > (shift.ends_at - shift.starts_at).total_seconds() / 60
    done = client.post(
        f"/duty/shifts/{shift.pk}/roll",
        {"enrolment": placed[0].pk, "said": "in", "client_key": "k1"},
        headers={"X-Outbox": "k1"},
    )
    assert (done.status_code, done.headers["X-Outbox-Accepted"]) == (201, "k1")
    row = Attendance.objects.get()
    assert (row.how_in, row.called_by) == ("roll", steward)
    client.post(f"/duty/shifts/{shift.pk}/roll", {"enrolment": placed[0].pk, "said": "out"})
    row.refresh_from_db()
    assert row.state == "left"


def test_the_roll_says_why_somebody_is_not_let_in(client, shift, hands, steward):
    row = rosters.join(shift, by=hands[0])
    client.force_login(steward)
    page = client.post(f"/duty/shifts/{shift.pk}/roll", {"enrolment": row.pk, "said": "in"})
    assert page.status_code == 409
    assert "refusal" in page.content.decode()


def test_the_leader_sends_somebody_home_unwell(client, placed, shift, hands, steward, digits):
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    client.force_login(steward)
    client.post(f"/duty/shifts/{shift.pk}/unwell", {"enrolment": placed[0].pk, "what": "头晕"})
    row = Attendance.objects.get()
    assert (row.state, row.flags) == ("left", ["unwell"])


def test_a_shift_hands_over_to_the_next(client, placed, shift, officer, steward, clock):
    start = shift.ends_at + timedelta(minutes=10)
    times = [(start, start + timedelta(hours=2))]
    after = rosters.add_shifts(shift.post, times=times, by=officer)[0]
    client.force_login(steward)
    client.post(f"/duty/shifts/{shift.pk}/handover", {"words": "口罩还剩两箱。"})
    client.force_login(officer)
    assert "口罩还剩两箱" in shown(client, f"/duty/shifts/{after.pk}")
    row = Handover.objects.get()
    client.post(f"/duty/shifts/{after.pk}/takeover", {"handover": row.pk})
    row.refresh_from_db()
    assert row.taken_by == officer
    assert "口罩还剩两箱" not in shown(client, f"/duty/shifts/{after.pk}")


def test_a_screen_shows_the_code_and_checks_in_by_number(client, placed, steward, hands):
    from tongxin.people.actions import set_phone

    set_phone(hands[0], "13800001234", by=hands[0], verified=True)
    client.force_login(steward)
    page = client.post("/desk/duty/screens", {"name": "大厅", "place": "洋渚村"}).content.decode()
    path = re.search(r"/duty/screens/[\w-]+", page)[0]
    client.logout()
    assert "door-qr" in shown(client, path)
    number = placed[0].person.volunteer.number
    wrong = client.post(path, {"number": number, "tail": "9999"})
    assert wrong.status_code == 409
    assert client.post(path, {"number": number.lower(), "tail": "1234"}).status_code == 200
    assert Attendance.objects.get().how_in == "screen"
    assert client.post(path, {"number": number, "tail": "1234"}).status_code == 200
    assert Attendance.objects.get().state == "left"
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    client.force_login(steward)
    client.post(f"/desk/duty/screens/{Screen.objects.get().pk}/end")
    shown(client, path, 404)
    assert client.get("/duty/screens/wrong").status_code == 404


def test_the_picture_goes_down_from_the_city_to_the_shift(
    client, placed, shift, hands, director, village, town, digits, clock
):
    actions.check_in(placed[0], code=digits(shift), by=hands[0])
    clock.shift(timedelta(minutes=45))
    client.force_login(director)
    assert town.label in shown(client, "/desk/duty")
    assert village.label in shown(client, f"/desk/duty?place={town.code}")
    page = shown(client, f"/desk/duty?place={village.code}")
    assert f"/duty/shifts/{shift.pk}" in page
    assert "独自一人" in _row_of(page, shift)
    actions.check_in(placed[1], code=digits(shift), by=hands[1])
    page = shown(client, f"/desk/duty?place={village.code}")
    assert "独自一人" not in _row_of(page, shift)
    part = client.get("/desk/duty", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def _row_of(page, shift):
    return re.search(rf'href="/duty/shifts/{shift.pk}".*?</li>', page, re.S)[0]


def test_a_place_one_does_not_oversee_is_not_there(client, steward, other_village):
    client.force_login(steward)
    shown(client, f"/desk/duty?place={other_village.code}", 404)


def test_no_shows_are_excused_and_appeals_decided_at_the_desk(
    client, placed, shift, hands, steward, officer, clock
):
    from tongxin.people.actions import robot

    clock.shift(timedelta(hours=1, minutes=5))
    assert actions.record_absences(by=robot("clock")) == 2
    client.force_login(hands[0])
    own = Absence.objects.get(person=hands[0])
    assert "appeal" in shown(client, "/duty")
    client.post(f"/duty/absences/{own.pk}/appeal", {"words": "我一直在，没人点名。"})
    client.force_login(officer)
    assert "没人点名" in shown(client, "/desk/duty/absences?state=appealed")
    client.post(f"/desk/duty/absences/{own.pk}/lifting", {"reason": "队长证实"})
    other = Absence.objects.get(person=hands[1])
    client.force_login(steward)
    client.post(f"/desk/duty/absences/{other.pk}/excuse", {"reason": "车坏了"})
    assert list(Absence.objects.order_by("pk").values_list("state", flat=True)) == [
        "lifted", "excused",
    ]  # fmt: skip
    assert Entry.objects.filter(verb="absence.decided").exists()


def test_the_director_sets_the_times(client, director, steward):
    client.force_login(steward)
    shown(client, "/desk/duty/times", 403)
    client.force_login(director)
    from tongxin.duty.times import times_in_force

    new = times_in_force().stored() | {"late_minutes": 15}
    assert client.post("/desk/duty/times", new).status_code == 302
    assert times_in_force().late_minutes == 15
    assert client.post("/desk/duty/times", new | {"absent_minutes": 11}).status_code == 422


def test_every_list_asks_as_often_for_many_as_for_two(
    shift, make_volunteer, fit, officer, director, steward, hands, clock, village, make_post, digits
):
    from tongxin.people.actions import robot

    rosters_made = []

    def grow(n):
        for _n in range(n):
            k = len(rosters_made)
            post = make_post(places=9, title=f"岗{k}")
            times = [(shift.starts_at, shift.ends_at)]
            one = rosters.add_shifts(post, times=times, by=officer)[0]
            person, absent = make_volunteer(f"g{k}"), make_volunteer(f"a{k}")
            fit(person)
            row = rosters.join(one, by=person)
            rosters.join(one, by=absent)
            actions.call_in(row, by=officer)
            Attendance.objects.filter(enrolment=row).update(device=f"d{k}")
            third = Enrolment(shift=shift, part=shift.post.parts.get(), person=person)
            third.state, third.recorder = "joined", officer
            third.save()
            actions.make_screen(village, name=f"屏{k}", by=director)
            rosters_made.append(one)
        clock.shift(timedelta(minutes=61))
        actions.record_absences(by=robot("clock"))
        clock.shift(timedelta(minutes=-61))

    grow(2)
    pages = [
        (director, "/desk/duty"), (director, f"/desk/duty?place={village.code}"),
        (director, "/desk/duty/absences"), (director, "/desk/duty/screens"),
        (steward, f"/duty/shifts/{shift.pk}"), (director, "/api/duty/picture"),
        (hands[0], "/duty"), (hands[0], "/api/duty/mine"),
    ]  # fmt: skip
    from django.test import Client

    assert dearer(Client(), pages, grow, most=60) == []


def test_a_place_that_is_no_code_is_refused_by_the_api(client, steward):
    client.force_login(steward)
    assert client.get("/api/duty/picture?place=%00").status_code == 422
    assert client.get("/api/volunteers/?place=%00").status_code == 422
