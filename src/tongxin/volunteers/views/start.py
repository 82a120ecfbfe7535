"""Where a volunteer sets out from: tapped on a map, or a place by its name."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tongxin.people.forms import posted
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place

from ..actions import set_start
from ..forms.mine import StartForm
from ..models import Volunteer
from ..sketch import SIDE, Sketch, grounds, sketch_of
from .mine import own_entry

NEAREST_PIXELS = 2  # a tap nearer to the corner comes from a keyboard: nobody lives there


@login_required
def start(request: PersonRequest) -> HttpResponse:
    """Choose where one sets out from: a tap on the map, a place, or one's own village."""
    volunteer = own_entry(request)
    shown = _shown(request, volunteer)
    form = StartForm(posted(request))
    if request.method == "POST":
        chosen, told = _chosen(request, shown, form)
        if told:
            set_start(volunteer, chosen, by=request.user)
            messages.success(request, _("Saved. Shifts are sorted by the distance from there."))
            return redirect("volunteers:start")
    context = {
        "volunteer": volunteer, "form": form, "place": shown, "side": SIDE,
        "is_city": shown.parent_id is None, "near": _near(volunteer),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "volunteers/start.html", context, status=status)


def _chosen(
    request: PersonRequest, shown: Place, form: StartForm
) -> tuple[tuple[float, float] | None, bool]:
    """Return what was chosen (None: the own village) and whether anything was."""
    x, y = request.POST.get("point.x", ""), request.POST.get("point.y", "")
    if x.isdecimal() and y.isdecimal() and max(int(x), int(y)) > NEAREST_PIXELS:
        paper = _paper(shown)
        return (paper.point(min(int(x), SIDE), min(int(y), SIDE)) if paper else None), bool(paper)
    if "village" in request.POST:
        return None, True
    if not form.is_valid():
        return None, False
    return form.point, True


def _shown(request: PersonRequest, volunteer: Volunteer) -> Place:
    """The ground of the map: one's own town, or the whole city."""
    home = volunteer.person.home
    if home is None or "city" in request.GET or home.parent_id is None:
        return Place.objects.get(parent=None)
    town: Place | None = home.parent if home.level == Place.Level.STATION else home
    return town or home


def _paper(place: Place) -> Sketch | None:
    located = Place.objects.under(place).stations().current().exclude(latitude=None)
    points = list(located.values_list("latitude", "longitude"))
    return sketch_of(points) if points else None


def _near(volunteer: Volunteer) -> Place | None:
    """Return the station nearest to where the volunteer sets out from."""
    if volunteer.latitude is None or volunteer.longitude is None:
        return None
    located = Place.objects.stations().current().exclude(latitude=None).select_related("parent")
    here = (volunteer.latitude, volunteer.longitude)
    return min(located, key=lambda one: _far(here, one), default=None)


def _far(here: tuple[float, float], place: Any) -> float:
    paper = sketch_of([here])
    (x, y), (x2, y2) = paper.xy(*here), paper.xy(place.latitude, place.longitude)
    return float((x - x2) ** 2 + (y - y2) ** 2)


@require_GET
@login_required
@cache_control(private=True, max_age=60)
def start_map(request: PersonRequest) -> HttpResponse:
    """Draw the map one taps on, with where one sets out from now."""
    volunteer = own_entry(request)
    shown = _shown(request, volunteer)
    paper = _paper(shown)
    if paper is None:
        raise Http404
    here = None
    if volunteer.latitude is not None and volunteer.longitude is not None:
        here = paper.xy(volunteer.latitude, volunteer.longitude)
    context = {"grounds": grounds(shown, paper), "here": here, "side": SIDE,
               "named": shown.parent_id is not None}  # fmt: skip
    answer = render(request, "volunteers/start.svg", context)
    answer["Content-Type"] = "image/svg+xml"
    return answer
