"""What a plan lacks, and what leads on from it: a request for just these hands, or a batch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.places.models import Place
from tongxin.rosters.models import Post
from tongxin.volunteers.models import QualificationKind

from .models import Plan


@dataclass(frozen=True)
class Missing:
    """Where one more hand would help most, and the two ways to get it."""

    town: str
    work: str
    asks: str
    empty: int
    km: float  # what one more hand would save the city at most
    nearly: int  # people who lack nothing but what can be taught
    recruit_url: str
    train_url: str
    shift_url: str


def missing_of(
    plan: Plan, rows: Iterable[Mapping[str, Any]], towns: Mapping[str, Place],
    classes: Mapping[str, str],
) -> list[Missing]:  # fmt: skip
    """Return what the figures call missing, with names for codes; one query."""
    kinds = {one.pk: str(one) for one in QualificationKind.objects.all()}
    return [
        _missing(plan, row, towns.get(row["town"], plan.place),
                 classes.get(row["class"], row["class"]), _asks(row, kinds))
        for row in rows
    ]  # fmt: skip


def _asks(row: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """Return the kind of post and the qualifications, in words."""
    said = [str(Post.Kind(row["kind"]).label)] if row["kind"] else []
    return _(", ").join(said + [kinds.get(name, name) for name in row["qualifications"]])


def _missing(plan: Plan, row: Mapping[str, Any], town: Place, work: str, asks: str) -> Missing:
    wanted = {
        "title": _("Hands wanted: %(work)s, %(town)s") % {"work": work, "town": town},
        "words": _words(row, work, asks), "at": town.code, "service_class": row["class"],
        "hands": max(1, row.get("at_once", row.get("empty", 1))), "kind": row["kind"],
        "qualification": next(iter(row["qualifications"]), ""), **_days(plan, row),
    }  # fmt: skip
    taught = {"at": town.code, "class": row["class"], "kind": row["kind"],
              "module": row.get("lacked", "")}  # fmt: skip
    return Missing(
        town=town.label, work=work, asks=asks, empty=row.get("empty", 0), km=row["value"] / 1000,
        nearly=row["nearly"],
        recruit_url=f"{reverse('rosters:ask')}?{urlencode(wanted)}",
        train_url=f"{reverse('training:plan')}?{urlencode(taught)}",
        shift_url=reverse("dispatch:plan_shift", args=[plan.pk, row["shift"]]),
    )  # fmt: skip


def _days(plan: Plan, row: Mapping[str, Any]) -> dict[str, str]:
    """Return the first and the last day with an empty place; what no day is known of: the first."""
    first = row.get("since") or row.get("day") or plan.first_day.isoformat()
    return {"starts_on": first, "ends_on": row.get("until") or first}


def _words(row: Mapping[str, Any], work: str, asks: str) -> str:
    """Return what is to be done, as a request says it."""
    if empty := row.get("empty", 0):
        said = ngettext(
            "%(work)s: the plan of these days leaves %(n)s place empty.",
            "%(work)s: the plan of these days leaves %(n)s places empty.", empty,
        ) % {"work": work, "n": empty}  # fmt: skip
    else:
        said = _("%(work)s: more hands would spare others the way and the turns.") % {"work": work}
    return said + (" " + _("Asked for: %(asks)s.") % {"asks": asks} if asks else "")
