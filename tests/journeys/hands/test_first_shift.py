"""Somebody new registers, is trained, passes, finds a shift near home and joins with one tap."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.volunteers.conftest import identity
from tongxin.messaging.models import Message
from tongxin.people.actions import publish_first_texts, robot
from tongxin.rosters.models import Enrolment
from tongxin.training.actions import set_up_training
from tongxin.training.models import Attempt, Course, Question
from tongxin.volunteers.models import Volunteer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shift(city, make_shift):
    """Comforting people by phone, in the village of the newcomer; the starter courses are open."""
    publish_first_texts(by=robot("installer"))
    set_up_training(by=robot("installer"))
    return make_shift(service_class_id="information", contact_name="李队")


def test_from_a_strangers_phone_to_a_place_in_a_shift(screen, look, shift, village, in_english):
    page = screen()
    _registers(page, look, village)
    _reads_what_is_missing(page, look, shift)
    for code in ("basics-1", "information-1"):
        _learns(page, look, Course.objects.get(code=code))
    _joins_with_one_tap(page, look, shift, "in your own village" if in_english else "就在本村")
    row = Enrolment.objects.get()
    assert (row.state, row.person.volunteer.state) == ("joined", "active")


def _registers(page, look, village):
    page.goto("/")
    page.locator('footer a[href="/volunteer"]').click()
    page.wait_for_url("**/volunteer")
    look(page)
    page.locator('main a[href*="signup"]').click()
    page.fill("[name=name]", "吴秀英")
    page.fill("[name=phone]", "138 1111 2222")
    page.check("[name=is_adult]")
    page.check("[name=agree]")
    look(page)
    page.locator('main form[action$="/signup/"] button.button-primary').click()
    page.wait_for_url("**/phone/verify/")
    letter = Message.objects.filter(recipient__startswith="phone:").latest("pk")
    page.fill("[name=code]", re.search(r"\d{6}", letter.subject)[0])
    page.locator("main button.button-primary").click()
    page.wait_for_url("**/me/volunteer/join")
    look(page)
    page.fill("[name=identity]", identity(date(1988, 3, 8)))
    page.fill("[name=home]", village.name)
    page.check("[name=agree]")
    page.locator("main button.button-primary").click()
    page.wait_for_url("**/me/volunteer/")
    expect(page.locator("main")).to_contain_text(Volunteer.objects.get().number)
    look(page)


def _reads_what_is_missing(page, look, shift):
    """Nothing fits yet: the shift near home is shown with what to do first."""
    page.locator('main a[href="/shifts/for-me"]').click()
    page.wait_for_url("**/for-me")
    near = page.locator("main section li", has_text=shift.post.title)
    expect(near.locator('a[href*="/training/modules/"]').first).to_be_visible()
    look(page)
    near.locator('a[href*="/training/modules/"]').first.click()
    page.wait_for_url("**/training/courses/*")
    look(page)


def _learns(page, look, course):
    page.goto(f"/training/courses/{course.code}")
    page.locator('main a[href^="/training/lessons/"]').first.click()
    for lesson in course.lessons.all():
        page.wait_for_url(f"**/training/lessons/{lesson.pk}")
        page.locator("main form button.button-primary").click()
    page.wait_for_url(f"**/training/courses/{course.code}")
    page.locator('main form[action$="/attempts"] button').click()
    page.wait_for_url("**/training/attempts/*")
    look(page)
    _answers_rightly(page)
    page.locator("main form button.button-primary").click()
    expect(page.locator('main a[href^="/certificates/"]')).to_be_visible()
    look(page)


def _answers_rightly(page):
    paper = Attempt.objects.get(state="open")
    bank = Question.objects.in_bulk([key for key, _order in paper.paper])
    for key, question in bank.items():
        for right in question.right:
            page.check(f'input[name="q{key}"][value="{right}"]')


def _joins_with_one_tap(page, look, shift, near_home):
    page.goto("/shifts/for-me")
    row = page.locator(f"#shift-{shift.pk}")
    expect(row).to_contain_text(shift.post.title)
    expect(row).to_contain_text(near_home)
    look(page)
    row.locator("form button").click()
    page.wait_for_url(f"**/shifts/{shift.pk}")
    expect(page.locator('main [data-tone="done"]').first).to_be_visible()
    expect(page.locator("main")).to_contain_text("李队")
    look(page)
    page.goto("/mine/shifts")
    expect(page.locator("main")).to_contain_text(shift.post.title)
    look(page)
