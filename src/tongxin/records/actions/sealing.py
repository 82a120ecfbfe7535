"""Chain the ledgers behind the transactions, and prove that nobody touched them.

As the journal's (docs/adr/0002): a line gets its link within seconds, so no check-out waits for
another one.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Exists, OuterRef

from tongxin.people.models import Person

from ..models import Credit, Link, PointMove

START = "0" * 64
LATE = timedelta(hours=1)  # a transaction may commit its lines this long after it dated them
LEDGERS: dict[str, Any] = {"credit": Credit, "points": PointMove}


@dataclass(frozen=True)
class Fault:
    """Where the ledger does not hold, and how; `number` 0: not at one link."""

    number: int
    what: str


@transaction.atomic
def seal_lines(limit: int = 5000, *, by: Person, thoroughly: bool = False) -> int:
    """Chain lines that are not chained yet; return how many. Safe to run twice, one at a time.

    `thoroughly` looks at all lines, not only at recent ones.
    """
    by.must("hours.seal", at=by.seat)
    Link.objects.select_for_update().filter(number=1).first()  # who else seals waits here
    last = Link.objects.order_by("-number").first()
    number, digest = (last.number, last.digest) if last else (0, START)
    since = None if thoroughly or last is None else _dated(last)
    links: list[Link] = []
    for ledger, model in LEDGERS.items():
        sealed = Link.objects.filter(ledger=ledger, row=OuterRef("pk"))
        waiting = model.objects.filter(~Exists(sealed)).order_by("pk")
        if since is not None:
            waiting = waiting.filter(entered_at__gte=since - LATE)
        for row in waiting[: limit - len(links)]:
            number, digest = number + 1, digest_of(digest, row)
            links.append(Link(number=number, ledger=ledger, row=row.pk, digest=digest))
    Link.objects.bulk_create(links, batch_size=1000)
    if links:
        transaction.on_commit(lambda: anchor().write_text(f"{number} {digest}\n"))
    return len(links)


def _dated(link: Link) -> Any:
    rows = LEDGERS[link.ledger].objects.filter(pk=link.row)
    return rows.values_list("entered_at", flat=True).first()


def digest_of(previous: str, row: Credit | PointMove) -> str:
    """Return the link's digest: SHA-256 over the one before and what the line says."""
    said = json.dumps(row.said(), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{previous}\n{said}".encode()).hexdigest()


def anchor() -> Path:
    """The last link, kept outside the database, so that a cut-off tail is noticed."""
    return Path(settings.HOME) / "records-head"


def _links(size: int = 2000) -> Iterator[tuple[Link, Credit | PointMove | None]]:
    after = 0
    while links := list(Link.objects.filter(number__gt=after).order_by("number")[:size]):
        rows = {
            ledger: model.objects.in_bulk([link.row for link in links if link.ledger == ledger])
            for ledger, model in LEDGERS.items()
        }
        yield from ((link, rows[link.ledger].get(link.row)) for link in links)
        after = links[-1].number


def verify_chain() -> Iterator[Fault]:
    """Walk the whole chain; yield every fault (none: nothing was touched)."""
    digest, expected = START, 1
    for link, row in _links():
        while expected < link.number:
            yield Fault(expected, "the link is missing")
            expected += 1
        if row is None:
            yield Fault(link.number, f"{link.ledger} {link.row} was removed")
        elif digest_of(digest, row) != link.digest:
            yield Fault(link.number, f"{link.ledger} {link.row} was changed ({row})")
        digest, expected = link.digest, link.number + 1
    yield from _verify_end()


def _verify_end() -> Iterator[Fault]:
    if anchor().exists():
        number, kept = anchor().read_text().split()
        held = Link.objects.filter(number=int(number)).values_list("digest", flat=True).first()
        if held != kept:
            yield Fault(int(number), "the end of the ledger is not the one last written down")
