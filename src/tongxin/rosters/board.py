"""What stands on the board, and how full it is: for pages, feeds, the API. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Prefetch, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from .models import Enrolment, Part, Post, Shift

OF_A_POST = ("place__parent", "site", "service_class", "team", "notice")  # what a row shows


def with_places(shifts: Any) -> Any:
    """Annotate shifts with `places`, `least`, `taken`, `left`, `missing`, `waits`, `asks`."""
    roles = Part.objects.filter(post=OuterRef("post")).order_by().values("post")
    whole = IntegerField()
    return shifts.annotate(
        places=_or_none(roles.annotate(n=Sum("maximum")).values("n"), whole),
        least=_or_none(roles.annotate(n=Sum("minimum")).values("n"), whole),
        taken=_heads(Enrolment.HOLDING, whole),
        waits=_heads(["waiting"], whole),
        asks=_heads(["asked"], whole),
        left=Greatest(F("places") - F("taken"), Value(0)),
        missing=Greatest(F("least") - F("taken"), Value(0)),
    )


def _heads(states: Iterable[str], whole: IntegerField[Any, Any]) -> Any:
    rows = Enrolment.objects.filter(shift=OuterRef("pk"), state__in=list(states)).order_by()
    return _or_none(rows.values("shift").annotate(n=Sum("heads")).values("n"), whole)


def _or_none(rows: Any, whole: IntegerField[Any, Any]) -> Any:
    return Coalesce(Subquery(rows, output_field=whole), Value(0))


def coming(now: datetime, **narrowed: Any) -> Any:
    """Return the shifts on the public board, the soonest first, with their places."""
    rows = Shift.objects.on_the_board(now).filter(**narrowed).exclude(post__flow="invitation")
    return with_places(shown(rows)).order_by("starts_at", "pk")


def shown(shifts: Any) -> Any:
    """Load with the shifts what a row of them shows."""
    return shifts.select_related(*(f"post__{name}" for name in OF_A_POST))


def posts_once(shifts: Any) -> Any:
    """Load what `shown` loads, each post once: for hundreds of shifts of the same few posts."""
    posts = Post.objects.select_related(*OF_A_POST)
    return shifts.select_related(None).prefetch_related(Prefetch("post", posts))


@dataclass
class Role:
    """A part of one shift: its places, and who holds them."""

    part: Part
    taken: int = 0
    held: list[Enrolment] = field(default_factory=list)
    waiting: list[Enrolment] = field(default_factory=list)
    asked: list[Enrolment] = field(default_factory=list)

    @property
    def left(self) -> int:
        return max(0, self.part.maximum - self.taken)

    @property
    def is_short(self) -> bool:
        """Whether fewer than needed hold a place."""
        return self.taken < self.part.minimum

    @property
    def empty(self) -> range:
        """The places nobody holds, to be drawn as placeholders (at most twelve)."""
        return range(min(self.left, 12))


def roles_of(shift: Shift) -> list[Role]:
    """Return the shift's parts with everybody in them; two queries."""
    parts = shift.post.parts.select_related("qualification", "team")
    roles = {part.pk: Role(part) for part in parts}
    rows = shift.enrolments.standing().select_related("person", "team").order_by("asked_at", "pk")
    for row in rows:
        role = roles[row.part_id]
        lists = {"waiting": role.waiting, "asked": role.asked}
        lists.get(row.state, role.held).append(row)
        if row.state in Enrolment.HOLDING:
            role.taken += row.heads
    return list(roles.values())
