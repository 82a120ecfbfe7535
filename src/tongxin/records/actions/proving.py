"""Prove that every total is the sum of its lines, and every line stands in the right book."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from ..models import Book, Credit, PointMove
from .sealing import Fault, verify_chain


def verify_records() -> Iterator[Fault]:
    """Walk the chain, then reckon every book again; yield every fault. Writes nothing."""
    yield from verify_chain()
    yield from _verify_owners()
    yield from _verify_books()


def _verify_owners() -> Iterator[Fault]:
    """A line stands in the book of who earned it, or of whom that entry was merged into."""
    merged = {
        (int(occasion.partition(":")[2]), person)
        for occasion, person in Credit.objects.filter(kind="joined").values_list(
            "occasion", "earned_by"
        )
    }
    for model in (Credit, PointMove):
        for row in model.objects.exclude(person=F("earned_by")).order_by("pk").iterator():
            if not _leads(row.earned_by, row.person_id, merged):
                yield Fault(0, f"{row._meta.model_name} {row.pk} stands in somebody else's book")


def _leads(start: int, end: int, merged: set[tuple[int, int]]) -> bool:
    """Whether entry `start` was merged into `end`, in one step or several."""
    reached, seen = {start}, set[int]()
    while reached - seen:
        here = (reached - seen).pop()
        seen.add(here)
        reached |= {kept for gone, kept in merged if gone == here}
    return end in reached


def _verify_books() -> Iterator[Fault]:
    made_up = Q(kind="made_up")
    lines = Credit.objects.order_by().values("person").annotate(
        verified=Sum("change", filter=~made_up, default=0),
        made_up=Sum("change", filter=made_up, default=0),
    )  # fmt: skip
    standing = dict(
        Credit.objects.standing().order_by().values_list("person").annotate(Sum("minutes"))
    )
    moves = (
        PointMove.objects.order_by()
        .values_list("person")
        .annotate(held=Sum("points"), missing=Sum(F("points") - F("asked")))
    )
    hours = {row["person"]: (row["verified"], row["made_up"]) for row in lines.iterator()}
    points = {person: (sum_, owed) for person, sum_, owed in moves.iterator()}
    kept = Book.objects.order_by("pk").values_list(
        "pk", "verified_minutes", "made_up_minutes", "points", "owed"
    )
    for person, verified, made_up_minutes, held, owed in kept.iterator():
        counted, moved = hours.pop(person, (0, 0)), points.pop(person, (0, 0))
        if counted != (verified, made_up_minutes) or moved != (held, owed):
            yield Fault(0, f"the book of person {person} is not the sum of its lines")
        if sum(counted) != standing.get(person, 0):
            yield Fault(0, f"the lines of person {person} do not add up to those that stand")
    for person in sorted({*hours, *points}):
        yield Fault(0, f"person {person} has lines and no book")
