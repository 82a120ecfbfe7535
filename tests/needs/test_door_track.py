import pytest
from django.core.cache import cache
from django.test import Client

from tongxin.needs.actions import answer_needs, reject_needs, withdraw_need
from tongxin.needs.codes import new_sheet, possible_codes, read_sheet
from tongxin.needs.models import Need
from tongxin.needs.views.following import GUESSES


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def told(make_need):
    """A need without an account: whoever has the code may speak for it."""
    return make_need(
        words="王奶奶的药请打13812345678", requester_name="王奶奶", phone="13812345678",
        address="3幢501室", on_behalf=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "k7qm2z9dr4vt",
        " K7QM-2Z9D-R4VT ",
        "Ｋ７ＱＭ２Ｚ９ＤＲ４ＶＴ",
        "k7qm 2z9d r4vt",
        "K7QM·2Z9D·R4VT",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert possible_codes(typed) == ["K7QM2Z9DR4VT"]


def test_a_misread_character_is_forgiven():
    assert "K7QM2Z9DR4VT" in possible_codes("K7OM2Z9DR4VT")
    assert "K7QM2Z9DR4VT" in possible_codes("K1QM2Z9DR4VT")


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM2Z9DR4V", "药" * 12, "0" * 12, "K7QM2Z9DR4VTX"])
def test_what_cannot_be_a_code_is_none(typed):
    assert possible_codes(typed) == []


def test_a_sheets_number_finds_its_own_mistakes():
    number = new_sheet()
    assert read_sheet(f"{number[:4]}-{number[4:8]} {number[8:].lower()}") == number
    for n in range(len(number) - 1):
        swapped = number[:n] + number[n + 1] + number[n] + number[n + 2 :]
        assert swapped == number or read_sheet(swapped) is None
        wrong = number[:n] + ("2" if number[n] != "2" else "3") + number[n + 1 :]
        assert read_sheet(wrong) is None


def test_the_code_leads_to_the_page(client, told):
    page = client.get("/track", {"code": told.tracking_code_shown.lower()})
    assert page.url == f"/t/{told.tracking_code}"


def test_a_wrong_code_is_a_kind_page(client, told):
    page = client.get("/track", {"code": "K7QM-2Z9D-R4VT"})
    assert page.status_code == 404
    assert "K7QM-2Z9D-R4VT" in page.text


def test_guessing_ends_soon(client, told):
    for _ in range(GUESSES):
        assert client.get("/t/222222222222").status_code == 404
    assert client.get("/t/222222222223").status_code == 429
    assert client.get(f"/t/{told.tracking_code}").status_code == 429


def test_the_page_shows_nothing_personal(client, told):
    page = client.get(f"/t/{told.tracking_code}").text
    for secret in ("13812345678", "501", "王奶奶\n", told.phone_sealed, "needs/"):
        assert secret not in page.replace("needs/doors", "")
    sent = client.get(f"/t/{told.tracking_code}/sent").text
    slip = client.get(f"/t/{told.tracking_code}/slip").text
    assert "13812345678" not in sent + slip


def test_a_page_read_again_costs_one_query(client, listed, django_assert_num_queries):
    url = f"/t/{listed.tracking_code}"
    with django_assert_num_queries(4):
        first = client.get(url)
    with django_assert_num_queries(1):
        again = client.get(url)
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_a_kept_page_shows_a_new_step_at_once(client, listed, resident):
    from tongxin.needs.actions import add_note

    url = f"/t/{listed.tracking_code}"
    client.get(url)
    add_note(listed, words="下午才在家", by=resident)
    assert "下午才在家" in client.get(url).text
    withdraw_need(listed, by=resident)
    assert "已撤回" in client.get(url).text


def test_many_steps_cost_no_more(client, listed, team, leader, resident, django_assert_num_queries):
    from tongxin.needs.actions import reopen_need

    for _ in range(3):
        answer_needs([listed], team=team, report="讲了三道题", answer_url="/menu/1", by=leader)
        reopen_need(listed, reason="没解决", by=resident)
    answer_needs([listed], team=team, report="又讲了", answer_url="/menu/1", by=leader)
    with django_assert_num_queries(6):
        page = client.get(f"/t/{listed.tracking_code}").text
    assert "又讲了" in page
    assert 'href="/menu/1"' in page


def test_a_merged_need_shows_how_far_the_standing_one_is(client, told, listed, team, leader):
    Need.objects.filter(pk=told.pk).update(state="merged", merged_into=listed)
    answer_needs([listed], team=team, report="一起讲了", answer_url="", by=leader)
    assert "一起讲了" in client.get(f"/t/{told.tracking_code}").text


def test_a_rejection_is_told_with_its_reason(client, told, steward):
    reject_needs([told], reason="请拨打12345", by=steward)
    assert "请拨打12345" in client.get(f"/t/{told.tracking_code}").text


def test_the_holder_of_the_code_opens_it_again(client, told, steward, team, leader):
    from tests.needs.test_decide_needs import MENU
    from tongxin.needs.actions import decide_needs

    decide_needs([told], judgement=MENU, by=steward)
    answer_needs([told], team=team, report="好了", answer_url="", by=leader)
    assert client.post(f"/t/{told.tracking_code}/reopening").status_code == 302
    told.refresh_from_db()
    assert (told.state, told.times_reopened) == ("listed", 1)


def test_an_open_need_cannot_be_opened_again(client, told):
    assert client.post(f"/t/{told.tracking_code}/reopening").status_code == 409


def test_the_holder_of_the_code_withdraws(client, told):
    client.post(f"/t/{told.tracking_code}/withdrawal")
    told.refresh_from_db()
    assert told.state == "withdrawn"


def test_the_holder_of_the_code_adds_something(client, told):
    client.post(f"/t/{told.tracking_code}/note", {"words": "门口有狗，请先敲门"})
    assert "门口有狗" in client.get(f"/t/{told.tracking_code}").text


def test_nothing_is_not_a_note(client, told):
    assert client.post(f"/t/{told.tracking_code}/note", {"words": " "}).status_code == 422


def test_a_note_with_a_stale_token_is_not_lost(told):
    client = Client(enforce_csrf_checks=True)
    page = client.post(f"/t/{told.tracking_code}/note", {"words": "门口有狗"})
    assert page.status_code == 403
    assert "门口有狗</textarea>" in page.text
    assert not told.steps.exclude(note="").exists()


def test_a_need_of_an_account_asks_its_owner_to_sign_in(client, need, resident):
    assert client.post(f"/t/{need.tracking_code}/withdrawal").status_code == 403
    client.force_login(resident)
    assert client.post(f"/t/{need.tracking_code}/withdrawal").status_code == 302


def test_the_square_leads_to_the_page(client, told):
    answer = client.get(f"/t/{told.tracking_code}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml")
    assert client.get("/t/nonsense/qr.svg").status_code == 404
