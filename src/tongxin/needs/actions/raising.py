"""Bring a need in. Every door ends here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clock.actions import send
from tongxin.errors import NotAllowed
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index, seal

from ..models import Likeness, Need, Picture, Step
from .informing import inform
from .moving import Limits

SHEET = "sheet:"  # begins the key of a need that came on paper
PROPOSE = "tongxin.needs.tasks.propose_for_pending"


def raise_need(
    *,
    by: Person,
    at: Place,
    words: str,
    channel: str,
    requester: Person | None = None,
    requester_name: str = "",
    phone: str = "",
    address: str = "",
    on_behalf: bool = False,
    language: str = "zh-hans",
    client_key: str = "",
    source: str = "",
    source_ref: str = "",
    raised_at: datetime | None = None,
    risks: Sequence[str] = (),
    urgency: int = 4,
    pictures: Sequence["File[Any]"] = (),
    joins: Need | None = None,
) -> Need:
    """Record what a resident lacks at a place.

    A person raises their own need (`requester` is `by`); anybody else needs "need.enter" there.
    The same `client_key` from the same recorder, or the same `source` and `source_ref`, returns
    the need that is there already. `risks` and `urgency` are what the recorder saw; `pictures` are
    re-encoded; time runs from `raised_at`, when it was told; `joins` is a need of which the
    requester says it is the same, for a person to merge. Raises `NotAllowed`, `ValidationError`.
    """
    if requester is None or requester.pk != by.pk:
        by.must("need.enter", at=at)
    now = timezone.now()
    told_at = min(raised_at or now, now)
    need = Need(
        channel=channel, place=at, words=words.strip(), language=language,
        requester=requester, requester_name=requester_name.strip(), recorder=by,
        on_behalf=on_behalf, client_key=client_key, source=source, source_ref=source_ref,
        raised_at=told_at, state_since=told_at, risks=sorted(set(risks)), urgency=urgency,
    )  # fmt: skip
    if found := _sent_before(need):
        return found
    need.phone_sealed = seal(phone, row=need.row("phone"))
    need.phone_index = blind_index(phone, kind="phone")
    need.location_sealed = seal(address, row=need.row("location"))
    need.full_clean(validate_unique=False, validate_constraints=False)
    try:
        return _write(need, by, pictures, joins)
    except IntegrityError:
        if found := _sent_before(need):  # the same was sent by two tabs at once
            return found
        raise


def _sent_before(need: Need) -> Need | None:
    if need.client_key:
        found: Need | None = Need.objects.filter(client_key=need.client_key).first()
        if found and not _is_theirs(found, need.recorder):
            raise NotAllowed(_("This key was used by somebody else."))
        if found:
            return found
    imported: Need | None = None
    if need.source_ref:
        imported = Need.objects.filter(source=need.source, source_ref=need.source_ref).first()
    return imported


def _is_theirs(found: Need, by: Person) -> bool:
    """Whether `by` sent it before, or types in a paper sheet that a colleague typed in."""
    if found.recorder_id == by.pk:
        return True
    return found.client_key.startswith(SHEET) and by.may("need.enter", at=found.place)


@transaction.atomic
def _write(need: Need, by: Person, pictures: Sequence["File[Any]"], joins: Need | None) -> Need:
    need.due_at = Limits(need.state).due_at(need, need.state_since)
    need.save(force_insert=True)
    Step.objects.create(need=need, state=need.state, by=by, at=need.state_since)
    for picture in pictures:
        Picture.objects.create(need=need, file=picture)
    if joins is not None:
        Likeness.objects.create(
            need=need, other=joins.standing, likeness=1.0, reasons=[{"code": "asker.says"}]
        )
    send(PROPOSE, key="needs.propose")
    record("need.raised", by=by, on=need, at=need.place, channel=need.channel)
    if need.channel != Need.Channel.IMPORT:
        inform(
            [need],
            subject=gettext_noop("We have your request %(code)s"),
            body=gettext_noop("You can follow it with this code; no login is needed."),
        )
    return need
