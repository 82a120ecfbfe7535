"""The rows behind each figure: the same questions as the figures ask, so the counts agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.places.models import Place

from . import figures


@dataclass(frozen=True)
class Listing:
    """One list of rows: of what (the part that shows a row), what makes a row one, its name."""

    shape: str  # need, receipt, session, edition, suggestion
    only: Q
    label: str | Promise


FAMILIES: dict[str, dict[str, Listing]] = {
    "needs": {
        "raised": Listing("need", Q(), _("all needs raised")),
        "answered": Listing("need", figures.DONE, _("answered")),
        "unanswered": Listing("need", ~figures.DONE, _("not answered yet")),
    },
    "receipts": {
        "asked": Listing("receipt", Q(), _("everybody invited")),
        "given": Listing("receipt", Q(review__isnull=False), _("who answered us")),
        "yes": Listing("receipt", Q(review__solved="yes"), _("solved")),
        "partly": Listing("receipt", Q(review__solved="partly"), _("partly")),
        "no": Listing("receipt", Q(review__solved="no"), _("not solved")),
        "starred": Listing("receipt", Q(review__stars__isnull=False), _("with stars")),
    },
}
SHAPES = {
    "needed_by": "need", "sessions": "session", "editions": "edition", "suggestions": "suggestion",
}  # fmt: skip
for _kind, _kept in figures.KEPT.items():
    FAMILIES[_kind] = {
        f"{_kind}-made": Listing(SHAPES[_kind], Q(), _("promised")),
        f"{_kind}-kept": Listing(SHAPES[_kind], _kept, _("kept")),
        f"{_kind}-broken": Listing(SHAPES[_kind], ~_kept, _("not kept")),
    }
BESIDE = {
    "need": ["place__parent"],
    "receipt": [
        "review__comment", "need", "booking", "service", "team", "place__parent",
        "edition__platform", "edition__place",
    ],
    "session": ["service__team", "place__parent"],
    "edition": ["platform", "place__parent"],
    "suggestion": ["place__parent", "owner"],
}  # fmt: skip
KEYS = ("service", "team")


def family_of(what: str) -> str | None:
    """Return the family a list belongs to; None: there is no such list."""
    return next((name for name, lists in FAMILIES.items() if what in lists), None)


def rows_of(what: str, key: str, window: figures.Window, now: datetime) -> Any:
    """Return the rows behind `what`, of one service, team or town by `key` ("team:7")."""
    family, part = family_of(what), _of(key)
    if family is None or part is None:
        return None
    listing = FAMILIES[family][what]
    if family == "needs":
        rows = figures.needs_in(window)
    elif family == "receipts":
        rows = figures.receipts_in(window).filter(part)
    else:
        rows = figures.promised(family, window, now)
    return rows.filter(listing.only).select_related(*BESIDE[listing.shape])


def _of(key: str) -> Q | None:
    kind, _colon, value = key.partition(":")
    if kind in KEYS and value.isdecimal() and len(value) < 19:
        return Q(**{kind: int(value)})
    if kind == "town" and (town := Place.objects.filter(code=value).first()):
        return figures.of_town(town)
    return None if key else Q()
