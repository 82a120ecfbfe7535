"""The door in a real browser: a phone, the leader's phone without a network, a screen, the desk."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from tests.stage import scanned, turning, until
from tongxin.duty import actions
from tongxin.duty.models import Absence, Attendance
from tongxin.people.actions import give_consent, publish_text, robot, set_phone
from tongxin.rosters import actions as rosters
from tongxin.rosters.models import Shift

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Resolves when the service worker rules the page, and has kept it and what it runs on.
KEPT = """async (path) => {
  const script = document.querySelector("script[src*=door]").src;
  const has = (url) => caches.match(url, { ignoreVary: true });
  const kept = async () =>
    navigator.serviceWorker.controller && (await has(path)) && (await has(script));
  while (!(await kept())) await new Promise((soon) => setTimeout(soon, 50));
}"""


@pytest.fixture
def soon(make_shift, hands, fit, team):
    """A shift of a team that begins in half an hour; three joined, all are well."""
    shift = make_shift(
        places=4, ahead=0.5, team=team, contact_name="李队", contact_phone="13900000011"
    )
    rows = [rosters.join(shift, by=person) for person in hands[:3]]
    fit(*hands[:3])
    return shift, rows


def test_a_volunteer_comes_and_goes_with_a_phone(open_page, look, soon, hands, digits, complaints):
    shift, rows = soon
    phone = open_page(390, 844, hands[0])
    phone.goto("/duty")
    look(phone)
    phone.fill(f"#id_{rows[0].pk}_code", "000000")
    with turning(phone):
        phone.get_by_role("button", name="我到了").click()
    look(phone)
    phone.goto(f"/d/s{shift.pk}/{digits(shift)}")
    look(phone)
    with turning(phone):
        phone.get_by_role("button", name="我到了").click()
    expect(phone.locator("main")).to_contain_text("在岗")
    look(phone)
    phone.goto(f"/d/s{shift.pk}/{digits(shift)}")
    with turning(phone):
        phone.get_by_role("button", name="我下班了").click()
    look(phone)
    assert Attendance.objects.get().state == "left"
    for cookies in ({"language": "en"}, {"theme": "dark"}, {"large": "1"}):
        other = open_page(390, 844, hands[1], **cookies)
        other.goto("/duty")
        look(other)
    complaints.clear()  # the browser names 409


def test_who_is_turned_away_reads_what_to_do(
    open_page, look, make_shift, hands, digits, complaints
):
    shift = make_shift(places=2, ahead=0.5, contact_name="李队", contact_phone="13900000011")
    row = rosters.join(shift, by=hands[0])
    phone = open_page(390, 844, hands[0])
    phone.goto("/duty")
    phone.fill(f"#id_{row.pk}_code", digits(shift))
    with turning(phone):
        phone.get_by_role("button", name="我到了").click()
    expect(phone.locator("main")).to_contain_text("13900000011")
    look(phone)
    phone.goto(f"/d/s{shift.pk}/000000")
    look(phone)
    complaints.clear()  # the browser names 409


def test_the_leaders_phone_shows_the_code_and_calls_the_roll_without_a_network(
    open_page, look, soon, leader, digits, complaints
):
    shift, rows = soon
    path = f"/duty/shifts/{shift.pk}"
    phone = open_page(390, 844, leader)
    phone.goto(path)
    look(phone)
    phone.evaluate(KEPT, path)
    phone.context.set_offline(True)
    phone.reload()  # from what the phone kept
    shown = phone.locator("[data-digits]").inner_text().replace(" ", "")
    assert shown in {digits(shift), digits(shift, ago=1)}
    code = scanned(phone.locator(".door-qr").screenshot())
    assert code == f"{settings.PUBLIC_URL}/d/s{shift.pk}/{shown}"
    phone.locator(f"#person-{rows[0].pk}").get_by_role("button", name="到了").click()
    phone.locator("[data-outbox] [data-list] > li").first.wait_for()
    look(phone)
    assert not Attendance.objects.exists()
    phone.context.set_offline(False)
    until(phone, Attendance.objects.here().exists)
    row = Attendance.objects.get()
    assert (row.how_in, row.called_by) == ("roll", leader)
    phone.locator("[data-outbox]").wait_for(state="hidden")
    phone.reload()
    expect(phone.locator(f"#person-{rows[0].pk}")).to_contain_text("在岗")
    complaints.clear()  # the browser says that it was offline; we know


def test_the_codes_on_the_phone_are_those_of_the_server(open_page, soon, leader):
    """What is drawn from the dots is the picture the server would draw."""
    shift, _rows = soon
    phone = open_page(390, 844, leader)
    html = phone.request.get(f"/duty/shifts/{shift.pk}").text()
    drawn = html.split('<path d="')[1].split('"')[0]
    phone.goto(f"/duty/shifts/{shift.pk}")
    now = phone.locator(".door-qr path").get_attribute("d")
    if phone.locator("[data-digits]").inner_text().replace(" ", "") in html:
        assert now == drawn


def test_where_the_phone_is_counts_with_consent_alone(open_page, soon, hands, digits, director):
    shift, rows = soon
    text = publish_text(
        purpose="location", title="位置", title_en="Where", data="米", data_en="metres", text="…",
        text_en="…", by=director,
    )  # fmt: skip
    give_consent(hands[0], text, by=hands[0])
    for person, row in zip(hands[:2], rows[:2], strict=True):
        phone = open_page(390, 844, person)
        phone.context.grant_permissions(["geolocation"])
        phone.context.set_geolocation({"latitude": 31.27, "longitude": 119.85})
        phone.goto(f"/d/s{shift.pk}/{digits(shift)}")
        with turning(phone):
            phone.get_by_role("button", name="我到了").click()
        assert Attendance.objects.filter(enrolment=row, state="here").exists()
    here = Attendance.objects.order_by("pk").values_list("metres", "flags")
    assert list(here) == [(1113, ["far"]), (None, [])]


def test_the_stations_screen_and_the_desk_read_well(
    open_page, look, soon, hands, officer, steward, director, village, town
):
    shift, rows = soon
    set_phone(hands[1], "13800001234", by=hands[1], verified=True)
    _screen, secret = actions.make_screen(village, name="大厅", by=steward)
    wall = open_page(1280, 800)
    wall.goto(f"/duty/screens/{secret}")
    look(wall)
    wall.fill("#id_number", rows[1].person.volunteer.number)
    wall.fill("#id_tail", "1234")
    with turning(wall):
        wall.get_by_role("button", name="签到或签退").click()
    expect(wall.locator("main")).to_contain_text("已签到上岗")
    look(wall)
    Shift.objects.filter(pk=shift.pk).update(starts_at=timezone.now() - timedelta(minutes=35))
    actions.record_absences(by=robot("clock"))
    actions.appeal(Absence.objects.get(person=hands[0]), words="我在东门，没人点名。", by=hands[0])
    Shift.objects.filter(pk=shift.pk).update(starts_at=timezone.now() - timedelta(minutes=20))
    rosters.invite(shift, people=[hands[3]], part=shift.post.parts.get(), by=officer)
    for width, cookies in ((1280, {}), (390, {}), (1280, {"theme": "dark", "language": "en"})):
        desk = open_page(width, 900, director, **cookies)
        for page in (
            "/desk/duty", f"/desk/duty?place={town.code}", f"/desk/duty?place={village.code}",
            "/desk/duty/absences", "/desk/duty/screens", "/desk/duty/times",
            f"/duty/shifts/{shift.pk}",
        ):  # fmt: skip
            desk.goto(page)
            look(desk)
    phone = open_page(390, 844, hands[0])
    phone.goto("/duty")
    look(phone)
