"""A person's inbox, and the desk's list of deliveries."""

import pytest
from django.urls import reverse

from tongxin.journal.models import Entry
from tongxin.messaging.actions import deliver, post
from tongxin.messaging.channels import Outcome
from tongxin.messaging.models import Message


@pytest.fixture
def told(resident):
    def make(subject="您的需求有答复了", **fields):
        return post(to=f"person:{resident.pk}", subject=subject, addresses={"inapp": ""}, **fields)

    return make


@pytest.fixture
def failed(carried_by, text_message, village):
    carried_by(Outcome("refused", "The carrier refused it."))
    delivery = text_message(at=village, subject="验证码 123456")
    deliver(delivery.pk)
    return delivery


def test_an_inbox_needs_a_login(client, db):
    assert client.get(reverse("messaging:inbox")).status_code == 302


def test_a_message_is_read_by_opening_it(client, resident, told):
    message = told(body="志愿者明天上午到。", url="/t/abc")
    client.force_login(resident)
    assert "您的需求有答复了" in client.get(reverse("messaging:inbox")).content.decode()
    page = client.get(reverse("messaging:message", args=[message.pk])).content.decode()
    assert "志愿者明天上午到。" in page
    assert 'href="/t/abc"' in page
    message.refresh_from_db()
    assert message.read_at


def test_a_stranger_cannot_open_it(client, stranger, told):
    client.force_login(stranger)
    assert client.get(reverse("messaging:message", args=[told().pk])).status_code == 404


def test_everything_is_marked_as_read(client, resident, told):
    told(), told()
    client.force_login(resident)
    client.post(reverse("messaging:reading"))
    assert Message.objects.unread_count(resident) == 0


def test_an_inbox_costs_the_same_for_one_and_for_many(
    client, resident, told, django_assert_max_num_queries
):
    client.force_login(resident)
    told()
    with django_assert_max_num_queries(8) as one:
        client.get(reverse("messaging:inbox"))
    for number in range(40):
        told(f"第{number}条")
    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("messaging:inbox"))
    assert page.context["next_url"]
    assert len(client.get(page.context["next_url"]).context["rows"]) == 11


@pytest.mark.parametrize("name", ["deliveries", "unreached"])
@pytest.mark.parametrize("who", ["resident", "steward", "officer"])
def test_the_desk_s_pages_do_not_exist_for_others(client, name, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(f"messaging:{name}")).status_code == 404


def test_the_desk_sees_why_and_neither_number_nor_code(client, director, failed):
    client.force_login(director)
    for address in [
        reverse("messaging:deliveries"),
        reverse("messaging:unreached"),
        reverse("messaging:delivery", args=[failed.pk]),
    ]:
        page = client.get(address).content.decode()
        assert "运营商拒收" in page
        assert "138****0009" in page
        assert "13800000009" not in page
        assert "123456" not in page


def test_deliveries_cost_the_same_for_one_and_for_many(
    client, director, failed, text_message, django_assert_max_num_queries
):
    client.force_login(director)
    address = reverse("messaging:deliveries")
    client.get(address)  # what is asked once a minute is asked now
    with django_assert_max_num_queries(8) as one:
        client.get(address)
    for number in range(20):
        text_message(to=f"person:{number}")
    with django_assert_max_num_queries(len(one)):
        client.get(address)
    assert len(client.get(address, {"state": "failed"}).context["rows"]) == 1


def test_an_auditor_looks_and_mends_nothing(client, auditor, failed):
    client.force_login(auditor)
    assert client.get(reverse("messaging:delivery", args=[failed.pk])).status_code == 200
    for name in ["retry", "cancellation", "telling"]:
        address = reverse(f"messaging:{name}", args=[failed.pk])
        assert client.post(address).status_code == 403
    address = reverse("messaging:address", args=[failed.pk])
    assert client.post(address, {"reason": "看看"}).status_code == 403


def test_the_desk_tries_again(client, director, failed, work):
    client.force_login(director)
    client.post(reverse("messaging:retry", args=[failed.pk]))
    work()
    failed.refresh_from_db()
    assert failed.state == "delivered"


def test_the_desk_looks_at_a_number_telephones_and_notes_it(client, director, failed):
    client.force_login(director)
    address = reverse("messaging:address", args=[failed.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "电话告知"})
    assert "13800000009" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    client.post(reverse("messaging:telling", args=[failed.pk]))
    verbs = list(Entry.objects.about(failed).values_list("verb", flat=True))
    assert verbs == ["delivery.told", "delivery.revealed"]


def test_the_desk_sends_by_another_channel(client, director, failed, work):
    client.force_login(director)
    address = reverse("messaging:other_channel", args=[failed.pk])
    assert client.post(address, {"channel": "inapp", "address": "x"}).status_code == 422
    client.post(address, {"channel": "email", "address": "wu@example.org"})
    work()
    assert failed.message.deliveries.get(channel="email").state == "delivered"


def test_the_demo_phone_exists_in_the_demo_alone(client, failed, settings):
    address = reverse("messaging:demo_phone")
    assert client.get(address).status_code == 404
    settings.MODE = "demo"
    assert "123456" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["inbox", "deliveries", "unreached"])
def test_every_page_speaks_english_too(client, director, failed, name):
    client.force_login(director)
    client.cookies["language"] = "en"
    page = client.get(reverse(f"messaging:{name}"))
    assert page.status_code == 200
    assert 'lang="en"' in page.content.decode()
