"""What became of messages, and what can be done about it."""

from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.journal.actors import Actor

from .. import actions
from ..forms import DeliveryFilter, OtherChannelForm, RevealForm
from ..models import Delivery
from .inbox import page_of

PAGE = 50
COUNTED = timedelta(days=7)


def desk_only(view: Any) -> Any:
    """Let in who holds "message.see" somewhere; for anybody else the page does not exist."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.paths_where("message.see"):  # type: ignore[union-attr]
            raise Http404
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return checked


def _seen(request: HttpRequest) -> Any:
    return Delivery.objects.visible_to(request.user).select_related("message")


@desk_only
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """All deliveries that leave the house, the newest first."""
    asked = DeliveryFilter(request.GET)
    asked.is_valid()
    wanted = {name: value for name, value in asked.cleaned_data.items() if value}
    since = timezone.now() - COUNTED
    lately = (
        Delivery.objects.visible_to(request.user).carried().filter(message__created_at__gte=since)
    )
    counted = lately.order_by().values("state")
    counts = dict(counted.annotate(n=Count("pk")).values_list("state", "n"))
    states = [
        {"state": state.value, "label": state.label, "meaning": Delivery.MEANING[state],
         "count": counts.get(state.value, 0)}
        for state in Delivery.State
    ]  # fmt: skip
    rows = _seen(request).carried().filter(**wanted).order_by("-pk")
    context = {"filter": asked, "states": states, "tab": "all", **page_of(request, rows, PAGE)}
    return render(request, "messaging/deliveries.html", context)


@desk_only
@require_GET
def unreached(request: HttpRequest) -> HttpResponse:
    """Who did not get what, and why: the list to telephone."""
    rows = _seen(request).unreached().order_by("reason", "-pk")
    context = {"tab": "unreached", **page_of(request, rows, PAGE)}
    return render(request, "messaging/unreached.html", context)


@desk_only
@require_GET
def delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _delivery(request, get_object_or_404(_seen(request), pk=delivery_id))


def _delivery(
    request: HttpRequest, found: Delivery, *, status: int = 200, **more: Any
) -> HttpResponse:
    spot = found.message.spot
    context = {
        "delivery": found,
        "others": found.message.deliveries.exclude(pk=found.pk).order_by("pk"),
        "mends": request.user.may("message.manage", at=spot),  # type: ignore[union-attr]
        "reveals": request.user.may("person.reveal", at=spot),  # type: ignore[union-attr]
        "reveal": RevealForm(),
        "other_channel": OtherChannelForm(),
        "crumbs": [{"label": _("Deliveries"), "url": reverse("messaging:deliveries")}],
        **more,
    }
    return render(request, "messaging/delivery.html", context, status=status)


def _acted(request: HttpRequest, delivery_id: int, action: Any, said: str) -> HttpResponse:
    found = get_object_or_404(_seen(request), pk=delivery_id)
    action(found, by=cast(Actor, request.user))
    messages.success(request, said)
    return redirect("messaging:delivery", found.pk)


@desk_only
@require_POST
def retry(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _acted(request, delivery_id, actions.retry_delivery, _("It is tried again now."))


@desk_only
@require_POST
def cancellation(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _acted(request, delivery_id, actions.cancel_delivery, _("It will not be sent."))


@desk_only
@require_POST
def telling(request: HttpRequest, delivery_id: int) -> HttpResponse:
    return _acted(request, delivery_id, actions.note_told, _("Noted: told by telephone."))


@never_cache
@desk_only
@require_POST
def address(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Show the address once, for a reason."""
    found = get_object_or_404(_seen(request), pk=delivery_id)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return _delivery(request, found, reveal=form, status=422)
    reason = form.cleaned_data["reason"]
    shown = actions.reveal_address(found, reason=reason, by=cast(Actor, request.user))
    return _delivery(request, found, address=shown)


@desk_only
@require_POST
def other_channel(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send the same message by another way."""
    found = get_object_or_404(_seen(request), pk=delivery_id)
    form = OtherChannelForm(request.POST)
    if not form.is_valid():
        return _delivery(request, found, other_channel=form, status=422)
    other = actions.send_also(found, **form.cleaned_data, by=cast(Actor, request.user))
    messages.success(request, _("It is on its way by the other channel."))
    return redirect("messaging:delivery", other.pk)
