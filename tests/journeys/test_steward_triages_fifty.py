"""A steward decides fifty needs without touching the mouse."""

import pytest
from playwright.sync_api import expect

from tongxin.needs.actions import raise_need
from tongxin.needs.models import Decision, Likeness, Need, Proposal

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WHY = [{"code": "words.leaf", "values": {"words": "“网课”", "leaf": "menu/education"}}]


@pytest.fixture
def fifty(steward, village):
    """Fifty that wait, each with a proposal; the first is the oldest."""
    needs = []
    for number in range(50):
        need = raise_need(
            words=f"第{number + 1}户：孩子网课听不懂", at=village, channel="doorstep", by=steward
        )
        Proposal.objects.create(
            need=need, route="menu", platform_code="education", urgency=3, confidence=0.9,
            reasons=WHY,
        )  # fmt: skip
        needs.append(need)
    Likeness.objects.create(need=needs[6], other=needs[0], likeness=0.93)
    return needs


class Desk:
    """The steward's keyboard, and what the queue shows after each key."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def waits(self, number):
        expect(self.page.locator("#queue-counts .count").first).to_have_text(str(number))

    def accept_the_rest(self, number):
        """Page after page of the queue: select all that is shown, accept."""
        rows = self.page.locator("#queue > li")
        while number:
            expect(rows).not_to_have_count(0)
            number -= rows.count()
            self.press("Shift+X", "a")
            self.waits(number)


def test_fifty_are_decided_by_keyboard_alone(desk, look, fifty):
    desk.goto("/desk/triage")
    look(desk)
    keys = Desk(desk)
    keys.waits(50)

    keys.press("a")  # the first: accepted as proposed
    keys.waits(49)
    keys.press("g")  # the second: no, hands to look after somebody
    keys.waits(48)
    keys.press("z")  # the third: refused, with a reason
    expect(desk.locator("#rejecting")).to_be_visible()
    look(desk)
    keys.press("ArrowDown", "Enter")  # the second of the usual reasons
    keys.waits(47)
    keys.press("x", "j", "x", "j", "x", "f")  # three at once, to another department
    keys.waits(44)
    keys.press("k", "k", "o")  # the seventh is the same as the first: joined
    keys.waits(43)
    keys.press("h")  # a slip of the finger …
    keys.waits(42)
    expect(desk.locator("#undo [data-key=u][aria-keyshortcuts]")).to_be_visible()
    keys.press("u")  # … taken back
    keys.waits(43)
    look(desk)
    keys.accept_the_rest(43)
    look(desk)

    everything_is_as_decided(fifty)


def everything_is_as_decided(fifty):
    assert not Need.objects.filter(state="pending").exists()
    assert decided(fifty[0]) == ("listed", "education", None)
    assert decided(fifty[1]) == ("listed", None, "guarding")
    assert decided(fifty[2]) == ("rejected", None, None)
    assert fifty[2].reason
    assert {decided(need)[0] for need in fifty[3:6]} == {"referred"}
    assert {decided(need) for need in fifty[7:]} == {("listed", "education", None)}
    assert decided(fifty[6])[0] == "merged"
    kept = Decision.objects.filter(undone_at=None)
    assert kept.filter(need__in=fifty[1:2], differs=True).exists()  # the next fit learns of it
    assert not kept.filter(need__in=fifty[:1], differs=True).exists()
    assert Decision.objects.exclude(undone_at=None).count() == 1


def decided(need):
    need.refresh_from_db()
    return need.state, need.platform_id, need.service_class_id
