"""One post at the desk: its roles, its shifts, copies of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest

from .. import actions, board
from ..copy_forms import NameForm, SpreadForm
from ..forms import ChangeForm
from ..models import Part, Post
from ..part_forms import PartForm
from ..shift_forms import ReasonForm, SeriesForm
from .desk import CRUMB


def own_post(request: PersonRequest, post_id: int) -> Post:
    """Return a post the reader may see at the desk, or 404."""
    rows = Post.objects.visible_to(request.user).select_related(
        "request", "place__parent", "site", "team__place", "service_class", "unit_only", "notice"
    )
    found: Post = get_object_or_404(rows, pk=post_id)
    return found


def manages(request: PersonRequest, post: Post) -> bool:
    """Whether the reader may change it: for showing the buttons; the actions decide."""
    leads = post.team is not None and request.user.may_for("post.manage", team=post.team)
    return leads or request.user.may("post.manage", at=post.place)


@login_required
def post(request: PersonRequest, post_id: int) -> HttpResponse:
    """Show a post with everything one may do with it now."""
    found = own_post(request, post_id)
    shifts = board.with_places(found.shifts.all()).order_by("starts_at", "pk")
    asked = found.request
    days = {"first": max(asked.starts_on, timezone.localdate()), "last": asked.ends_on}
    context = {
        "post": found,
        "parts": found.parts.select_related("qualification", "team"),
        "coming": shifts.filter(ends_at__gte=timezone.now())[:200],
        "manages": manages(request, found),
        "may_allow": request.user.may("request.approve", at=found.place),
        "series": SeriesForm(initial=days),
        "part_form": PartForm(),
        "spread": SpreadForm(by=request.user, initial={"venue": found.venue}),
        "name": NameForm(initial={"name": found.title}),
        "reason": ReasonForm(),
        "crumbs": _crumbs(found),
    }
    return render(request, "rosters/desk/post.html", context)


def _crumbs(post: Post) -> list[dict[str, Any]]:
    return [CRUMB, {"label": post.request.title, "url": f"/desk/requests/{post.request_id}"}]


def _form_page(request: PersonRequest, post: Post, form: Any, title: str) -> HttpResponse:
    """Show a form on a page of its own; again, when it was not filled in right."""
    crumbs = [*_crumbs(post), {"label": post.title, "url": f"/desk/posts/{post.pk}"}]
    context = {"form": form, "title": title, "crumbs": crumbs}
    status = 422 if form.is_bound else 200
    return render(request, "rosters/desk/form.html", context, status=status)


@login_required
@require_POST
def shifts(request: PersonRequest, post_id: int) -> HttpResponse:
    """Add a series of shifts."""
    found = own_post(request, post_id)
    form = SeriesForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, _("Add shifts"))
    data, now = form.cleaned_data, timezone.now()
    hours = [(start, data["minutes"]) for start in data["starts"]]
    times = actions.series(data["first"], data["last"], hours, data["weekdays"])
    made = actions.add_shifts(
        found, times=[pair for pair in times if pair[0] > now], by=request.user
    )
    said = ngettext("%(n)s shift added.", "%(n)s shifts added.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("rosters:post", post_id=post_id)


@login_required
def parts(request: PersonRequest, post_id: int) -> HttpResponse:
    """Add a role, or change the one named in the address (`part`)."""
    found, key = own_post(request, post_id), request.GET.get("part", "")
    part = get_object_or_404(Part, post=found, pk=key) if key.isdecimal() else None
    if request.method != "POST":
        form = PartForm.of(part) if part else PartForm()
        return _form_page(request, found, form, _("Role"))
    form = PartForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, _("Role"))
    actions.set_part(found, part=part, by=request.user, **form.cleaned_data)
    return redirect("rosters:post", post_id=post_id)


@login_required
def changing(request: PersonRequest, post_id: int) -> HttpResponse:
    """Say better what one does there, and whom to call."""
    found = own_post(request, post_id)
    start = {"contact_phone": found.contact_phone if manages(request, found) else ""}
    form = ChangeForm(request.POST or None, instance=own_post(request, post_id), initial=start)
    if not form.is_valid():
        return _form_page(request, found, form, _("Change"))
    actions.change_post(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("rosters:post", post_id=post_id)


@login_required
@require_POST
def spreading(request: PersonRequest, post_id: int) -> HttpResponse:
    """Make the same post at many places."""
    found = own_post(request, post_id)
    form = SpreadForm(request.POST, by=request.user)
    if not form.is_valid():
        return _form_page(request, found, form, _("The same at many places"))
    made = actions.spread_post(found, by=request.user, **form.cleaned_data)
    said = ngettext("%(n)s post made.", "%(n)s posts made.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("rosters:request", request_id=found.request_id)


@login_required
@require_POST
def copying(request: PersonRequest, post_id: int) -> HttpResponse:
    """Make a draft like it."""
    copy = actions.copy_post(own_post(request, post_id), by=request.user)
    return redirect("rosters:post", post_id=copy.pk)


@login_required
@require_POST
def templating(request: PersonRequest, post_id: int) -> HttpResponse:
    """Keep it as a template."""
    found = own_post(request, post_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, _("Keep as a template"))
    actions.save_template(found, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("rosters:post", post_id=post_id)


@login_required
@require_POST
def ending(request: PersonRequest, post_id: int) -> HttpResponse:
    """Take it off the board."""
    actions.end_post(own_post(request, post_id), by=request.user)
    return redirect("rosters:post", post_id=post_id)


@login_required
@require_POST
def across_towns(request: PersonRequest, post_id: int) -> HttpResponse:
    """Let people of other towns serve here at response levels I and II."""
    found = own_post(request, post_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, _("Let other towns serve here"))
    actions.allow_across_towns(found, reason=form.cleaned_data["reason"], by=request.user)
    return redirect("rosters:post", post_id=post_id)
