"""Two plans side by side: what each figure is in both, and how many people would go elsewhere."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .models import Placement, Plan


@dataclass(frozen=True)
class Row:
    """One figure in both plans."""

    name: str
    here: Any
    there: Any


def compare(here: Plan, there: Plan) -> tuple[list[Row], int, int]:
    """Return (figures of both, pairs in both, pairs of either alone)."""
    mine, theirs = here.figures, there.figures
    names = {
        "filled": _("places filled"), "seats": _("places"), "used": _("people asked"),
        "hands": _("people in the register"),
    }  # fmt: skip
    rows = [Row(words, mine.get(name), theirs.get(name)) for name, words in names.items()]
    ways = {"mean": _("mean way, metres"), "p90": _("nine in ten go at most, metres"),
            "longest": _("longest way, metres")}  # fmt: skip
    rows += [
        Row(words, mine.get("ways", {}).get(name), theirs.get("ways", {}).get(name))
        for name, words in ways.items()
    ]
    rows.append(Row(_("cost of the whole plan, metres"), here.objective, there.objective))
    pairs = [set(plan.placements.values_list("shift", "person")) for plan in (here, there)]
    return rows, len(pairs[0] & pairs[1]), len(pairs[0] ^ pairs[1])


def placements_of(plan: Plan, shift: int) -> list[Placement]:
    """Return who stands in a shift by a plan, nearest first."""
    rows = plan.placements.filter(shift=shift).select_related("person__volunteer", "part")
    return list(rows.order_by("part", "metres", "pk"))
