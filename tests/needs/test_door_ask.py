import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.needs.notice import intake_notice
from tongxin.messaging.models import Message
from tongxin.needs.actions.drafting import PER_DAY
from tongxin.needs.models import Draft, Likeness, Need
from tongxin.people.models import Consent, ConsentText, PhoneCode

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def _fresh(city):
    cache.clear()
    intake_notice()


@pytest.fixture
def notice(_fresh):
    return ConsentText.objects.current().get(purpose="intake")


@pytest.fixture
def answers(village, notice):
    return {
        "words": "母亲一个人在家，降压药只到周五", "place": village.code, "name": "王芳",
        "phone": PHONE, "agreed": "on", "text": notice.pk, "address": "3号", "on_behalf": "other",
    }  # fmt: skip


def photo(name="a.jpg", size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def digits_sent():
    subject = Message.objects.latest("pk").subject
    return re.search(r"\d{6}", subject).group()


def prove(client, digits=None):
    return client.post("/ask/phone", {"code": digits or digits_sent()})


def test_a_stranger_asks_and_gets_a_code(client, answers, village):
    step = client.post("/ask", answers | {"pictures": [photo(), photo()]})
    assert step.url == "/ask/phone"
    assert not Need.objects.exists()
    page = prove(client)
    need = Need.objects.get()
    assert page.url == f"/t/{need.tracking_code}/sent"
    assert (need.place, need.channel, need.phone, need.requester) == (village, "web", PHONE, None)
    assert need.on_behalf
    assert need.pictures.count() == 2
    assert not Draft.objects.exists()
    assert need.tracking_code_shown in client.get(page.url).text


def test_the_agreement_is_kept_with_the_text_that_was_shown(client, answers, notice):
    client.post("/ask", answers)
    prove(client)
    assert Consent.objects.get().text == notice


def test_a_renewed_text_is_asked_again_and_nothing_is_lost(client, answers):
    page = client.post("/ask", answers | {"text": "999"})
    assert page.status_code == 422
    assert answers["words"] in page.text


def test_who_is_signed_in_goes_straight(client, answers, resident):
    client.force_login(resident)
    del answers["phone"]
    page = client.post("/ask", answers)
    need = Need.objects.get()
    assert page.url == f"/t/{need.tracking_code}/sent"
    assert (need.requester, need.phone) == (resident, "13800000001")


def test_pressed_twice_is_one_need(client, answers, resident):
    client.force_login(resident)
    key = {"client_key": "a" * 32}
    first = client.post("/ask", answers | key)
    assert client.post("/ask", answers | key).url == first.url
    client.post("/ask", answers | key | {"words": "另一件事"})
    assert Need.objects.count() == 2


def test_what_was_typed_survives_every_error(client, answers):
    bad = answers | {"phone": "123", "pictures": [SimpleUploadedFile("x.jpg", b"no picture")]}
    page = client.post("/ask", bad)
    assert page.status_code == 422
    for typed in (answers["words"], "王芳", "3号", 'value="123"', f'{answers["place"]}" selected'):
        assert typed in page.text
    assert page.text.count("errorlist") == 2


def test_four_photos_are_too_many(client, answers):
    page = client.post("/ask", answers | {"pictures": [photo() for _ in range(4)]})
    assert page.status_code == 422
    assert answers["words"] in page.text


def test_a_stale_token_loses_nothing_and_does_nothing(answers):
    client = Client(enforce_csrf_checks=True)
    page = client.post("/ask", answers | {"csrfmiddlewaretoken": "x" * 64})
    assert page.status_code == 403
    assert answers["words"] in page.text
    assert not Draft.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text).group(1)
    assert client.post("/ask", answers | {"csrfmiddlewaretoken": token}).url == "/ask/phone"


def test_a_foreign_page_cannot_post(answers):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/ask", answers).status_code == 403
    assert not Draft.objects.exists()


