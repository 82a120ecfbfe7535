"""In a real browser: every page reads well. The stories are in tests/journeys/hands."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.stage import turning
from tongxin.rosters import actions

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_volunteer_finds_a_shift_near_home_and_joins(open_page, look, make_shift, hands):
    shift = make_shift(contact_name="李队", contact_phone="13900000011")
    phone = open_page(390, 844, hands[0])
    phone.goto("/shifts")
    look(phone)
    with turning(phone):
        phone.get_by_role("link", name="适合我的").click()
    look(phone)
    phone.get_by_role("button", name="加入").first.click()
    phone.wait_for_url(f"**/shifts/{shift.pk}")
    look(phone)
    expect(phone.locator("main")).to_contain_text("13900000011")
    phone.goto("/mine/shifts")
    look(phone)
    for cookies in ({"language": "en"}, {"theme": "dark"}, {"large": "1"}):
        other = open_page(390, 844, hands[0], **cookies)
        other.goto(f"/shifts/{shift.pk}")
        look(other)


def test_the_desk_reads_well(open_page, look, make_shift, hands, officer):
    shift = make_shift(places=3)
    for person in hands:
        actions.join(shift, by=person)
    for width, cookies in ((1280, {}), (390, {}), (1280, {"theme": "dark", "language": "en"})):
        desk = open_page(width, 900, officer, **cookies)
        notice = shift.post.notice_id
        for page in (
            "/desk/rosters", f"/desk/posts/{shift.post_id}", f"/desk/shifts/{shift.pk}",
            f"/desk/shifts/{shift.pk}/paper", f"/desk/notices/{notice}", "/desk/rosters/feeds",
            f"/desk/requests/{shift.post.request_id}/posts", f"/notices/{notice}",
            f"/notices/{notice}/poster", "/notices", "/shifts/wall",
        ):  # fmt: skip
            desk.goto(page)
            look(desk)


def test_what_volunteers_and_leaders_open_reads_well(
    open_page, look, make_shift, hands, officer, leader, crew
):
    shift = make_shift(places=3)
    mine = actions.join(shift, by=hands[0])
    start = shift.starts_at + timedelta(days=1)
    later = actions.add_shifts(shift.post, times=[(start, start + timedelta(hours=3))], by=officer)[
        0
    ]
    actions.join(later, by=hands[1])
    swap = actions.offer_place(mine, by=hands[0], words="家里有事")
    for width, cookies in ((390, {"large": "1"}), (1280, {"theme": "dark", "language": "en"})):
        for who, pages in (
            (hands[1], ("/shifts/for-me", "/mine/shifts", f"/swaps/{swap.pk}",
                        f"/shifts/{later.pk}/offer")),
            (leader, (f"/shifts/{shift.pk}/team", "/desk/rosters/feeds", "/desk/requests/new")),
        ):  # fmt: skip
            screen = open_page(width, 844, who, **cookies)
            for page in pages:
                screen.goto(page)
                look(screen)


def test_the_desk_of_listeners_reads_well_and_shows_the_secret_once(open_page, look, director):
    desk = open_page(390, 844, director)
    desk.goto("/desk/hooks")
    look(desk)
    desk.fill("[name=label]", "省平台")
    desk.fill("[name=url]", "https://listener.example.org/in")
    desk.locator("details form button.button-primary").click()
    expect(desk.locator("main")).to_contain_text("whsec_")
    look(desk)
    desk.locator('form[action$="/test"] button').click()
    expect(desk.locator("#sent")).to_be_visible()
    expect(desk.locator("main")).not_to_contain_text("whsec_")
    look(desk)
    wide = open_page(1280, 900, director, theme="dark", language="en")
    wide.goto("/desk/hooks")
    look(wide)
