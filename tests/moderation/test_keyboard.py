"""A moderator's hands stay on the keyboard."""

import pytest
from django.urls import reverse

from tongxin.moderation.models import Submission


@pytest.mark.journey
def test_a_moderator_passes_and_refuses_by_keyboard(open_page, moderator, written, accessible):
    for text in ["加群领取优惠", "抽奖抽奖", "老师讲得很好"]:
        written(text)
    page = open_page(1280, 900, moderator)
    page.goto(reverse("moderation:queue"))
    accessible(page)
    for key in "xjx":
        page.keyboard.press(key)
    page.keyboard.press("r")
    page.locator("dialog[open] select").select_option(index=1)
    accessible(page)
    page.locator("dialog[open] .button-primary").click()
    page.wait_for_selector("text=2 条不予公开")
    page.keyboard.press("a")
    page.wait_for_selector("text=1 条已公开")
    assert Submission.objects.public().get().text == "老师讲得很好"
    assert Submission.objects.filter(state="refused").count() == 2
