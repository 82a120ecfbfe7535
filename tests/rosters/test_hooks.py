"""Other systems: each with its own secret, shown once; stopped, resumed, tried out."""

import json

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.channels.webhook import split
from tongxin.messaging.models import Delivery, Message
from tongxin.people.actions import robot
from tongxin.rosters import actions
from tongxin.rosters.actions.hooking import HookRetired
from tongxin.rosters.models import Hook


@pytest.fixture
def hook(director):
    return actions.add_hook(label="省平台", url="https://listener.example.org/in", by=director)


def sent_to(hook):
    return Message.objects.to(f"hook:{hook.pk}")


def test_what_a_listener_gets_is_signed_with_its_own_secret(hook, director, make_shift):
    other = actions.add_hook(label="市平台", url="https://other.example.org/in", by=director)
    make_shift()
    actions.announce_due(by=robot("clock"))
    secrets = [split(sent_to(one).get().deliveries.get().address)[1] for one in (hook, other)]
    assert secrets == [hook.secret, other.secret]
    assert hook.secret.startswith("whsec_")
    assert hook.secret != other.secret


def test_a_new_secret_ends_the_old_one(hook, director):
    before = hook.secret
    assert actions.renew_secret(hook, by=director).secret != before


def test_a_stopped_listener_hears_nothing_until_resumed(hook, director, make_shift, officer):
    actions.stop_hook(hook, by=director)
    shift = make_shift()
    actions.announce_due(by=robot("clock"))
    assert not sent_to(hook).exists()
    actions.resume_hook(hook, by=director)
    actions.withdraw_notice(shift.post.notice, reason="改期", by=officer)
    assert json.loads(sent_to(hook).get().body)["type"] == "notice.withdrawn"
    assert Entry.objects.filter(verb__in=["hook.stopped", "hook.resumed"]).count() == 2


def test_a_test_says_that_it_is_one(hook, director):
    actions.send_test(hook, by=director)
    assert json.loads(sent_to(hook).get().body)["type"] == "test"


def test_a_removed_listener_is_added_anew_or_not_at_all(hook, director):
    actions.retire_hook(hook, by=director)
    for action in (actions.renew_secret, actions.stop_hook, actions.resume_hook, actions.send_test):
        with pytest.raises(HookRetired):
            action(hook, by=director)


def test_a_stranger_and_an_officer_manage_no_listener(hook, stranger, officer):
    for person in (stranger, officer):
        for action in (
            actions.renew_secret, actions.stop_hook, actions.resume_hook, actions.send_test
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                action(hook, by=person)


def test_the_secret_is_shown_once(client, director, stranger):
    client.force_login(director)
    said = {"label": "省平台", "url": "https://listener.example.org/in"}
    page = client.post("/desk/hooks", said)
    secret = Hook.objects.get().secret
    assert secret in page.content.decode()
    assert secret not in client.get("/desk/hooks").content.decode()
    client.force_login(stranger)
    assert client.get("/desk/hooks").status_code == 403


def test_a_listener_is_managed_on_its_page(client, hook, director):
    client.force_login(director)
    page = client.post(f"/desk/hooks/{hook.pk}/test", follow=True).content.decode()
    assert "<code>test</code>" in page
    assert Delivery.objects.filter(channel="webhook").count() == 1
    client.post(f"/desk/hooks/{hook.pk}/stop")
    hook.refresh_from_db()
    assert not hook.is_told
    client.post(f"/desk/hooks/{hook.pk}/resumption")
    client.post(f"/desk/hooks/{hook.pk}/removal")
    assert "listener.example.org" not in client.get("/desk/hooks").content.decode()
    bare = client.post("/desk/hooks", {"label": "x", "url": "http://example.org"})
    assert bare.status_code == 422
