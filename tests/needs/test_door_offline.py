"""The doorstep form in a real browser: without a network, and when an answer gets lost."""

import pytest
from playwright.sync_api import expect

from tests.needs.notice import intake_notice
from tongxin.needs.models import Need

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Resolves when the service worker rules the page and has kept it.
KEPT = """async () => {
  const kept = async () => navigator.serviceWorker.controller && caches.match("/door");
  while (!(await kept())) await new Promise((soon) => setTimeout(soon, 50));
}"""


@pytest.fixture
def door(open_page, steward, village):
    """The doorstep form on the steward's phone, kept for later without a network."""
    intake_notice()
    page = open_page(390, 844, steward)
    page.goto("/door")
    page.evaluate(KEPT)
    return page


def write(page, name, words):
    page.fill("#id_name", name)
    page.fill("#id_words", words)
    page.check("#id_agreed")
    page.click("main form.form button.button-primary")


def waiting(page):
    return page.locator("[data-outbox] [data-list] > li")


def test_two_entered_offline_are_two_needs_once_online(door, complaints):
    door.context.set_offline(True)
    write(door, "张奶奶", "血压药快没了")
    waiting(door).nth(0).wait_for()
    write(door, "李大爷", "想请人理发")
    waiting(door).nth(1).wait_for()
    assert not Need.objects.exists()

    door.reload()  # still without a network: the page and what waits are there
    waiting(door).nth(1).wait_for()
    assert door.locator("h1").inner_text()

    door.context.set_offline(False)
    door.locator("[data-outbox]").wait_for(state="hidden")
    assert set(Need.objects.values_list("requester_name", flat=True)) == {"张奶奶", "李大爷"}
    door.reload()
    door.get_by_text("血压药快没了").wait_for()
    assert Need.objects.count() == 2
    complaints.clear()  # the browser says that it was offline; we know


def test_a_lost_answer_makes_no_second_need(door, complaints):
    lost = []

    def lose_the_answer(route):
        lost.append(route.fetch().status)  # the server has it …
        route.abort()  # … and the phone never hears so

    door.context.route("**/door", lose_the_answer, times=1)
    with door.expect_event("requestfailed"):
        write(door, "张奶奶", "血压药快没了")
    expect(door.locator("#id_words")).to_have_value("")  # kept: the next may be written
    door.evaluate("() => window.dispatchEvent(new Event('online'))")  # it is sent once more
    door.wait_for_function("async () => !(await tongxinOutbox.all()).length")
    assert lost == [201]
    assert Need.objects.count() == 1
    complaints.clear()


def test_what_the_server_refuses_can_be_corrected(door, complaints):
    door.context.set_offline(True)
    door.fill("#id_phone", "123")
    write(door, "张奶奶", "血压药快没了")
    waiting(door).nth(0).wait_for()
    door.context.set_offline(False)
    door.click("[data-outbox] [data-correct]")
    expect(door.locator("#id_words")).to_have_value("血压药快没了")
    door.fill("#id_phone", "")
    door.click("main form.form button.button-primary")
    door.wait_for_url("**/door/*")
    assert Need.objects.get().requester_name == "张奶奶"
    complaints.clear()


def test_online_it_goes_straight_to_the_code(door):
    write(door, "张奶奶", "血压药快没了")
    door.wait_for_url("**/door/*")
    assert Need.objects.get().tracking_code_shown in door.locator("main").inner_text()
