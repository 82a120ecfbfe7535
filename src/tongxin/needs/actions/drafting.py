"""Hold what a resident without an account typed until the phone is proved; then raise it."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotFound, TooMany
from tongxin.people.actions import give_consent_by_phone
from tongxin.people.models import ConsentText, Person
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index, seal

from ..models import Draft, Need
from .raising import raise_need

LIFE = timedelta(days=1)
A_DAY = timedelta(days=1)
PER_DAY = 5  # an honest household asks less; the station can always enter more


class DraftGone(NotFound):
    """The draft was dropped after a day, or never was."""


class TooManyNeeds(TooMany):
    """One phone asked for very much today."""


@transaction.atomic
def keep_draft(
    answers: Mapping[str, Any],
    *,
    pictures: Sequence["File[Any]"],
    by: Person,
    replaces: uuid.UUID | None = None,
) -> Draft:
    """Keep the answers of the form, sealed, and its re-encoded pictures, for a day.

    A draft that `replaces` another without new pictures keeps the other's.
    """
    by.must("need.enter", at=by.seat)
    draft = Draft(
        pictures=[default_storage.save(f"drafts/{uuid.uuid4().hex}.jpg", p) for p in pictures]
    )
    for old in Draft.objects.select_for_update().filter(pk__in=[replaces] if replaces else []):
        if not draft.pictures:
            draft.pictures, old.pictures = old.pictures, []
        _drop([old])
    draft.sealed = seal(json.dumps(answers, ensure_ascii=False), row=draft.row)
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def raise_draft(uid: uuid.UUID, *, phone: str, by: Person) -> Need:
    """Raise the need of a draft whose `phone` is proved. Twice is once.

    Raises `DraftGone`, `TooManyNeeds`, and what `raise_need` raises.
    """
    key = f"draft:{uid}"
    draft = Draft.objects.select_for_update().filter(pk=uid).first()
    if draft is None:
        return _raised_before(key)
    check_pace(Need.objects.filter(phone_index=blind_index(phone, kind="phone")))
    answers = draft.answers
    text = ConsentText.objects.filter(pk=answers["consent"]).first()
    if text is not None:
        give_consent_by_phone(phone, text, by=by)
    files = [default_storage.open(name) for name in draft.pictures]
    need = raise_need(
        by=by,
        at=Place.objects.get(code=answers["place"]),
        words=answers["words"],
        channel=Need.Channel.WEB,
        requester_name=answers["name"],
        phone=phone,
        address=answers["address"],
        on_behalf=answers["on_behalf"],
        language=answers["language"],
        client_key=key,
        pictures=files,
        joins=Need.objects.public().filter(uid=answers["joins"]).first()
        if answers["joins"]
        else None,
    )
    for file in files:
        file.close()
    _drop([draft])
    return need


def check_pace(asked: "QuerySet[Need]") -> None:
    """Raise `TooManyNeeds` when as many were `asked` on the web as one household may in a day."""
    since = timezone.now() - A_DAY
    if asked.filter(channel=Need.Channel.WEB, raised_at__gte=since).count() >= PER_DAY:
        raise TooManyNeeds(
            _("You have asked for a lot today. Your station will gladly write down more.")
        )


@transaction.atomic
def drop_old_drafts() -> int:
    """Remove drafts nobody finished within a day; return how many. Safe to run twice."""
    old = list(Draft.objects.filter(made_at__lt=timezone.now() - LIFE)[:500])
    _drop(old)
    return len(old)


def _raised_before(key: str) -> Need:
    need: Need | None = Need.objects.filter(client_key=key).first()
    if need is None:
        raise DraftGone(_("We could not keep this for so long. Please write it once more."))
    return need


def _drop(drafts: Sequence[Draft]) -> None:
    names = [name for draft in drafts for name in draft.pictures]
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])  # type: ignore[func-returns-value]
