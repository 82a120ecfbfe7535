"""Which needs a client asks for."""

import uuid

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import NotFound
from tongxin.people.models import Person

from ..models import Need
from ..queries import NeedQuerySet
from .catalogue import OTHER
from .reading import Unclear, listed, moment, span, whole
from .showing import CLOSED

MOST_ROWS = 1000  # the specification's own limit
MOST_PAGE = 10_000
MOST_IDS = 200


def needs_shown() -> NeedQuerySet:
    """Return needs with all that `showing` reads."""
    return Need.objects.select_related(
        "place__parent__parent", "team", "department", "merged_into", "report"
    )


def asked_for(sent: QueryDict, person: Person | None) -> NeedQuerySet:
    """Return the needs the filters ask for, newest first; ids override everything."""
    if ids := listed(sent, "service_request_id"):
        return needs_shown().filter(uid__in=list(filter(None, map(_uid, ids[:MOST_IDS]))))
    seen = Q(state__in=Need.PUBLIC)
    if person is not None:
        seen |= Q(recorder=person.pk)
    start, end = span(sent, timezone.now())
    needs = needs_shown().filter(seen, raised_at__gte=start, raised_at__lte=end)
    needs = needs.filter(_of_service(listed(sent, "service_code")))
    needs = _of_status(needs, listed(sent, "status"))
    if after := moment(sent, "updated_after"):
        needs = needs.filter(state_since__gte=after)
    if before := moment(sent, "updated_before"):
        needs = needs.filter(state_since__lte=before)
    size = whole(sent, "page_size", MOST_ROWS, MOST_ROWS)
    first = (whole(sent, "page", 1, MOST_PAGE) - 1) * size
    return needs.order_by("-raised_at", "-pk")[first : first + size]


def _of_service(codes: list[str]) -> Q:
    """Return needs of these services: as decided, else as their sender chose (`code_of`)."""
    if not codes:
        return Q()
    platforms = [code.removeprefix("platform.") for code in codes if code.startswith("platform.")]
    classes = [code.removeprefix("class.") for code in codes if code.startswith("class.")]
    neither = Q(platform=None, service_class=None)
    found = Q(platform__in=platforms) | Q(service_class__in=classes)
    found |= neither & Q(route="", report__service_code__in=codes)
    if OTHER in codes:
        found |= neither & (~Q(route="") | Q(report=None))
    return found


def _of_status(needs: NeedQuerySet, asked: list[str]) -> NeedQuerySet:
    if set(asked) - {"open", "closed"}:
        raise Unclear(_("status is “open” or “closed”."))
    if set(asked) == {"open"}:
        return needs.exclude(state__in=CLOSED)
    return needs.filter(state__in=CLOSED) if set(asked) == {"closed"} else needs


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def need_with(text: str) -> Need:
    need: Need | None = needs_shown().filter(uid=_uid(text)).first() if _uid(text) else None
    if need is None:
        raise NotFound(_("service_request_id %(id)s is not here.") % {"id": text[:60]})
    return need
