"""The station's worker writes down what somebody at the door needs; works without a network."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.errors import DomainError
from tongxin.people.actions import give_consent_by_phone
from tongxin.people.models import ConsentText, Person
from tongxin.vault.sealing import mask_phone
from tongxin.web.http import accepted

from ..actions import raise_need
from ..actions.raising import SHEET
from ..codes import read_sheet
from ..danger import find_alarm
from ..forms import DoorForm
from ..models import Need
from ..queries import NeedQuerySet
from .asking import intake_text
from .gently import gentle_csrf, is_too_old

SHOWN_TODAY = 10


def worker_of(request: HttpRequest) -> tuple[Person, list[str]]:
    """Return the signed-in worker and the paths where needs may be entered; else refuse."""
    worker = request.user
    paths = worker.paths_where("need.enter") if isinstance(worker, Person) else []
    if not isinstance(worker, Person) or not paths:
        raise PermissionDenied
    return worker, paths


def entered_today(worker: Person) -> NeedQuerySet:
    """What the worker wrote down since midnight, the newest first."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    entered: NeedQuerySet = Need.objects.filter(recorder=worker, raised_at__gte=midnight)
    return entered.select_related("place__parent").order_by("-raised_at", "-pk")


def today_of(worker: Person) -> dict[str, Any]:
    """What the list of today shows: the latest, and how many there are."""
    entered = entered_today(worker)
    return {"today": entered[:SHOWN_TODAY], "entered": entered.count()}


def blank(worker: Person, paths: list[str], sheet: str = "") -> DoorForm:
    """An empty form, with the worker's only station chosen."""
    form = DoorForm(paths=paths, initial={"sheet": sheet})
    codes = form.fields["place"].codes  # type: ignore[attr-defined]
    home = worker.home.code if worker.home else ""
    form.initial["place"] = home if home in codes else (codes[0] if len(codes) == 1 else "")
    return form


def write_down(said: dict[str, Any], *, by: Person, channel: str, text: ConsentText | None) -> Need:
    """Raise what the form says on behalf of the one at the door or on the line."""
    if text and said["phone"] and by.may("consent.record", at=said["place"]):
        give_consent_by_phone(said["phone"], text, by=by)
    return raise_need(
        by=by, at=said["place"], words=said["words"], channel=channel,
        requester_name=said["name"], phone=said["phone"], address=said["address"],
        on_behalf=True, language=get_language() or "zh-hans",
        client_key=SHEET + said["sheet"] if said["sheet"] else said["client_key"],
        risks=said["risks"], urgency=said["urgency"], pictures=said["pictures"],
    )  # fmt: skip


@never_cache
@gentle_csrf
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def doorstep(request: HttpRequest) -> HttpResponse:
    """The form at the door, and what this worker entered today."""
    worker, paths = worker_of(request)
    if request.method != "POST":
        sheet = read_sheet(request.GET.get("sheet", "")) or ""
        if found := _entered_sheet(sheet):
            return redirect("needs:doorstep_done", found.tracking_code)
        return _page(request, worker, blank(worker, paths, sheet))
    form = DoorForm(request.POST, request.FILES, paths=paths)
    if is_too_old(request):
        form.refuse(_("This page was open for long. Everything is still here: press send again."))
        return _page(request, worker, form, status=403)
    if not form.is_valid():
        return _page(request, worker, form, status=422)
    try:
        need = write_down(form.cleaned_data, by=worker, channel="doorstep", text=intake_text())
    except DomainError as error:
        form.refuse(error)
        return _page(request, worker, form, status=error.status)
    return accepted(request, reverse("needs:doorstep_done", args=[need.tracking_code]))


def _entered_sheet(sheet: str) -> Need | None:
    return Need.objects.filter(client_key=SHEET + sheet).first() if sheet else None


def _page(
    request: HttpRequest, worker: Person, form: DoorForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "text": intake_text(), **today_of(worker),
        "fresh_key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "needs/doors/doorstep.html", context, status=status)


@never_cache
@login_required
@require_GET
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Show the worker the code, to be written down, read out or printed."""
    worker, _paths = worker_of(request)
    visible = Need.objects.visible_to(worker).select_related("place__parent")
    need = get_object_or_404(visible, tracking_code=code)
    context = {
        "need": need, "alarm": find_alarm(need.words), "phone": mask_phone(need.phone),
        "again": reverse("needs:phone" if need.channel == "phone" else "needs:doorstep"),
    }  # fmt: skip
    return render(request, "needs/doors/doorstep_done.html", context)
