"""The desk by phone: who calls, what they asked before, what they need now."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.errors import DomainError
from tongxin.people.models import Person
from tongxin.people.phones import normalise_phone
from tongxin.vault.sealing import blind_index

from ..forms import DoorForm
from ..models import Need
from ..queries import NeedQuerySet
from .asking import intake_text
from .doorstep import blank, today_of, worker_of, write_down
from .gently import gentle_csrf, is_too_old

EARLIER_SHOWN = 5


def earlier_of(phone: str, worker: Person) -> NeedQuerySet:
    """What this number asked before, as far as the worker may see it; the newest first."""
    needs = Need.objects.visible_to(worker)
    try:
        index = blind_index(normalise_phone(phone, landline=True), kind="phone")
    except DomainError:
        return needs.none()
    return needs.filter(phone_index=index).select_related("place__parent")[:EARLIER_SHOWN]


@never_cache
@gentle_csrf
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def telephone(request: HttpRequest) -> HttpResponse:
    """The telephonist's form."""
    worker, paths = worker_of(request)
    if request.method != "POST":
        return _page(request, worker, blank(worker, paths))
    form = DoorForm(request.POST, request.FILES, paths=paths)
    if is_too_old(request):
        form.refuse(_("This page was open for long. Everything is still here: press send again."))
        return _page(request, worker, form, status=403)
    if not form.is_valid():
        return _page(request, worker, form, status=422)
    try:
        need = write_down(form.cleaned_data, by=worker, channel="phone", text=intake_text())
    except DomainError as error:
        form.refuse(error)
        return _page(request, worker, form, status=error.status)
    return redirect("needs:doorstep_done", need.tracking_code)


def _page(
    request: HttpRequest, worker: Person, form: DoorForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "text": intake_text(), **today_of(worker),
        "earlier": earlier_of(form["phone"].value() or "", worker), "fresh_key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "needs/doors/telephone.html", context, status=status)


@never_cache
@login_required
@require_POST
def callers(request: HttpRequest) -> HttpResponse:
    """What the caller's number asked before. Posted, so that no log keeps the number."""
    worker, _paths = worker_of(request)
    phone = request.POST.get("phone", "")
    context = {"earlier": earlier_of(phone, worker), "asked": bool(phone.strip())}
    return render(request, "needs/doors/_earlier.html", context)
