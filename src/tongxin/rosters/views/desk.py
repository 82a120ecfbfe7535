"""The roster desk: what was asked for, what is short, requests and notices."""

import re
import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.needs.models import Need
from tongxin.people.requests import PersonRequest

from .. import actions, board
from ..forms import NoticeForm, PostForm, RequestForm
from ..models import Notice, Request, Shift, Template
from ..models.request import LEGAL_NAMES
from ..part_forms import MoreRoles, said_in
from ..shift_forms import ReasonForm
from ..wording import usual_words

ABOUT = re.compile(r"service:\d{1,18}")
CRUMB = {"label": gettext_lazy("Rosters"), "url": "/desk/rosters"}


@login_required
def index(request: PersonRequest) -> HttpResponse:
    """Show what is short first, then what is full, and the requests that wait."""
    person = request.user
    if not {"roster.see", "request.ask"} & person.powers_anywhere():
        raise NotAllowed(_("This desk is not open to you."))
    now = timezone.now()
    rows = (
        Shift.objects.visible_to(person).coming(now).filter(starts_at__lt=now + timedelta(days=7))
    )
    shifts = board.with_places(board.shown(rows))
    requests = Request.objects.visible_to(person).select_related(
        "place__parent", "unit", "asked_by"
    )
    context = {
        "short": shifts.filter(taken__lt=F("least")).order_by("starts_at", "pk")[:60],
        "others": shifts.filter(taken__gte=F("least")).order_by("starts_at", "pk")[:60],
        "asked": requests.filter(state="asked").order_by("asked_at", "pk")[:60],
        "approved": requests.filter(state="approved")[:40],
        "drafts": Notice.objects.visible_to(person).filter(state="draft")[:20],
        "may_ask": "request.ask" in person.powers_anywhere(),
    }
    return render(request, "rosters/desk/index.html", context)


@login_required
def ask(request: PersonRequest) -> HttpResponse:
    """Ask for hands; from a need with `need`, from a service of the menu with `about`.

    The page one comes from may fill in what `_told_by` names.
    """
    person = request.user
    if "request.ask" not in person.powers_anywhere():
        raise NotAllowed(_("This desk is not open to you."))
    need = _need(request)
    start = _start(need) | _told_by(request)
    form = RequestForm(request.POST or None, by=person, initial=start)
    if request.method == "POST" and form.is_valid():
        made = actions.ask(**form.cleaned_data, need=need, about=_about(request), by=person)
        return redirect("rosters:request", request_id=made.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "need": need, "about": _about(request), "crumbs": [CRUMB]}
    return render(request, "rosters/desk/ask.html", context, status=status)


def _need(request: PersonRequest) -> Need | None:
    key = request.GET.get("need", "")
    if not (key.isdecimal() and len(key) < 19):
        return None
    found: Need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related("place"), pk=key
    )
    return found


def _start(need: Need | None) -> dict[str, Any]:
    today = timezone.localdate()
    start: dict[str, Any] = {
        "client_key": uuid.uuid4().hex, "hands": 2, "starts_on": today,
        "ends_on": today + timedelta(days=6),
    }  # fmt: skip
    if need is not None:
        start |= {"words": need.public_words or need.words, "at": need.place.code,
                  "service_class": need.service_class_id, "urgency": need.urgency}  # fmt: skip
    return start


def _told_by(request: PersonRequest) -> dict[str, Any]:
    told = {"title": 80, "words": 2000, "at": 12, "service_class": 24, "kind": 16,
            "qualification": 24, "hands": 5, "starts_on": 10, "ends_on": 10}  # fmt: skip
    return {name: request.GET[name][:most] for name, most in told.items() if name in request.GET}


def _about(request: PersonRequest) -> str:
    """Return the key of the service it is for, as the journal names it; "" for none."""
    said = request.GET.get("about", "")
    return said if ABOUT.fullmatch(said) else ""


def own_request(request: PersonRequest, request_id: int) -> Request:
    """Return a request the reader may see, or 404."""
    rows = Request.objects.visible_to(request.user)
    found: Request = get_object_or_404(
        rows.select_related(
            "place__parent", "unit", "team", "asked_by", "decided_by", "need", "qualification"
        ),
        pk=request_id,
    )
    return found


@login_required
def request_page(request: PersonRequest, request_id: int) -> HttpResponse:
    """Show a request with everything one may do with it now."""
    found = own_request(request, request_id)
    person = request.user
    context = {
        "asked": found,
        "posts": found.posts.select_related("place__parent")
        .prefetch_related("parts")
        .order_by("place__path", "pk")[:80],
        "notices": found.notices.all(),
        "may_approve": person.may("request.approve", at=found.place),
        "may_see_need": found.need_id is not None
        and Need.objects.visible_to(person).filter(pk=found.need_id).exists(),
        "service_url": _service_url(found),
        "may_manage": person.may("post.manage", at=found.place)
        or (found.team is not None and person.may_for("post.manage", team=found.team)),
        "templates": Template.objects.filter(retired_at=None).exists(),
        "reason": ReasonForm(),
        "crumbs": [CRUMB],
    }
    return render(request, "rosters/desk/request.html", context)


