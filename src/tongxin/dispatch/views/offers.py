"""Offers: the volunteer's own, and a shift's at the desk; why me, why not me."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest
from tongxin.rosters import board
from tongxin.rosters.models import Part, Shift
from tongxin.volunteers.models import Volunteer
from tongxin.web.http import is_key

from .. import actions
from ..explaining import why_me, why_not_me
from ..models import Offer

MOST = 30


@login_required
@never_cache
def mine(request: PersonRequest) -> HttpResponse:
    """Show what I am asked for, and why me; what I answered lately below."""
    rows = Offer.objects.filter(enrolment__person=request.user.pk).select_related(
        "plan", "enrolment__person", "enrolment__shift__post__place__parent",
        "enrolment__shift__post__site", "enrolment__shift__post__service_class",
    )  # fmt: skip
    now = timezone.now()
    asked = list(rows.open(now)[:MOST])
    context = {
        "asked": list(zip(asked, why_me(asked), strict=True)),
        "answered": rows.exclude(pk__in=[offer.pk for offer in asked])[:MOST],
        "now": now,
    }
    return render(request, "dispatch/mine.html", context)


@login_required
@never_cache
def why(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Say why I was asked for a shift, or why not."""
    rows = Shift.objects.select_related("post__place__parent", "post__site", "post__service_class")
    shift = get_object_or_404(rows.filter(post__notice__state="published"), pk=shift_id)
    volunteer = Volunteer.objects.filter(person=request.user.pk).first()
    offer = Offer.objects.filter(
        enrolment__shift=shift, enrolment__person=request.user.pk
    ).select_related("plan", "enrolment__person", "enrolment__shift__post").first()  # fmt: skip
    if offer:
        said = why_me([offer])[0]
    elif volunteer:
        said = why_not_me(volunteer, shift)
    else:
        said = _("Register as a volunteer first: it takes a minute.")
    context = {"shift": shift, "said": said, "offer": offer}
    return render(request, "dispatch/why.html", context)


def kept(request: PersonRequest, shift_id: int) -> Shift:
    """Return a shift whose roster the reader keeps, or 404."""
    rows = board.with_places(board.shown(Shift.objects.visible_to(request.user)))
    found: Shift = get_object_or_404(rows, pk=shift_id)
    return found


@login_required
@never_cache
def shift(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Show who was asked for a shift in which wave, and what they said; ask the next."""
    found = kept(request, shift_id)
    offers = Offer.objects.filter(enrolment__shift=found).select_related(
        "enrolment__person__volunteer", "enrolment__part", "plan"
    )
    context = {
        "shift": found, "may_send": request.user.may("offer.send", at=found.post.place),
        "offers": offers.order_by("-wave", "metres", "pk"),
        "calls": found.calls.select_related("part"),
        "parts": found.post.parts.filter(team=None, whole_team=False),
        "crumbs": [{"label": str(found.post), "url": f"/desk/shifts/{found.pk}"}],
    }  # fmt: skip
    return render(request, "dispatch/shift.html", context)


@require_POST
@login_required
def refilling(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Ask the next who fit, one for each free place."""
    sent = actions.refill(kept(request, shift_id), reason="by_hand", by=request.user)
    said = ngettext("%(n)s person is asked.", "%(n)s people are asked.", sent) % {"n": sent}
    messages.success(request, said if sent else _("No place is free, or nobody else fits."))
    return redirect("dispatch:shift", shift_id)


@require_POST
@login_required
def calling(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Write to many: whoever presses first has the place."""
    found = kept(request, shift_id)
    said = request.POST.get("part", "")
    key = int(said) if is_key(said) else 0
    part = get_object_or_404(Part, pk=key, post=found.post_id)
    row = actions.call(found, part=part, by=request.user)
    messages.success(request, _("%(n)s people were written to.") % {"n": row.people})
    return redirect("dispatch:shift", shift_id)
