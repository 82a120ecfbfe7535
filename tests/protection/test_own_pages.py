"""A volunteer's own pages: declared in a few taps, and what to wear."""

import pytest

from tongxin.protection.actions import confirm_kit, issue_kit, open_case
from tongxin.protection.models import Declaration


@pytest.fixture
def mine(client, volunteer):
    client.force_login(volunteer)
    return client


def test_two_taps_and_one_is_fit(mine, volunteer):
    page = mine.get("/mine/health/")
    assert page.status_code == 200
    answer = mine.post("/mine/health/", {"temperature": "36.5"}, follow=True)
    assert "可以上岗" in answer.content.decode()
    assert Declaration.objects.get().person == volunteer


def test_a_fever_is_met_kindly_and_cannot_be_taken_back(mine, volunteer):
    answer = mine.post("/mine/health/", {"temperature": "37.6"}, follow=True).content.decode()
    assert "请在家休息" in answer
    assert "37.6 °C" in answer
    assert 'name="temperature"' not in answer
    mine.post("/mine/health/", {"temperature": "36.5"})
    assert "请在家休息" in mine.get("/mine/health/").content.decode()


def test_who_feels_worse_later_says_so(mine):
    mine.post("/mine/health/", {"temperature": "36.5"})
    said = {"temperature": "36.8", "symptoms": ["cough"]}
    assert "请在家休息" in mine.post("/mine/health/", said, follow=True).content.decode()


@pytest.mark.parametrize("said", [{}, {"temperature": "3.6"}, {"temperature": "x"},
                                  {"temperature": "36.5", "symptoms": ["nothing"]}])  # fmt: skip
def test_what_cannot_be_is_sent_back(mine, said):
    assert mine.post("/mine/health/", said).status_code == 422
    assert not Declaration.objects.exists()


def test_who_is_ill_is_told_to_rest(mine, volunteer):
    open_case(volunteer, what="头晕", by=volunteer)
    assert "请好好休息" in mine.get("/mine/health/").content.decode()


def test_a_stranger_logs_in_first(client):
    for path in ("/mine/health/", "/mine/kit/"):
        assert client.get(path).status_code == 302


def test_my_kit_says_what_to_wear_who_supplies_and_what_is_in_hand(
    mine, volunteer, kit, on_duty, shift, occasion, stock, village, steward
):
    assert "近几天没有班次" in mine.get("/mine/kit/").content.decode()
    on_duty([(volunteer, shift), (volunteer, occasion("shift:2", kind="", title="宣传"))])
    page = mine.get("/mine/kit/").content.decode()
    for words in ("口罩", "社会志愿者由使用单位供给", "尚未领取", "本班次无需防护包"):
        assert words in page
    stock(village, mask=9, vest=9)
    issue_kit(volunteer, shift, by=steward)
    assert "已从库存发放" in mine.get("/mine/kit/").content.decode()


def test_the_line_on_ones_page(volunteer, kit, shift, steward):
    from tongxin.protection.takeaway import health_in_a_line, health_of, kit_in_a_line

    assert (health_in_a_line(volunteer), kit_in_a_line(volunteer)) == ("今日未申报", "")
    confirm_kit(volunteer, shift, words="自带", by=steward)
    open_case(volunteer, what="头晕", by=volunteer)
    assert (health_in_a_line(volunteer), kit_in_a_line(volunteer)) == ("请好好休息", "卡口包")
    assert health_of(volunteer)["cases"][0]["what"] == "头晕"


def test_who_was_hurt_reports_it_once(mine, volunteer, on_duty, shift, steward):
    on_duty([(volunteer, shift)])
    said = {"shift": shift.key, "happened_at": "2026-01-02T08:30", "gravity": "light",
            "what": "滑倒", "done": "包扎", "client_key": "k"}  # fmt: skip
    assert shift.title in mine.get("/mine/accident/").content.decode()
    assert mine.post("/mine/accident/", said | {"done": ""}).status_code == 422
    for _ in range(2):
        assert mine.post("/mine/accident/", said).status_code == 302
    assert volunteer.accidents.get().occasion_key == shift.key
