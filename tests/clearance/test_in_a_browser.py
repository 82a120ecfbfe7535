"""The desk pages of the gates and of insurance, in a real browser."""

import pytest
from django.utils import timezone

from tongxin.places.actions import declare_level
from tongxin.protection.actions import Contract, cover_people, enter_policy
from tongxin.volunteers.models import Volunteer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


ADDRESSES = ["/desk/gates/", "/desk/insurance/", "/desk/insurance/{}/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_is_shut_out(open_page, accessible, director, resident, city, address):
    declare_level(city, level=2, source="省应急指挥部公告", by=director)
    today = timezone.localdate()
    contract = Contract("人保财险宜兴支公司", "PICC-2020-ZYZ-00017", "named", today, today)
    policy = enter_policy(city, contract, by=director)
    Volunteer.objects.create(person=resident, number="YX2020-000001", state="invited")
    cover_people(policy, [resident.pk], by=director)
    for width, cookies in ((390, {}), (1280, {"language": "en"}), (1280, {"theme": "dark"}),
                           (390, {"large": "1"})):  # fmt: skip
        page = open_page(width, 900, director, **cookies)
        page.goto(address.format(policy.pk))
        page.locator("summary").first.wait_for(state="visible")
        for part in page.locator("main details").all():
            part.evaluate("part => { part.open = true }")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_comes_as_a_file_and_what_was_refused_stands_there(
    open_page, director, resident, city
):
    today = timezone.localdate()
    policy = enter_policy(city, Contract("甲", "1", "named", today, today), by=director)
    Volunteer.objects.create(person=resident, number="YX2020-000001", state="invited")
    page = open_page(390, 900, director)
    page.goto(f"/desk/insurance/{policy.pk}/")
    rows = "志愿者编号,姓名\nYX2020-000001,\nYX2020-999999,某\n".encode()
    page.get_by_text("或上传表格").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.locator("form[enctype] button").click()
    page.locator("#refused .row", has_text="YX2020-999999").wait_for(state="visible")
    page.locator("tbody", has_text="YX2020-000001").wait_for(state="visible")
