import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.needs.test_decide_needs import MENU
from tongxin.needs.actions import decide_needs, withdraw_need
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.views.listing import KEPT_SECONDS, PAGE


@pytest.fixture
def many(make_need, steward):
    needs = [make_need(words=f"想学太极拳 第{n}个", requester_name="王芳") for n in range(PAGE + 5)]
    return decide_needs(needs, judgement=MENU, by=steward)


def test_only_listed_ones_are_public(client, need, listed, make_need):
    hidden = make_need(words="还没人看过的事")
    page = client.get("/needs").text
    assert listed.words in page
    assert hidden.words not in page


def test_nothing_private_is_public(client, make_need, steward):
    need = make_need(
        words="请打13812345678，3幢2单元501室", phone="13812345678", requester_name="王小芳",
        address="3幢",
    )  # fmt: skip
    decide_needs([need], judgement=MENU, by=steward)
    page = client.get("/needs").text
    for secret in ("13812345678", "501", "王小芳", need.tracking_code, need.tracking_code_shown):
        assert secret not in page


@pytest.mark.parametrize(
    "judgement",
    [Judgement(route="emergency", urgency=1),
     Judgement(route="hands", service_class="psychological", urgency=2)],
)  # fmt: skip
def test_who_is_in_danger_or_grief_is_not_shown_around(client, need, steward, judgement):
    decide_needs([need], judgement=judgement, by=steward)
    assert need.words not in client.get("/needs").text


def test_pages_follow_each_other_without_gap(client, many):
    first = client.get("/needs").text
    next_url = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get("/needs" + next_url).text
    for need in many:
        assert (need.words + "<" in first) != (need.words + "<" in second)


def test_a_nonsense_cursor_is_the_first_page(client, listed):
    assert listed.words in client.get("/needs?before=x@y&place=0&platform=no&state=?").text


def test_filters(client, listed, other_town, village):
    assert listed.words in client.get(f"/needs?place={village.code}&state=waiting").text
    assert listed.words not in client.get(f"/needs?place={other_town.code}").text
    assert listed.words not in client.get("/needs?state=answered").text
    assert listed.words not in client.get("/needs?platform=culture").text


def test_one_or_many_cost_the_same(client, listed, many, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/needs")


def test_a_withdrawn_need_is_gone_within_a_minute(client, listed, resident):
    """Strangers share a page kept for a minute; whoever signed in or filters reads afresh."""
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert listed.words in client.get("/needs").text
        withdraw_need(listed, by=resident)
        assert listed.words not in client.get("/needs", headers={"HX-Request": "true"}).text
        client.force_login(resident)
        assert listed.words not in client.get("/needs").text
    with time_machine.travel(now + timedelta(seconds=KEPT_SECONDS + 1), tick=False):
        assert listed.words not in Client().get("/needs").text


def test_a_kept_list_asks_the_database_nothing(client, listed, django_assert_num_queries):
    first = client.get("/needs?state=waiting").text
    with django_assert_num_queries(0):
        assert Client().get("/needs?state=waiting").text.count(listed.words) == 1
    assert listed.words in first
    assert listed.words not in client.get("/needs?state=answered").text


def test_htmx_gets_the_part(client, listed):
    part = client.get("/needs", headers={"HX-Request": "true"}).text
    assert listed.words in part
    assert "<html" not in part


def test_mine_are_mine(client, need, make_need, resident):
    other = make_need(words="别人的事")
    assert client.get("/mine/needs").status_code == 302
    client.force_login(resident)
    page = client.get("/mine/needs").text
    assert need.words in page
    assert other.words not in page


def test_photos_are_for_the_requester_and_the_desk(client, need, resident, steward, stranger):
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    picture = need.pictures.create(file=ContentFile(out.getvalue(), name="a.jpg"))
    url = f"/needs/{need.uid}/pictures/{picture.pk}"
    assert client.get(url).status_code == 302
    for person, status in ((stranger, 404), (resident, 200), (steward, 200)):
        client.force_login(person)
        answer = client.get(url)
        assert answer.status_code == status
        assert status == 404 or answer.getvalue()
