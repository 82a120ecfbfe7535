import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.needs.notice import intake_notice
from tongxin.needs.codes import new_sheet
from tongxin.needs.models import Need
from tongxin.people.models import Consent


@pytest.fixture(autouse=True)
def _fresh(city):
    cache.clear()
    intake_notice()


@pytest.fixture
def said(village):
    return {
        "name": "张奶奶", "phone": "0510-87901234", "place": village.code, "words": "电视没信号",
        "risks": ["elder_alone", "medical"], "urgency": "3", "agreed": "on", "client_key": "abc123",
    }  # fmt: skip


@pytest.fixture
def at_work(client, steward):
    client.force_login(steward)
    return client


def test_a_worker_writes_it_down(at_work, said, steward, village):
    page = at_work.post("/door", said)
    need = Need.objects.get()
    assert page.url == f"/door/{need.tracking_code}"
    assert (need.channel, need.recorder, need.place, need.on_behalf) == (
        "doorstep", steward, village, True,
    )  # fmt: skip
    assert (need.risks, need.urgency, need.phone) == (["elder_alone", "medical"], 3, "051087901234")
    done = at_work.get(page.url).text
    assert need.tracking_code_shown in done
    assert "张奶奶" not in done


def test_the_outbox_is_told_by_name(at_work, said):
    answer = at_work.post("/door", said, headers={"X-Outbox": "abc123"})
    assert (answer.status_code, answer["X-Outbox-Accepted"]) == (201, "abc123")


def test_sent_twice_is_one_need(at_work, said):
    first = at_work.post("/door", said)
    assert at_work.post("/door", said).url == first.url
    assert Need.objects.count() == 1


def test_without_a_phone_it_works(at_work, said):
    assert at_work.post("/door", said | {"phone": ""}).status_code == 302
    assert not Consent.objects.exists()


def test_what_was_typed_survives(at_work, said):
    page = at_work.post("/door", said | {"phone": "12", "sheet": "AAAA"})
    assert page.status_code == 422
    for typed in ("张奶奶", said["words"], 'value="abc123"', 'value="12"'):
        assert typed in page.text
    assert page.text.count("errorlist") == 2


def test_a_stranger_has_no_door(client, stranger, said):
    assert client.get("/door").status_code == 302
    client.force_login(stranger)
    for url in ("/door", "/desk/phone", "/desk/sheets"):
        assert client.get(url).status_code == 403
    assert client.post("/door", said).status_code == 403


def test_a_worker_enters_only_at_the_own_places(at_work, said, other_village):
    page = at_work.post("/door", said | {"place": other_village.code})
    assert page.status_code == 422
    assert not Need.objects.exists()


def test_the_own_station_is_chosen_already(at_work, village):
    assert f'{village.code}" selected' in at_work.get("/door").text


def test_the_list_of_today_is_the_workers_own(at_work, make_need, officer, village):
    mine = make_need(words="我今天登记的")
    other = make_need(by=officer, words="别人登记的")
    page = at_work.get("/door").text
    assert mine.words in page
    assert other.words not in page


def test_one_or_many_entered_cost_the_same(at_work, make_need):
    make_need()
    with CaptureQueriesContext(connection) as one:
        at_work.get("/door")
    for n in range(5):
        make_need(words=f"第{n}件")
    with CaptureQueriesContext(connection) as many:
        at_work.get("/door")
    assert len(many) <= len(one) <= 10


def test_a_worker_elsewhere_does_not_see_the_code(client, make_need, make_person, other_village):
    need = make_need()
    client.force_login(make_person("steward-he", "steward", other_village))
    assert client.get(f"/door/{need.tracking_code}").status_code == 404


def test_a_sheet_typed_in_twice_is_one_need(client, at_work, said, officer):
    sheet = new_sheet()
    first = at_work.post("/door", said | {"sheet": sheet, "client_key": "k1"})
    client.force_login(officer)
    second = client.post("/desk/phone", said | {"sheet": sheet.lower(), "client_key": "k2"})
    assert first.url == second.url
    assert Need.objects.count() == 1
    assert client.get(f"/door?sheet={sheet}").url == first.url


def test_a_blank_sheet_opens_the_form_with_its_number(at_work):
    sheet = new_sheet()
    assert f'value="{sheet}"' in at_work.get(f"/door?sheet={sheet}").text


def test_the_telephonist_sees_what_the_caller_asked_before(at_work, make_need):
    earlier = make_need(words="上周的药", phone="13812345678")
    part = at_work.post("/desk/phone/callers", {"phone": "138 1234 5678"}).text
    assert earlier.words in part
    assert earlier.tracking_code_shown in part
    assert earlier.words not in at_work.post("/desk/phone/callers", {"phone": "13800000000"}).text


def test_a_caller_from_elsewhere_stays_private(client, make_need, make_person, other_village):
    make_need(words="上周的药", phone="13812345678")
    client.force_login(make_person("steward-he", "steward", other_village))
    part = client.post("/desk/phone/callers", {"phone": "13812345678"}).text
    assert "上周的药" not in part


def test_a_need_by_phone(at_work, said):
    page = at_work.post("/desk/phone", said)
    assert Need.objects.get().channel == "phone"
    assert "/desk/phone" in at_work.get(page.url).text


def test_the_phone_page_keeps_what_was_typed(at_work, said):
    page = at_work.post("/desk/phone", said | {"words": ""})
    assert page.status_code == 422
    assert "张奶奶" in page.text


def test_sheets_to_print(at_work, village):
    assert at_work.get("/desk/sheets").status_code == 200
    page = at_work.get(f"/desk/sheets?many=3&place={village.code}").text
    assert page.count("paper-number") == 3
    square = page.split('class="paper-number"><img src="')[1].split('"')[0]
    assert at_work.get(square)["Content-Type"] == "image/svg+xml"
    assert at_work.get("/desk/sheets?many=5000").status_code == 422
