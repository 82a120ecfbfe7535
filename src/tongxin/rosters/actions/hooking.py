"""Other systems that are told of notices: signed events, one secret for each listener."""

import base64
import json
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of, record
from tongxin.messaging.actions import Letter, post_many
from tongxin.messaging.channels.webhook import address_with
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import seal

from ..models import Hook, Notice

EVENTS = {
    "notice.published": gettext_lazy("A notice is out"),
    "notice.changed": gettext_lazy("It says something else now"),
    "notice.withdrawn": gettext_lazy("It is off the board"),
    "test": gettext_lazy("A test, when you press the button"),
}
SECRET_BYTES = 32  # Standard Webhooks: between 24 and 64


class NotSecure(DomainError):
    """The address of another system begins with https://."""

    status = 422


class HookRetired(DomainError):
    """This listener was removed: add it anew."""


@transaction.atomic
def add_hook(*, label: str, url: str, by: Person) -> Hook:
    """Let another system be told of every notice; `hook.secret` is shown to it once.

    Raises `NotSecure`, `NotAllowed`.
    """
    city = _must_manage(by)
    if not url.startswith("https://"):
        raise NotSecure(_("The address is not a secure web address."))
    hook = Hook(label=label.strip(), url=url.partition("#")[0], made_by=by)
    _new_secret(hook)
    hook.full_clean()
    hook.save()
    record("hook.added", by=by, on=hook, at=city)
    return hook


@transaction.atomic
def renew_secret(hook: Hook, *, by: Person) -> Hook:
    """Give the listener a new secret; the old one signs nothing more. Raises `HookRetired`."""
    city = _must_manage(by)
    hook = _locked(hook)
    _new_secret(hook)
    hook.save(update_fields=["secret_sealed"])
    record("hook.renewed", by=by, on=hook, at=city)
    return hook


@transaction.atomic
def stop_hook(hook: Hook, *, by: Person) -> Hook:
    """Tell the listener nothing until resumed. Twice is once. Raises `HookRetired`."""
    city = _must_manage(by)
    hook = _locked(hook)
    if hook.stopped_at is None:
        hook.stopped_at = timezone.now()
        hook.save(update_fields=["stopped_at"])
        record("hook.stopped", by=by, on=hook, at=city)
    return hook


@transaction.atomic
def resume_hook(hook: Hook, *, by: Person) -> Hook:
    """Tell the listener again, from now on. Twice is once. Raises `HookRetired`."""
    city = _must_manage(by)
    hook = _locked(hook)
    if hook.stopped_at is not None:
        hook.stopped_at = None
        hook.save(update_fields=["stopped_at"])
        record("hook.resumed", by=by, on=hook, at=city)
    return hook


@transaction.atomic
def retire_hook(hook: Hook, *, by: Person) -> Hook:
    """Tell another system no more. Raises `NotAllowed`."""
    city = _must_manage(by)
    hook.retired_at = timezone.now()
    hook.save(update_fields=["retired_at"])
    record("hook.retired", by=by, on=hook, at=city)
    return hook


@transaction.atomic
def send_test(hook: Hook, *, by: Person) -> None:
    """Send the listener an event that says it is a test. Raises `HookRetired`, `NotAllowed`."""
    city = _must_manage(by)
    hook = _locked(hook)
    said = {"note": "test"}
    post_many(
        [_event(hook, "test", timezone.now(), said, about=hook, url=reverse("rosters:hooks"))]
    )
    record("hook.tested", by=by, on=hook, at=city)


def events_of(notice: Notice, kind: str) -> list[Letter]:
    """Return what every listener gets about a notice: an event of `EVENTS`."""
    url = reverse("rosters:notice", args=[notice.pk])
    said = {"id": notice.pk, "uid": str(notice.uid), "title": notice.title,
            "url": settings.PUBLIC_URL + url}  # fmt: skip
    told = Hook.objects.filter(retired_at=None, stopped_at=None)
    return [_event(hook, kind, notice.changed_at, said, about=notice, url=url) for hook in told]


def _event(
    hook: Hook, kind: str, moment: datetime, said: dict[str, Any], *, about: Any, url: str
) -> Letter:
    body = {"type": kind, "timestamp": moment.isoformat(), "data": said}
    return Letter(
        to=key_of(hook), subject=kind, body=json.dumps(body, ensure_ascii=False), about=about,
        url=settings.PUBLIC_URL + url,
        addresses={"webhook": address_with(hook.url, hook.secret) if hook.secret else hook.url},
    )  # fmt: skip


def _new_secret(hook: Hook) -> None:
    secret = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    hook.secret_sealed = seal(f"whsec_{secret}", row=hook.row())


def _must_manage(by: Person) -> Place:
    city: Place = Place.objects.get(parent=None)
    by.must("apikey.manage", at=city)
    return city


def _locked(hook: Hook) -> Hook:
    found: Hook = Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
    if found.retired_at is not None:
        raise HookRetired(_("This listener was removed."))
    return found
