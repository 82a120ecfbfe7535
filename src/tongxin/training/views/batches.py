"""A batch as who learns sees it: take a place, confirm it, give it back, say one is there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest

from .. import actions, board
from ..models import Batch, Seat


@never_cache
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show a batch, and how the reader stands with it."""
    rows = board.with_places(Batch.objects.select_related("course", "place__parent", "trainer"))
    found = get_object_or_404(rows, pk=batch_id)
    seat = None
    if request.user.is_authenticated:
        mine = found.seats.filter(person=request.user.pk).exclude(state__in=["cancelled", "lapsed"])
        seat = mine.first()
    context = {"batch": found, "seat": seat, "now": timezone.now()}
    return render(request, "training/batch.html", context)


@login_required
@require_POST
def seats(request: PersonRequest, batch_id: int) -> HttpResponse:
    """Take a place, or a place on the waiting list."""
    actions.take_seat(get_object_or_404(Batch, pk=batch_id), by=request.user)
    return redirect("training:batch", batch_id=batch_id)


def _mine(request: PersonRequest, seat_id: int) -> Seat:
    rows = Seat.objects.filter(person=request.user).select_related("batch")
    found: Seat = get_object_or_404(rows, pk=seat_id)
    return found


@login_required
@require_POST
def confirmation(request: PersonRequest, seat_id: int) -> HttpResponse:
    """Take the place that became free."""
    seat = actions.confirm_seat(_mine(request, seat_id), by=request.user)
    return redirect("training:batch", batch_id=seat.batch_id)


@login_required
@require_POST
def cancellation(request: PersonRequest, seat_id: int) -> HttpResponse:
    """Give the place back."""
    seat = actions.give_up_seat(_mine(request, seat_id), by=request.user)
    return redirect("training:batch", batch_id=seat.batch_id)


@login_required
@require_POST
def presence(request: PersonRequest, batch_id: int) -> HttpResponse:
    """Say that one is there, by the code the trainer shows."""
    found = get_object_or_404(Batch, pk=batch_id)
    actions.check_in_online(found, request.POST.get("code", "")[:12], by=request.user)
    return redirect("training:batch", batch_id=batch_id)
