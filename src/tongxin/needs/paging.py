"""Pages of needs by key, not by number: new needs do not shift them."""

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.people.models import Person
from tongxin.places.models import Place

from .models import Need
from .schemas import Filters

PLAIN = ("state", "route", "platform", "service_class", "urgency")


class BadCursor(DomainError):
    """The cursor is not one of ours."""

    status = 422


def page(needs: "QuerySet[Need]", filters: Filters) -> dict[str, Any]:
    """Return a page, newest first: {"items", "next"}. Raises `BadCursor`."""
    for name in PLAIN:
        if (value := getattr(filters, name)) is not None:
            needs = needs.filter(**{name: value})
    if filters.place:
        needs = needs.under(get_object_or_404(Place, code=filters.place))  # type: ignore[attr-defined]
    if filters.raised_from:
        needs = needs.filter(raised_at__gte=filters.raised_from)
    if filters.raised_until:
        needs = needs.filter(raised_at__lt=filters.raised_until)
    if filters.cursor:
        needs = needs.filter(_after(filters.cursor))
    rows = list(needs.order_by("-raised_at", "-pk")[: filters.limit + 1])
    shown = rows[: filters.limit]
    return {"items": shown, "next": _cursor(shown[-1]) if len(rows) > len(shown) else None}


def _cursor(need: Need) -> str:
    text = f"{need.raised_at.astimezone(UTC).isoformat()} {need.pk}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _after(cursor: str) -> Q:
    try:
        moment, _space, key = base64.urlsafe_b64decode(cursor).decode("ascii").partition(" ")
        at, pk = datetime.fromisoformat(moment), int(key)
        if not (at.tzinfo and 1 < at.year < 9999 and 0 < pk < 2**63):
            raise ValueError(cursor)
    except (ValueError, binascii.Error) as error:
        raise BadCursor(_("This cursor is not one of ours.")) from error
    return Q(raised_at__lt=at) | Q(raised_at=at, pk__lt=pk)


def key(by: Person, told: str | None) -> str:
    """Return a client's key, made its own: two clients may choose the same."""
    if not told:
        return ""
    return "api:" + hashlib.sha256(f"{by.pk}:{told}".encode()).hexdigest()[:48]
