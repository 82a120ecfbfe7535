"""The desk of other systems that are told of notices (webhooks)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.journal.actions import key_of
from tongxin.messaging.models import Delivery
from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import actions
from ..actions.hooking import EVENTS
from ..forms import HookForm
from ..models import Hook

LATEST = 30  # deliveries shown


@login_required
@never_cache
def hooks(request: PersonRequest) -> HttpResponse:
    """List the listeners and what was sent last; add one, whose secret is shown once."""
    request.user.must_somewhere("apikey.manage")
    form, made = HookForm(posted(request)), None
    if form.is_valid():
        with refusal_on(form):
            made = actions.add_hook(by=request.user, **form.cleaned_data)
            form = HookForm()
    return _page(request, form, made)


def _page(request: PersonRequest, form: HookForm, made: Hook | None) -> HttpResponse:
    rows = list(Hook.objects.filter(retired_at=None))
    context = {"hooks": rows, "form": form, "made": made, "deliveries": _latest(rows),
               "events": EVENTS.items()}  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "rosters/desk/hooks.html", context, status=status)


def _latest(rows: list[Hook]) -> list[dict[str, Any]]:
    names = {key_of(hook): hook.label for hook in rows}
    sent = Delivery.objects.filter(message__recipient__in=list(names), channel="webhook")
    latest = sent.select_related("message").order_by("-pk")[:LATEST]
    return [{"row": row, "to": names[row.message.recipient]} for row in latest]


def _own(request: PersonRequest, hook_id: int) -> Hook:
    request.user.must_somewhere("apikey.manage")
    found: Hook = get_object_or_404(Hook, pk=hook_id, retired_at=None)
    return found


@login_required
@require_POST
@never_cache
def secret(request: PersonRequest, hook_id: int) -> HttpResponse:
    """Give a listener a new secret, and show it once."""
    made = actions.renew_secret(_own(request, hook_id), by=request.user)
    return _page(request, HookForm(), made)


@login_required
@require_POST
def testing(request: PersonRequest, hook_id: int) -> HttpResponse:
    """Send a listener a test."""
    actions.send_test(_own(request, hook_id), by=request.user)
    messages.success(request, _("A test is on its way; it stands below."))
    return redirect("rosters:hooks")


@login_required
@require_POST
def stopping(request: PersonRequest, hook_id: int) -> HttpResponse:
    """Tell a listener nothing until resumed."""
    actions.stop_hook(_own(request, hook_id), by=request.user)
    return redirect("rosters:hooks")


@login_required
@require_POST
def resuming(request: PersonRequest, hook_id: int) -> HttpResponse:
    """Tell a listener again."""
    actions.resume_hook(_own(request, hook_id), by=request.user)
    return redirect("rosters:hooks")


@login_required
@require_POST
def removal(request: PersonRequest, hook_id: int) -> HttpResponse:
    """Remove a listener."""
    actions.retire_hook(_own(request, hook_id), by=request.user)
    return redirect("rosters:hooks")
