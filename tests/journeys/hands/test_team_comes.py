"""A leader brings a team to a shift: two by name, two whose names follow."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shift(make_shift):
    return make_shift(places=4, contact_name="李队", contact_phone="13900000011")


def test_a_leader_brings_a_team_and_names_follow(screen, look, shift, crew, leader, hands):
    page = screen(leader)
    _brings_two_by_name_and_two_heads(page, look, shift, crew[:1])
    _a_member_says_yes(screen(crew[0]), look, shift)
    _names_a_place(page, look, shift, crew[1])
    held = shift.enrolments.holding().order_by("pk")
    assert [(row.state, row.heads, row.person) for row in held] == [
        ("joined", 1, crew[0]), ("joined", 1, None), ("invited", 1, crew[1]),
    ]  # fmt: skip


def _brings_two_by_name_and_two_heads(page, look, shift, people):
    page.goto("/shifts")
    page.locator(f"#shift-{shift.pk} a.row-title").click()
    page.wait_for_url(f"**/shifts/{shift.pk}")
    page.locator(f'main a[href="/shifts/{shift.pk}/team"]').click()
    page.wait_for_url("**/team")
    look(page)
    for person in people:
        page.check(f'input[name="people"][value="{person.pk}"]')
    page.fill('input[name="heads"]', "2")
    page.locator("main form button.button-primary").click()
    expect(page.locator("main ul.rows > li")).to_have_count(2)
    look(page)


def _a_member_says_yes(page, look, shift):
    page.goto("/mine/shifts")
    page.locator(f'main a[href="/shifts/{shift.pk}"]').click()
    page.wait_for_url(f"**/shifts/{shift.pk}")
    look(page)
    page.locator('form[action$="/confirmation"] button').click()
    expect(page.locator("main")).to_contain_text("13900000011")
    look(page)


def _names_a_place(page, look, shift, member):
    page.goto(f"/shifts/{shift.pk}/team")
    naming = page.locator('form[action$="/name"]')
    naming.locator("select").select_option(str(member.pk))
    naming.locator("button").click()
    expect(page.locator("main ul.rows > li")).to_have_count(3)
    look(page)
