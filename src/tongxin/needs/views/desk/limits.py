"""Time limits of a place, in one table."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongxin.places.models import Place

from ...actions import set_limits
from ...actions.limits import LONGEST_MINUTES, BadLimit, default_limits
from ...models import Need, TimeLimit
from ...models.need import Urgency
from . import desk_place, for_desk, person_of

UNITS = {"d": 1440, "h": 60, "m": 1}


@for_desk("limit.set")
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Show and set the limits of a place; an empty field means: as the place above says."""
    place = desk_place(request, "limit.set")
    if request.method == "GET":
        return render(request, "needs/desk/limits.html", _context(place, {}, ""))
    try:
        said = {key: _minutes(request.POST.get(_name(*key), "")) for key in default_limits()}
        set_limits(place, limits=said, by=person_of(request))
    except BadLimit as error:
        context = _context(place, request.POST, str(error))
        return render(request, "needs/desk/limits.html", context, status=422)
    messages.success(request, _("Saved. What waits already keeps its time."))
    return HttpResponseRedirect(f"{reverse('needs:limits')}?place={place.code}")


def _name(state: str, urgency: int) -> str:
    return f"{state}_{urgency}"


def _minutes(text: str) -> int | None:
    """Read "90", "90m", "2h", "3d" (also 分/时/天); "" means: not set here."""
    text = text.strip().lower().translate(str.maketrans("分时天", "mhd"))
    if not text:
        return None
    number, unit = (text[:-1], text[-1]) if text[-1] in UNITS else (text, "m")
    if not number.isdecimal() or len(number) > 9 or int(number) * UNITS[unit] > LONGEST_MINUTES:
        raise BadLimit(_("Write a limit as 30m, 4h or 2d; “%(text)s” is none.") % {"text": text})
    return int(number) * UNITS[unit]


def written(minutes: int | None) -> str:
    """Return minutes as one reads them: 2d, 4h, 30m."""
    if minutes is None:
        return ""
    unit = next(unit for unit, size in UNITS.items() if minutes % size == 0)
    return f"{minutes // UNITS[unit]}{unit}"


def _context(place: Place, typed: Any, error: str) -> dict[str, Any]:
    paths = place.ancestors_paths
    rows = TimeLimit.objects.filter(place__path__in=paths).select_related("place")
    kept = {(row.place.path, row.state, row.urgency): row.minutes for row in rows}
    lines = []
    for state in Need.OPEN:
        cells = []
        for level in Urgency.values:
            name, own = _name(state, level), kept.get((place.path, state, level))
            above = next(
                (kept[path, state, level] for path in reversed(paths[:-1])
                 if (path, state, level) in kept), None,
            )  # fmt: skip
            value = typed.get(name, written(own))
            cells.append({"name": name, "value": value, "above": written(above), "level": level})
        lines.append({"label": Need.State(state).label, "cells": cells})
    return {"place": place, "lines": lines, "urgencies": Urgency.choices, "error": error,
            "nearby": place.children.all()}  # fmt: skip
