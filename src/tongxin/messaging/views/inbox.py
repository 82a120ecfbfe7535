"""A person's own messages."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from tongxin.journal.actors import Actor

from .. import actions
from ..models import Delivery, Message

PAGE = 30


def page_asked(request: HttpRequest) -> int:
    asked = request.GET.get("page", "0")
    return int(asked) if asked.isdecimal() and len(asked) <= 4 else 0


def page_of(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """Return one page of `rows` with the addresses of its neighbours; counts nothing."""
    page = page_asked(request)
    found = list(rows[page * size : (page + 1) * size + 1])

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return {
        "rows": found[:size],
        "previous_url": address(page - 1) if page else "",
        "next_url": address(page + 1) if len(found) > size else "",
    }


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything said to the reader, the newest first."""
    mine = Message.objects.visible_to(request.user)
    return render(request, "messaging/inbox.html", page_of(request, mine, PAGE))


@login_required
@require_GET
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it is reading it."""
    found = get_object_or_404(Message.objects.visible_to(request.user), pk=message_id)
    actions.mark_read(found, by=cast(Actor, request.user))
    return render(request, "messaging/message.html", {"message": found})


@login_required
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = actions.mark_all_read(by=cast(Actor, request.user))
    said = ngettext("%(n)s message marked as read.", "%(n)s messages marked as read.", count)
    messages.success(request, said % {"n": count} if count else _("Nothing was new."))
    return redirect("messaging:inbox")


@require_GET
def demo_phone(request: HttpRequest) -> HttpResponse:
    """The demo's telephone: what would have been sent, codes and all. Exists in the demo alone."""
    if settings.MODE != "demo":
        raise Http404
    last = Delivery.objects.carried().select_related("message").order_by("-pk")[:20]
    return render(request, "messaging/demo_phone.html", {"deliveries": last})
