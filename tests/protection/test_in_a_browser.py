"""Protection in a real browser: nobody is shut out, and a fever is met at the phone."""

import pytest
from django.utils import timezone

from tests.protection.conftest import FEVER
from tests.stage import turning
from tongxin.protection.actions import (
    Report,
    ask_replenishment,
    declare_health,
    issue_kit,
    open_case,
    report_accident,
)
from tongxin.protection.models import Declaration

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

LOOKS = ((390, {}), (1280, {"language": "en"}), (1280, {"theme": "dark"}), (390, {"large": "1"}))


@pytest.fixture
def a_day(make_volunteer, volunteer, kit, stock, village, city, town, on_duty, shift, steward):
    """Somebody ill, somebody hurt, somebody with a kit, a stock that runs low."""
    ill, hurt = make_volunteer("ill", name="陈小明"), make_volunteer("hurt", name="李梅")
    on_duty([(one, shift) for one in (volunteer, ill, hurt)])
    said = declare_health(ill, FEVER, by=ill)
    case = open_case(ill, what="头晕", by=ill)
    accident = report_accident(hurt, Report("滑倒", "包扎", timezone.now()), by=hurt)
    holder = stock(village, mask=9, vest=9)
    stock(village, until=-2, lot="旧", mask=4)
    stock(city, mask=100)
    issue_kit(volunteer, shift, by=steward)
    asked = ask_replenishment(village, {"mask": 30}, reason="快用完", by=steward)
    return {"said": said.pk, "case": case.pk, "accident": accident.pk, "stock": holder.pk,
            "asked": asked.pk, "kit": kit.pk}  # fmt: skip


DESK = [
    "/desk/health/", "/desk/health/declarations/{said}/", "/desk/cases/", "/desk/cases/{case}/",
    "/desk/accidents/", "/desk/accidents/{accident}/", "/desk/handout/", "/desk/kits/",
    "/desk/kits/{kit}/", "/desk/stock/", "/desk/stock/{stock}/", "/desk/replenishments/",
    "/desk/replenishments/{asked}/", "/desk/destructions/",
]  # fmt: skip


def look_at(open_page, accessible, person, addresses):
    for width, cookies in LOOKS:
        page = open_page(width, 900, person, **cookies)
        for address in addresses:
            page.goto(address)
            for part in page.locator("main details").all():
                part.evaluate("part => { part.open = true }")
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_nobody_is_shut_out_of_the_desk(open_page, accessible, director, a_day):
    look_at(open_page, accessible, director, [address.format(**a_day) for address in DESK])


def test_nobody_is_shut_out_of_their_own_pages(open_page, accessible, volunteer, a_day):
    look_at(open_page, accessible, volunteer, ["/mine/health/", "/mine/kit/", "/mine/accident/"])


def test_a_fever_is_met_kindly_on_the_phone(open_page, volunteer):
    page = open_page(390, 844, volunteer)
    page.goto("/mine/health/")
    page.get_by_label("体温").fill("37.6")
    with turning(page):
        page.get_by_role("button", name="提交").click()
    page.get_by_text("今天请在家休息").wait_for(state="visible")
    assert page.get_by_label("体温").count() == 0
    assert Declaration.objects.get().is_unfit
