"""A plan's figures as a page shows them: names for codes, and what leads on from each."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tongxin.needs.models import Urgency
from tongxin.places.models import Place, ServiceClass
from tongxin.places.queries import under_path
from tongxin.rosters.models import Enrolment, Part, Shift

from .missing import Missing, missing_of
from .models import Placement, Plan
from .problem import dawn_of
from .wardrobe import Short, short_of


@dataclass(frozen=True)
class Line:
    """Places asked for and filled, of one town, class, day or priority."""

    name: str
    seats: int
    filled: int
    url: str = ""

    @property
    def empty(self) -> int:
        return self.seats - self.filled


@dataclass(frozen=True)
class Board:
    """What the page of a plan shows."""

    plan: Plan
    figures: dict[str, Any]
    urgencies: list[Line]
    needs: list[Line]
    classes: list[Line]
    towns: list[Line]
    days: list[Line]
    missing: list[Missing]
    short: list[Short]

    @classmethod
    def of(cls, plan: Plan) -> "Board":
        """Return the board of a drawn plan; seven queries."""
        figures = plan.figures
        towns = {place.code: place for place in Place.objects.institutes()}
        classes = {one.pk: str(one) for one in ServiceClass.objects.all()}
        shifts = reverse("dispatch:plan_shifts", args=[plan.pk])
        needs = {"least": _("one cannot do without"), "more": _("beyond that")}
        return cls(
            plan=plan,
            figures=figures,
            urgencies=[
                Line(str(Urgency(int(name)).label), *row)
                for name, *row in sorted(figures.get("by_urgency", []))
            ],
            needs=[Line(needs[name], *row) for name, *row in figures.get("by_need", [])],
            classes=[
                Line(classes.get(name, name), *row) for name, *row in figures.get("by_class", [])
            ],
            towns=[
                Line(towns[name].label if name in towns else _("the whole city"), seats, filled,
                     f"{shifts}?{urlencode({'town': name})}")
                for name, seats, filled in figures.get("by_town", [])
            ],
            days=[
                Line(name, seats, filled, f"{shifts}?{urlencode({'day': name})}")
                for name, seats, filled in sorted(figures.get("by_day", []))
            ],
            missing=missing_of(plan, figures.get("missing", []), towns, classes),
            short=short_of(figures.get("short", [])),
        )  # fmt: skip

    @property
    def town_choices(self) -> list[tuple[str, str]]:
        """The towns of the plan: (code, name)."""
        codes = [name for name, *_row in self.figures.get("by_town", [])]
        return [(code, line.name) for code, line in zip(codes, self.towns, strict=True)]

    @property
    def empty(self) -> int:
        """Places nobody fills."""
        return int(self.figures.get("seats", 0) - self.figures.get("filled", 0))

    def shifts(self, town: str, day: str) -> Any:
        """Return the shifts of the plan, the emptiest first, each with `wanted` and `given`."""
        plan = self.plan
        until = dawn_of(plan.last_day + timedelta(days=1))
        rows = Shift.objects.filter(
            under_path(plan.place.path, "post__place__path"), state="open", post__state="open",
            starts_at__gte=dawn_of(plan.first_day), starts_at__lt=until,
        )  # fmt: skip
        if place := Place.objects.filter(code=town).first():
            rows = rows.filter(under_path(place.path, "post__place__path"))
        if first := parse_date(day) if len(day) == 10 else None:
            rows = rows.filter(
                starts_at__gte=dawn_of(first), starts_at__lt=dawn_of(first + timedelta(days=1))
            )
        return _counted(rows, plan).order_by(F("given") - F("wanted"), "starts_at", "pk")


def _counted(shifts: Any, plan: Plan) -> Any:
    """Annotate what a shift still wanted when the plan was read, and what the plan gives it."""
    whole = IntegerField()
    parts = Part.objects.filter(post=OuterRef("post"), team=None, whole_team=False).order_by()
    held = Enrolment.objects.holding().filter(shift=OuterRef("pk")).exclude(offer__plan=plan)
    given = Placement.objects.filter(plan=plan, shift=OuterRef("pk")).order_by()
    return shifts.annotate(
        places=_sum(parts.values("post").annotate(n=Sum("maximum")), whole),
        held=_sum(held.order_by().values("shift").annotate(n=Sum("heads")), whole),
        given=_sum(given.values("shift").annotate(n=Count("pk")), whole),
        wanted=F("places") - F("held"),
    ).select_related("post__place__parent", "post__site", "post__service_class")


def _sum(rows: Any, whole: Any) -> Any:
    return Coalesce(Subquery(rows.values("n"), output_field=whole), Value(0))
