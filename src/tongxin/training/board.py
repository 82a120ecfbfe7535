"""What the pages show of courses, batches and passes. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from tongxin.people.models import Person

from .models import Batch, Course, Module, Pass, Seat, Study


@dataclass(frozen=True)
class Standing:
    """How a person stands with a module."""

    module: Module
    held: Pass | None  # the one that counts longest, or ended last
    courses: list[Course]
    done: int  # lessons finished of the first course
    lessons: int

    @property
    def state(self) -> str:
        """passed, ending, ended, begun, open."""
        if self.held and self.held.state in {"valid", "ending", "ended"}:
            return {"valid": "passed"}.get(self.held.state, self.held.state)
        return "begun" if self.done else "open"


def standings(person: Person, now: datetime) -> list[Standing]:
    """Return how the person stands with every module that has an open course; four queries."""
    held: dict[str, Pass] = {}
    rows = Pass.objects.filter(person=person, revoked_at=None).select_related("module")
    for row in rows.order_by(F("until").asc(nulls_last=True), "pk"):
        held[row.module_id] = row
    courses: dict[str, list[Course]] = {}
    for course in Course.objects.open().annotate(count=Count("lessons")).order_by("pk"):
        courses.setdefault(course.module_id, []).append(course)
    studies = Study.objects.filter(person=person).exclude(done_at=None)
    counted = studies.order_by().values("lesson__course").annotate(n=Count("pk"))
    done = dict(counted.values_list("lesson__course", "n"))
    return [
        Standing(
            module=module, held=held.get(module.pk), courses=courses[module.pk],
            done=done.get(courses[module.pk][0].pk, 0),
            lessons=courses[module.pk][0].count,  # type: ignore[attr-defined]
        )
        for module in Module.objects.all() if module.pk in courses
    ]  # fmt: skip


def with_places(batches: Any) -> Any:
    """Return batches with `taken` and `left` places."""
    held = (
        Seat.objects.filter(batch=OuterRef("pk"), state__in=Seat.HOLDING)
        .order_by()
        .values("batch")
        .annotate(n=Count("pk"))
        .values("n")
    )
    taken = Coalesce(Subquery(held, output_field=IntegerField()), Value(0))
    return batches.annotate(taken=taken).annotate(left=F("capacity") - F("taken"))


def coming_batches(course: Course, now: datetime) -> list[Batch]:
    """Return the next batches of a course, with their places."""
    rows = with_places(course.batches.coming(now).filter(starts_at__gt=now))
    return list(rows.select_related("place__parent", "course").order_by("starts_at", "pk")[:20])
