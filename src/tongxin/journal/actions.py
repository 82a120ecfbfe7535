"""Write the journal, chain it, and prove that nobody touched it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from .actors import Actor, Somewhere
from .models import Entry, Seal

START = "0" * 64
LATE = timedelta(hours=1)  # a transaction may commit its entries this long after it dated them


def record(
    verb: str,
    *,
    by: Actor,
    on: models.Model | Any,
    at: Somewhere | None = None,
    reason: str = "",
    **facts: Any,
) -> Entry:
    """Write one journal entry. Call it last, inside the action's transaction."""
    return Entry.objects.create(**_fields(verb, by, on, at, reason, facts))


def record_many(
    verb: str, *, by: Actor, rows: Iterable[tuple[Any, Somewhere | None, dict[str, Any]]]
) -> None:
    """Write one entry for each (row, place, facts), in one statement."""
    Entry.objects.bulk_create(
        [Entry(**_fields(verb, by, on, at, "", facts)) for on, at, facts in rows], batch_size=1000
    )


def _fields(
    verb: str, by: Actor, on: Any, at: Somewhere | None, reason: str, facts: dict[str, Any]
) -> dict[str, Any]:
    place = at.path if at is not None else ""
    return dict(verb=verb, by=key_of(by), on=key_of(on), place=place, reason=reason, facts=facts)


def key_of(row: Any) -> str:
    """Return "need:17", the name a row keeps in the journal."""
    return f"{row._meta.model_name}:{row.pk}"


@transaction.atomic
def seal_entries(limit: int = 5000, *, thoroughly: bool = False) -> int:
    """Chain entries that are not chained yet; return how many. Safe to run twice.

    Entries get their number when they are sealed, not when they are written, so actions never wait
    for each other. `thoroughly` looks at all entries, not only at recent ones.
    """
    last = Seal.objects.order_by("-number").select_related("entry").first()
    waiting = Entry.objects.filter(seal__isnull=True).order_by("pk")
    if last and not thoroughly:
        waiting = waiting.filter(happened_at__gte=last.entry.happened_at - LATE)
    sealed, digest = (last.number, last.digest) if last else (0, START)
    seals = []
    for entry in waiting[:limit]:
        sealed, digest = sealed + 1, _digest(digest, entry)
        seals.append(Seal(number=sealed, entry=entry, digest=digest))
    Seal.objects.bulk_create(seals, batch_size=1000)
    if seals:
        transaction.on_commit(lambda: _anchor().write_text(f"{sealed} {digest}\n"))
    return len(seals)


def _digest(previous: str, entry: Entry) -> str:
    said = json.dumps(entry.said(), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{previous}\n{said}".encode()).hexdigest()


def _anchor() -> Path:
    """The last seal, kept outside the database, so that a cut-off tail is noticed."""
    return Path(settings.HOME) / "journal-head"


@dataclass(frozen=True)
class Fault:
    """Where the chain does not hold, and how."""

    number: int
    what: str


def _links(size: int = 2000) -> Iterator[tuple[Seal, Entry | None]]:
    """Yield every seal with its entry, or None where the entry is gone."""
    after = 0
    while seals := list(Seal.objects.filter(number__gt=after).order_by("number")[:size]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        yield from ((seal, entries.get(seal.entry_id)) for seal in seals)
        after = seals[-1].number


def verify_journal() -> Iterator[Fault]:
    """Walk the whole chain; yield every fault (none: nothing was touched)."""
    digest, expected = START, 1
    for seal, entry in _links():
        while expected < seal.number:
            yield Fault(expected, "the seal is missing")
            expected += 1
        if entry is None:
            yield Fault(seal.number, f"entry {seal.entry_id} was removed")
        elif _digest(digest, entry) != seal.digest:
            yield Fault(seal.number, f"entry {seal.entry_id} was changed ({entry})")
        digest, expected = seal.digest, seal.number + 1
    if _anchor().exists():
        number, kept = _anchor().read_text().split()
        held = Seal.objects.filter(number=int(number)).values_list("digest", flat=True).first()
        if held != kept:
            yield Fault(int(number), "the end of the journal is not the one last written down")