def test_an_expired_code_loses_nothing(client, answers):
    client.post("/ask", answers)
    PhoneCode.objects.update(expires_at="2020-01-01T00:00:00Z")
    page = prove(client)
    assert page.status_code == 409
    assert not Need.objects.exists()
    assert answers["words"] in client.get("/ask?draft=1").text
    PhoneCode.objects.update(created_at="2020-01-01T00:00:00Z")
    client.post("/ask/phone/code")
    assert prove(client).status_code == 302
    assert Need.objects.get().words == answers["words"]


def test_a_wrong_code_says_so(client, answers):
    client.post("/ask", answers)
    right = digits_sent()
    page = prove(client, "000000" if right != "000000" else "111111")
    assert page.status_code == 422
    assert prove(client, right).status_code == 302


def test_going_back_keeps_the_photos(client, answers):
    client.post("/ask", answers | {"pictures": [photo()]})
    client.post("/ask", answers | {"words": "改一改：药只到周四"})
    assert prove(client).status_code == 302
    need = Need.objects.get()
    assert need.words.startswith("改一改")
    assert need.pictures.count() == 1


def test_the_last_step_twice_is_one_need(client, answers):
    client.post("/ask", answers)
    session, digits = client.session, digits_sent()
    draft = session["draft"]
    prove(client, digits)
    session = client.session
    session["draft"] = draft
    session.save()
    client.post("/ask/phone", {"code": digits})
    assert Need.objects.count() == 1


def test_a_proved_phone_is_asked_for_no_second_code(client, answers):
    client.post("/ask", answers)
    prove(client)
    page = client.post("/ask", answers | {"words": "还想学太极拳"})
    assert page.url.endswith("/sent")
    assert Need.objects.count() == 2


def test_one_phone_may_not_ask_without_end(client, answers, make_need):
    for n in range(PER_DAY):
        make_need(words=f"第{n}件事", phone=PHONE, channel="web")
    client.post("/ask", answers)
    page = prove(client)
    assert page.status_code == 429
    assert Draft.objects.exists()


def test_one_network_may_not_send_without_end(client, answers, monkeypatch):
    monkeypatch.setattr("tongxin.needs.views.asking.DRAFTS", 1)
    client.post("/ask", answers)
    page = client.post("/ask", answers)
    assert page.status_code == 429
    assert answers["words"] in page.text


def test_danger_is_answered_with_numbers_and_taken_all_the_same(client, answers):
    client.post("/ask", answers | {"words": "我爸突然昏倒叫不醒"})
    assert "tel:120" in client.get("/ask/phone").text
    page = prove(client)
    assert "tel:120" in client.get(page.url).text
    assert Need.objects.exists()


@pytest.mark.parametrize(
    ("words", "number"),
    [("楼下着火了", "119"), ("我不想活了", "110"), ("老伴胸口疼得厉害", "120"),
     ("想听一课怎么预防火灾", ""), ("等快递急死了", "")],
)  # fmt: skip
def test_danger_is_seen_while_writing(client, words, number, village):
    part = client.post("/ask/hints", {"words": words, "place": village.code}).text
    assert (f"tel:{number}" in part) if number else ("tel:" not in part)


def test_the_same_need_nearby_can_be_joined(client, answers, listed):
    part = client.post("/ask/hints", {"words": "孩子上网课听不懂数学题", "place": answers["place"]})
    assert str(listed.uid) in part.text
    assert listed.tracking_code not in part.text
    client.post("/ask", answers | {"joins": str(listed.uid)})
    prove(client)
    assert Likeness.objects.get().other == listed


def test_a_pending_need_of_a_neighbour_is_not_shown(client, need, village):
    part = client.post("/ask/hints", {"words": need.words, "place": village.code}).text
    assert str(need.uid) not in part


def test_the_place_is_remembered(client, answers, village):
    client.post("/ask", answers)
    other = Client()
    other.cookies["place"] = village.code
    assert f'{village.code}" selected' in other.get("/ask").text


def test_the_form_works_with_few_queries(client, village, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = client.get("/ask")
    assert page.status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_common_matter_begins_the_sentence(client, village, language):
    client.cookies["language"] = language
    page = client.get("/ask?about=medicine")
    assert ("药" if language == "zh-hans" else "medicine") in page.text
