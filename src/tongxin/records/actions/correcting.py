"""Correct a line of the ledger: a new line, the old value kept (rule 43)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person

from ..models import Book, Credit, Dispute
from ..rules import rules_numbered
from .books import lock_book, write_line
from .certifying import outdate
from .crediting import reckon_for
from .refusals import AlreadyCorrected, NotYours, ReasonNeeded, TypedHours

COPIED = [
    "kind", "person_id", "earned_by", "name", "number", "occasion", "title", "place_id", "where",
    "content", "client", "service_class", "starts_at", "ends_at", "came_at", "left_at",
    "served_from", "served_until", "pauses_minutes", "day", "device", "principal_id", "rules",
]  # fmt: skip


@transaction.atomic
def correct(
    line: Credit, *, came_at: datetime, left_at: datetime, pauses_minutes: int, reason: str,
    by: Person, dispute: Dispute | None = None,
) -> Credit:  # fmt: skip
    """Put other times in place of a line's; the hours are reckoned from them by its own rules.

    Nobody corrects their own line, nor one they recorded upwards; hours grow only where the
    volunteer has disputed the line, and for make-ups never: nobody types hours (rule 39). Raises
    `ReasonNeeded`, `NotYours`, `AlreadyCorrected`, `TypedHours`, `NotAllowed`.
    """
    by.must("hours.correct", at=line.place)
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the volunteer is told."))
    book = lock_book(line.person)
    line = _standing(line, by)
    served = (came_at, max(came_at, left_at))
    counts = reckon_for(
        line.person, (line.starts_at, line.ends_at), served, pauses_minutes,
        rules_numbered(line.rules), but=line,
    )  # fmt: skip
    grows = counts.minutes > line.minutes
    if grows and (dispute is None or dispute.credit_id != line.pk or line.kind != "verified"):
        raise TypedHours(
            _("Hours grow only where the volunteer has disputed them. Enter a make-up instead.")
        )
    if grows and line.recorder_id == by.pk:
        raise NotYours(_("Somebody else than who recorded it has to look at this."))
    new = rewritten(
        line, minutes=counts.minutes, reason=reason, by=by, flags=[*counts.flags, "corrected"]
    )
    new.came_at, new.left_at, new.pauses_minutes = came_at, served[1], pauses_minutes
    new.served_from, new.served_until = counts.since, counts.until
    return _write(book, line, new, by)


@transaction.atomic
def strike(line: Credit, *, reason: str, by: Person) -> Credit:
    """Let a line count nothing from now on; it stays to be read. Raises as `correct` does."""
    by.must("hours.correct", at=line.place)
    if not reason.strip():
        raise ReasonNeeded(_("Say why; the volunteer is told."))
    book = lock_book(line.person)
    line = _standing(line, by)
    new = rewritten(line, minutes=0, reason=reason, by=by, flags=["struck"])
    return _write(book, line, new, by)


def _standing(line: Credit, by: Person) -> Credit:
    """Return the line as it is now, with its book locked, if it may be corrected."""
    line = Credit.objects.select_related("person", "place").get(pk=line.pk)
    if line.person_id == by.pk:
        raise NotYours(_("Nobody corrects their own hours."))
    if line.kind == Credit.Kind.JOINED or Credit.objects.filter(corrects=line).exists():
        raise AlreadyCorrected(_("This line was corrected meanwhile; look at the newer one."))
    return line


def rewritten(line: Credit, *, minutes: int, reason: str, by: Person, flags: list[str]) -> Credit:
    """Return the line that takes the place of `line`, not written yet."""
    new = Credit(**{name: getattr(line, name) for name in COPIED})
    new.minutes, new.change = minutes, minutes - line.minutes
    new.corrects, new.reason, new.recorder = line, reason.strip()[:300], by
    new.flags = sorted({*line.flags, *flags})
    return new


def _write(book: Book, line: Credit, new: Credit, by: Person) -> Credit:
    write_line(book, new, rules_numbered(line.rules))
    numbers = outdate([line], by=by)
    record(
        "hours.corrected", by=by, on=new, at=line.place, reason=new.reason, before=line.minutes,
        after=new.minutes, line=line.pk, certificates=numbers,
    )  # fmt: skip
    tell(
        line.person,
        subject=gettext_noop("Your hours were corrected: %(title)s"),
        body=gettext_noop("%(before)s → %(after)s minutes. Reason: %(reason)s"),
        values={
            "title": line.title, "before": line.minutes, "after": new.minutes,
            "reason": new.reason,
        },
        about=new,
        url=reverse("records:line", args=[new.pk]),
    )  # fmt: skip
    return new
