"""A 16-year-old is kindly refused a risky post, reads why, and finds something else to do."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tongxin.people.actions import (
    ask_guardian,
    confirm_guardianship,
    give_consent,
    publish_first_texts,
    robot,
    texts_to_ask,
    verify_phone,
)
from tongxin.rosters.models import Enrolment

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def young(make_person, make_volunteer, village):
    """Sixteen years old, trained, with a guardian who agreed."""
    publish_first_texts(by=robot("installer"))
    today = timezone.localdate()
    minor = make_volunteer("young", born=today.replace(year=today.year - 16, day=1))
    parent = make_person("parent-chen", name="陈爸爸", phone="13800000077", home=village)
    parent = verify_phone(parent, by=parent)
    asked = ask_guardian(minor, parent.phone, relation="parent", by=minor)
    confirm_guardianship(asked, by=parent)
    for text in texts_to_ask(minor):
        give_consent(minor, text, by=minor)
    return minor


def test_a_16_year_old_is_refused_kindly_and_finds_another_post(
    screen, look, make_shift, young, in_english, complaints
):
    gate = make_shift(is_risky=True, kind="checkpoint", title="卡口值守员")
    desk = make_shift(title="志愿站服务台")
    page = screen(young)
    page.goto(f"/shifts/{gate.pk}")
    look(page)
    page.locator('main form[action$="/enrolments"] button').click()
    thanks = "Thank you for wanting to help" if in_english else "谢谢您愿意出力"
    said = page.locator("main ul.rows li").filter(has_text=thanks)
    expect(said).to_contain_text("18")
    expect(page.locator(f"#instead a[href='/shifts/{desk.pk}']")).to_be_visible()
    look(page)
    page.locator('main a[href="/shifts/for-me"]').click()
    page.wait_for_url("**/for-me")
    expect(page.locator(f"#shift-{desk.pk}")).to_be_visible()
    expect(page.locator("#others + ul")).to_contain_text(gate.post.title)
    look(page)
    page.locator(f"#shift-{desk.pk} form button").click()
    page.wait_for_url(f"**/shifts/{desk.pk}")
    expect(page.locator('main [data-tone="done"]').first).to_be_visible()
    assert list(Enrolment.objects.values_list("shift", flat=True)) == [desk.pk]
    complaints.clear()  # the browser notes the status of the refusal: it is meant
