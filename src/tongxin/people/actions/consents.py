"""Publish what people are asked to agree to; keep who agreed, and when they stopped (rule 6)."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record, record_many
from tongxin.vault.sealing import blind_index

from ..models import Consent, ConsentText, Person
from ..phones import normalise_phone

SEED = Path(__file__).resolve().parent.parent / "data" / "consents.json"
REQUIRED_KEY = "people:required-consents"
REQUIRED_SECONDS = 30  # how long another process may ask for the old text


class TextReplaced(DomainError):
    """A newer version of the text has been published."""


class TextRequired(DomainError):
    """An account cannot be kept without this consent."""


@transaction.atomic
def publish_text(
    *, purpose: str, title: str, title_en: str, data: str, data_en: str, text: str, text_en: str,
    by: Person, is_required: bool = False,
) -> ConsentText:  # fmt: skip
    """Publish the next version of a text; everyone concerned is asked again."""
    by.must("consent.text", at=by.seat)
    versions = ConsentText.objects.select_for_update().filter(purpose=purpose)
    newest = max((row.version for row in versions), default=0)
    row = ConsentText(
        purpose=purpose, version=newest + 1, title=title, title_en=title_en, data=data,
        data_en=data_en, text=text, text_en=text_en, is_required=is_required,
    )  # fmt: skip
    row.full_clean()
    row.save()
    record("consent.published", by=by, on=row, purpose=purpose, version=row.version)
    transaction.on_commit(lambda: cache.delete(REQUIRED_KEY))
    return row


def publish_first_texts(*, by: Person) -> int:
    """Publish the shipped text of each purpose that has none yet; return how many."""
    have = set(ConsentText.objects.values_list("purpose", flat=True))
    texts = [text for text in json.loads(SEED.read_text()) if text["purpose"] not in have]
    for text in texts:
        publish_text(by=by, **text)
    return len(texts)


@transaction.atomic
def give_consent(person: Person, text: ConsentText, *, by: Person) -> Consent:
    """Agree to a text, for oneself or for a child in one's care. Twice is once.

    Raises `TextReplaced`, `NotAllowed`.
    """
    if by.pk != person.pk and not by.guards(person, timezone.localdate()):
        raise NotAllowed(_("Only the person, or a confirmed guardian, may agree."))
    _must_be_current(text)
    Person.objects.select_for_update().get(pk=person.pk)
    standing: Consent | None = person.consents.standing().filter(text=text).first()
    if standing:
        return standing
    consent = Consent.objects.create(person=person, text=text, given_by=by)
    record("consent.given", by=by, on=person, at=person.home, **_facts(text))
    return consent


@transaction.atomic
def give_consent_by_phone(phone: str, text: ConsentText, *, by: Person) -> Consent:
    """Keep the consent of somebody without an account. `phone` has been verified."""
    by.must("consent.record", at=by.seat)
    _must_be_current(text)
    index = blind_index(normalise_phone(phone, landline=True), kind="phone")
    same = Consent.objects.standing().filter(phone_index=index, text=text)
    standing: Consent | None = same.first()
    if standing:
        return standing
    consent = Consent.objects.create(phone_index=index, text=text, given_by=by)
    record("consent.given", by=by, on=consent, **_facts(text))
    return consent


@transaction.atomic
def agree_by_message(people: Sequence[Person], text: ConsentText, *, by: Person) -> int:
    """Keep the consent of persons who agreed by a message from their own phone; return how many.

    Who agreed before keeps the older consent. Raises `TextReplaced`, `NotAllowed`.
    """
    for place in {person.seat.pk: person.seat for person in people}.values():
        by.must("consent.record", at=place)
    _must_be_current(text)
    keys = [person.pk for person in people]
    given = Consent.objects.standing().filter(text=text, person__in=keys)
    known = set(given.values_list("person", flat=True))
    fresh = [person for person in people if person.pk not in known]
    rows = [Consent(person=person, text=text, given_by=person) for person in fresh]
    Consent.objects.bulk_create(rows, batch_size=500)
    facts = _facts(text) | {"by_message": True}
    record_many("consent.given", by=by, rows=[(person, person.home, facts) for person in fresh])
    return len(fresh)


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Person) -> Consent:
    """Stop agreeing, now. Twice is once. Raises `TextRequired` for what an account needs."""
    owner = consent.person
    today = timezone.localdate()
    if owner is None or (owner.pk != by.pk and not by.guards(owner, today)):
        raise NotAllowed(_("Only the person, or a confirmed guardian, may withdraw this."))
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.text.is_required:
        raise TextRequired(_("An account needs this. You can close your account instead."))
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        record("consent.withdrawn", by=by, on=consent.person, **_facts(consent.text))
    return consent


def has_consent(person: Person, purpose: str) -> bool:
    """Whether the person agreed to the current text of `purpose`, and still does."""
    current = ConsentText.objects.current().filter(purpose=purpose)
    return person.consents.standing().filter(text__in=current).exists()


def required_text_ids() -> tuple[int, ...]:
    """Return the ids of the texts every account must agree to; remembered for seconds."""
    ids: tuple[int, ...] | None = cache.get(REQUIRED_KEY)
    if ids is None:
        ids = tuple(ConsentText.objects.current().filter(is_required=True)
                    .order_by("pk").values_list("pk", flat=True))  # fmt: skip
        cache.set(REQUIRED_KEY, ids, REQUIRED_SECONDS)
    return ids


def texts_to_ask(person: Person) -> list[ConsentText]:
    """Return the required texts the person has not agreed to."""
    given = person.consents.standing().values("text")
    return list(ConsentText.objects.filter(pk__in=required_text_ids()).exclude(pk__in=given))


def _must_be_current(text: ConsentText) -> None:
    if not ConsentText.objects.current().filter(pk=text.pk).exists():
        raise TextReplaced(_("This text has been renewed. Please read the new one."))


def _facts(text: ConsentText) -> dict[str, Any]:
    return {"purpose": text.purpose, "version": text.version}
