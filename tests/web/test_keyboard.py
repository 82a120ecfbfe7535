"""A desk's list is worked by keyboard, and typing is left alone."""

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture
def gallery(open_page):
    page = open_page(1280, 900)
    page.goto("/design")
    return page


def current(page):
    return page.evaluate("document.querySelector('.is-current').dataset.index")


def test_j_and_k_move_and_x_selects(gallery):
    gallery.keyboard.press("j")
    gallery.keyboard.press("x")
    assert current(gallery) == "1"
    assert gallery.locator("[data-keys] input:checked").count() == 1
    gallery.keyboard.press("k")
    gallery.keyboard.press("Shift+X")
    assert current(gallery) == "0"
    assert gallery.locator("[data-keys] input:checked").count() == 3
    gallery.keyboard.press("Escape")
    assert gallery.locator("[data-keys] input:checked").count() == 0


def test_letters_in_a_field_are_only_letters(gallery):
    gallery.focus("#id_phone")
    gallery.keyboard.type("jxr?/")
    assert gallery.input_value("#id_phone") == "jxr?/"
    assert gallery.locator("[data-keys] input:checked").count() == 0


def test_slash_goes_to_the_search_and_enter_opens_the_row(gallery):
    gallery.keyboard.press("j")
    gallery.keyboard.press("Enter")
    gallery.wait_for_url("**/design#main")
    gallery.keyboard.press("/")
    assert gallery.evaluate("document.activeElement.type") == "search"


@pytest.mark.parametrize("face", ["light", "dark", "large", "english"])
def test_the_design_has_no_accessibility_fault(open_page, accessible, face):
    cookies = {
        "light": {},
        "dark": {"theme": "dark"},
        "large": {"large": "1"},
        "english": {"language": "en"},
    }[face]
    for width in (390, 1280):
        page = open_page(width, 900, **cookies)
        page.goto("/design")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page)


def test_a_long_task_is_followed_to_its_end(gallery, accessible):
    gallery.click("#progress >> text=查看结果")
    accessible(gallery)


def test_a_dialog_opens_and_gives_the_focus_back(gallery, accessible):
    gallery.click("text=打开对话框")
    assert gallery.is_visible("#example")
    accessible(gallery)
    gallery.keyboard.press("Escape")
    assert gallery.evaluate("document.activeElement.dataset.open") == "example"
