"""The map: drawn without a tile server, walked by keyboard, beside a table that says the same."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


@pytest.fixture
def desk_gallery(open_page):
    page = open_page(1280, 900)
    page.goto("/design?face=desk")
    page.wait_for_selector(".map-canvas path[data-step='4']")
    return page


def test_arrows_walk_from_place_to_place_and_the_table_follows(desk_gallery):
    page = desk_gallery
    page.focus(".map-canvas")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".leaflet-tooltip")).to_have_text("第 1 村 · 0")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".leaflet-tooltip")).to_have_text("第 2 村 · 7")
    expect(page.locator("tr.is-current[data-place]")).to_have_attribute("data-place", "1")
    page.keyboard.press("ArrowUp")
    expect(page.locator("tr.is-current[data-place]")).not_to_have_attribute("data-place", "1")


def test_enter_opens_the_place(desk_gallery):
    page = desk_gallery
    page.focus(".map-canvas")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")


@pytest.mark.parametrize("face", ["desk", "wall", "print"])
def test_every_face_is_free_of_accessibility_faults(open_page, accessible, face):
    for width, cookies in ((1280, {}), (390, {"theme": "dark"}), (390, {"large": "1"})):
        page = open_page(width, 900, **cookies)
        page.goto(f"/design?face={face}")
        page.wait_for_load_state("networkidle")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
