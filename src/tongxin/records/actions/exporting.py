"""Take lines out for the authority; who did, and how many, stands in the journal (rule 10)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..queries import CreditQuerySet
from ..rows import chosen
from .refusals import NothingServed

MOST_LINES = 200_000  # of one file


@transaction.atomic
def export_lines(asked: dict[str, Any], *, at: Place, purpose: str, by: Person) -> CreditQuerySet:
    """Return the lines at `at` and below that fit, to be written into a file.

    Raises `NothingServed`, `NotAllowed`.
    """
    by.must("hours.export", at=at)
    rows = chosen(by, asked | {"place": at})
    count = rows.count()
    if not 0 < count <= MOST_LINES:
        raise NothingServed(
            _("%(n)s lines fit; a file holds between one and %(most)s.")
            % {"n": count, "most": MOST_LINES}
        )
    since, until = (str(asked.get(name) or "") for name in ("since", "until"))
    record("hours.exported", by=by, on=at, at=at, reason=purpose, lines=count, since=since,
           until=until, kind=asked.get("kind") or "")  # fmt: skip
    return rows
