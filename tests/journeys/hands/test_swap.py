"""Two volunteers swap their shifts; a third takes a place that is given away."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tongxin.rosters import actions

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shifts(make_shift, officer):
    """Two shifts of one post, a day apart."""
    first = make_shift(places=1)
    start = first.starts_at + timedelta(days=1)
    return first, *actions.add_shifts(
        first.post, times=[(start, start + timedelta(hours=3))], by=officer
    )


def holder(shift):
    return shift.enrolments.get(state="joined").person


def test_two_swap_and_a_third_takes_a_place_given_away(screen, look, shifts, hands):
    mine, yours = (
        actions.join(shift, by=who) for shift, who in zip(shifts, hands[:2], strict=True)
    )
    first, second = screen(hands[0]), screen(hands[1])
    _offers(first, look, mine, wanted=yours)
    second.goto("/mine/shifts")
    look(second)
    second.locator('main a[href^="/swaps/"]').click()
    _takes(second, look)
    assert (holder(shifts[0]), holder(shifts[1])) == (hands[1], hands[0])

    _offers(second, look, holder_row(shifts[0]))
    third = screen(hands[2])
    third.goto("/mine/shifts")
    third.locator('main a[href^="/swaps/"]').click()
    _takes(third, look)
    assert holder(shifts[0]) == hands[2]


def holder_row(shift):
    return shift.enrolments.get(state="joined")


def _offers(page, look, row, wanted=None):
    page.goto("/mine/shifts")
    page.locator(f'main a[href="/shifts/{row.shift_id}"]').click()
    page.locator(f'main a[href="/shifts/{row.shift_id}/offer"]').click()
    page.wait_for_url("**/offer")
    page.fill('input[name="words"]', "家里有事")
    if wanted:
        page.check(f'input[name="wanted"][value="{wanted.pk}"]')
    look(page)
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**/swaps/*")
    expect(page.locator("main .lead")).to_have_text("家里有事")
    look(page)


def _takes(page, look):
    page.wait_for_url("**/swaps/*")
    look(page)
    page.locator('form[action$="/taking"] button').click()
    expect(page.locator('main .tag[data-tone="done"]')).to_be_visible()
    look(page)