def _service_url(asked: Request) -> str:
    """Return where the service it is for stands on the menu; "" for none."""
    key = asked.about.removeprefix("service:")
    return reverse("menu:service", args=[key]) if asked.about != key else ""


@login_required
@require_POST
def approval(request: PersonRequest, request_id: int) -> HttpResponse:
    """Approve a request."""
    actions.approve_request(own_request(request, request_id), by=request.user)
    return redirect("rosters:request", request_id=request_id)


@login_required
@require_POST
def returning(request: PersonRequest, request_id: int) -> HttpResponse:
    """Give a request back, with the reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else _("Please look at it again.")
    actions.return_request(own_request(request, request_id), reason=reason, by=request.user)
    return redirect("rosters:request", request_id=request_id)


@login_required
@require_POST
def withdrawal(request: PersonRequest, request_id: int) -> HttpResponse:
    """Take a request back."""
    actions.withdraw_request(own_request(request, request_id), by=request.user)
    return redirect("rosters:request", request_id=request_id)


@login_required
@require_POST
def closing(request: PersonRequest, request_id: int) -> HttpResponse:
    """Say that a request is done."""
    actions.close_request(own_request(request, request_id), by=request.user)
    return redirect("rosters:request", request_id=request_id)


@login_required
def posting(request: PersonRequest, request_id: int) -> HttpResponse:
    """Make a post of a request."""
    found = own_request(request, request_id)
    start = {"title": found.title, "at": found.place.code, "service_class": found.service_class_id,
             "duties": found.words, "people": found.hands, "least": found.hands,
             "urgency": found.urgency, "kind": found.kind,
             "qualification": found.qualification_id}  # fmt: skip
    form = PostForm(request.POST or None, by=request.user, initial=start)
    roles = MoreRoles(request.POST if "roles-TOTAL_FORMS" in request.POST else None, prefix="roles")
    if request.method == "POST" and form.is_valid() and (not roles.is_bound or roles.is_valid()):
        data = form.cleaned_data
        more = said_in(roles) if roles.is_bound else []
        post = actions.make_post(
            found, at=data["at"], parts=[form.part(), *more], by=request.user,
            contact_phone=data["contact_phone"], **form.said(),
        )  # fmt: skip
        return redirect("rosters:post", post_id=post.pk)
    return form_page(request, form, _("Make a post"), found, roles=roles)


@login_required
def noticing(request: PersonRequest, request_id: int) -> HttpResponse:
    """Write the recruitment notice of a request."""
    found = own_request(request, request_id)
    posts = list(found.posts.filter(notice=None).select_related("place", "site")
                 .order_by("place__path", "pk"))  # fmt: skip
    start = usual_words(found, posts) | {"title": found.title} if posts else {"title": found.title}
    form = NoticeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        notice = actions.write_notice(found, by=request.user, **form.cleaned_data)
        return redirect("rosters:notice_desk", notice_id=notice.pk)
    return form_page(request, form, _("Write the notice"), found)


def form_page(
    request: PersonRequest, form: Any, title: str, found: Request, **more: Any
) -> HttpResponse:
    """Show a form about a request on a page of its own."""
    crumbs = [CRUMB, {"label": found.title, "url": f"/desk/requests/{found.pk}"}]
    context = {"form": form, "title": title, "crumbs": crumbs, **more}
    status = 422 if request.method == "POST" else 200
    return render(request, "rosters/desk/form.html", context, status=status)


def _own_notice(request: PersonRequest, notice_id: int) -> Notice:
    rows = Notice.objects.visible_to(request.user).select_related("place", "request__team")
    found: Notice = get_object_or_404(rows, pk=notice_id)
    return found


@login_required
def notice(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Change a notice; publish it when all eight things are said."""
    found = _own_notice(request, notice_id)
    form = NoticeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_notice(_own_notice(request, notice_id), by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("rosters:notice_desk", notice_id=notice_id)
    context = {
        "form": form, "notice": found, "reason": ReasonForm(),
        "lacking": [LEGAL_NAMES[name] for name in found.lacking],
        "posts": found.posts.select_related("place").order_by("place__path", "pk"),
        "may_publish": request.user.may("notice.publish", at=found.place),
        "crumbs": [
            CRUMB,
            {"label": found.request.title, "url": f"/desk/requests/{found.request_id}"},
        ],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "rosters/desk/notice.html", context, status=status)


@login_required
@require_POST
def publication(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Put a notice on the board."""
    actions.publish_notice(_own_notice(request, notice_id), by=request.user)
    return redirect("rosters:notice_desk", notice_id=notice_id)


@login_required
@require_POST
def unpublishing(request: PersonRequest, notice_id: int) -> HttpResponse:
    """Take a notice off the board."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.withdraw_notice(_own_notice(request, notice_id), reason=reason, by=request.user)
    return redirect("rosters:notice_desk", notice_id=notice_id)
