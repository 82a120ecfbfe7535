"""When two entries of the register are one human: the lines of one go into the other's book."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import (
    Book,
    Certificate,
    Credit,
    Dispute,
    MakeUp,
    PointMove,
    Redemption,
    StarAward,
)
from ..rules import rules_in_force
from .books import lock_book, write_line
from .correcting import rewritten
from .crediting import day_of, recount, who


@transaction.atomic
def take_over(kept: Person, gone: Person, by: Person) -> None:
    """Move the lines of `gone` into the book of `kept`; what both served at once counts once.

    What `kept` decided for the own second entry stays behind and counts no more. A line of no
    minutes tells the chain why others' lines stand in this book. Called by the register while it
    merges. Raises `NotAllowed`.
    """
    by.must("volunteer.merge", at=gone.seat)
    books = {person.pk: lock_book(person) for person in sorted((kept, gone), key=lambda p: p.pk)}
    staying = _void_clashes(kept, gone, books[gone.pk], by)
    lines = Credit.objects.filter(person=gone).exclude(pk__in=staying)
    moved = lines.count()
    _tell_the_chain(kept, gone, by, books[kept.pk])
    lines.update(person=kept)
    PointMove.objects.filter(person=gone).update(person=kept)
    _move_claims(kept, gone)
    for person in (kept, gone):
        again = recount(person)
        Book.objects.filter(pk=person.pk).update(
            verified_minutes=again.verified_minutes, made_up_minutes=again.made_up_minutes,
            points=again.points, owed=again.owed,
        )  # fmt: skip
    record("hours.taken_over", by=by, on=kept, at=kept.seat, moved=moved, left=len(staying))


def _void_clashes(kept: Person, gone: Person, book: Book, by: Person) -> list[int]:
    """Strike what `kept` served already, or decided; return the keys of those records' lines."""
    own = list(Credit.objects.filter(person=kept).standing())
    decided = MakeUp.objects.filter(person=gone, decided_by=kept).values("credit")
    staying: list[int] = []
    for line in Credit.objects.filter(person=gone).standing():
        same = any(one.occasion == line.occasion for one in own)
        at_once = any(
            one.minutes
            and one.served_from < line.served_until
            and line.served_from < one.served_until
            for one in own
        )
        if same or at_once or _first(line).pk in {row["credit"] for row in decided}:
            staying += _record(line)
            if line.minutes:
                struck = rewritten(line, minutes=0, reason="merged", by=by, flags=["overlap"])
                staying.append(write_line(book, struck, rules_in_force()).pk)
    return staying


def _record(line: Credit) -> list[int]:
    """Return the keys of a line and of all it corrects."""
    keys, at = [line.pk], line
    while at.corrects_id:
        at = Credit.objects.get(pk=at.corrects_id)
        keys.append(at.pk)
    return keys


def _first(line: Credit) -> Credit:
    return Credit.objects.get(pk=_record(line)[-1])


def _tell_the_chain(kept: Person, gone: Person, by: Person, book: Book) -> None:
    now = timezone.now()
    line = Credit(
        kind=Credit.Kind.JOINED, person=kept, **who(kept), occasion=f"person:{gone.pk}",
        title=f"person:{gone.pk}", place=kept.seat, where=kept.seat.name, starts_at=now,
        ends_at=now, came_at=now, left_at=now, served_from=now, served_until=now,
        day=day_of(now), minutes=0, change=0, recorder=by,
    )  # fmt: skip
    write_line(book, line, rules_in_force())


def _move_claims(kept: Person, gone: Person) -> None:
    MakeUp.objects.filter(person=gone).filter(
        Q(decided_by=None) | ~Q(decided_by=kept)
    ).update(person=kept)  # fmt: skip
    Dispute.objects.filter(person=gone).filter(
        Q(answered_by=None) | ~Q(answered_by=kept)
    ).update(person=kept)  # fmt: skip
    have = StarAward.objects.filter(person=kept).exclude(state="refused").values("stars")
    StarAward.objects.filter(person=gone).exclude(decided_by=kept).exclude(
        ~Q(state="refused"), stars__in=list(have.values_list("stars", flat=True))
    ).update(person=kept)
    Redemption.objects.filter(person=gone).update(person=kept)
    Certificate.objects.filter(person=gone).filter(
        Q(handler=None) | ~Q(handler=kept)
    ).update(person=kept)  # fmt: skip
