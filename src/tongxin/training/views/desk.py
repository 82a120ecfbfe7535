"""The desk of training: courses, batches, the roll, passes."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.people.forms import refusal_on
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest

from .. import actions, board
from ..desk_forms import BatchForm, ChangedBatchForm, PassesForm, PhonesForm, ReasonForm
from ..models import Batch, Course, Module, Pass, Seat
from ..models.passing import CODE_LENGTH
from .learning import crumbs

PER_PAGE = 50
ON_A_ROLL = 100  # names on one page


@login_required
def desk(request: PersonRequest) -> HttpResponse:
    """Show the courses, the coming batches, and those whose roll waits."""
    held = request.user.powers_anywhere()
    if not held & {"batch.manage", "course.manage"}:
        raise NotAllowed(_("This desk is not open to you."))
    now = timezone.now()
    mine = board.with_places(Batch.objects.managed_by(request.user).filter(state="open"))
    mine = mine.select_related("course", "place__parent")
    unmarked = mine.filter(ends_at__lte=now, seats__state=Seat.State.BOOKED).distinct()
    courses = Course.objects.visible_to(request.user).select_related("module")
    courses = courses.annotate(count=Count("lessons", distinct=True))
    context = {
        "courses": courses.order_by("module__order", "pk"),
        "coming": mine.filter(ends_at__gt=now).order_by("starts_at")[:50],
        "unmarked": unmarked.order_by("-starts_at")[:50],
        "composes": "course.manage" in held,
    }
    return render(request, "training/desk/index.html", context)


@login_required
def plan(request: PersonRequest) -> HttpResponse:
    """Plan a batch."""
    request.user.must_somewhere("batch.manage")
    form = BatchForm(request.POST or None, by=request.user, initial=_told_by(request))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        length = timedelta(minutes=told.pop("minutes"))
        batch = actions.plan_batch(
            told.pop("course"), **told, ends_at=told["starts_at"] + length, trainer=request.user,
            by=request.user,
        )  # fmt: skip
        return redirect("training:roll", batch_id=batch.pk)
    context = {"form": form, "crumbs": crumbs(), "heading": _("Plan a batch")}
    return render(request, "training/desk/form.html", context, status=_status(request))


def _told_by(request: PersonRequest) -> dict[str, Any]:
    """Return what the page one comes from says: `at`, a place, and what hands lack there.

    `class` and `kind` of the post, `module`: what most of them still lack.
    """
    place, lacked, service_class, kind = (
        request.GET.get(name, "")[:24] for name in ("at", "module", "class", "kind")
    )
    needed = Course.objects.open().needed_at(service_class, kind, first=lacked)
    said = lacked or service_class or kind
    return {"at": place, "course": needed.first() if said else None}


def _status(request: PersonRequest) -> int:
    return 422 if request.method == "POST" else 200


def _managed(request: PersonRequest, batch_id: int) -> Batch:
    rows = Batch.objects.managed_by(request.user).select_related("course", "place__parent")
    found: Batch = get_object_or_404(rows, pk=batch_id)
    return found


@login_required
def roll(request: PersonRequest, batch_id: int) -> HttpResponse:
    """Show who has a place, a page at a time; POST calls the roll of the page.

    Who is ticked came, everybody else on the page did not.
    """
    batch = _managed(request, batch_id)
    rows = batch.seats.exclude(state__in=["cancelled", "lapsed"]).select_related("person")
    page = Paginator(rows.order_by("asked_at", "pk"), ON_A_ROLL).get_page(request.GET.get("page"))
    seats = list(page)
    form = PhonesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ticked = {int(key) for key in request.POST.getlist("came") if key.isdecimal()}
        present = [seat.person for seat in seats if seat.pk in ticked] + form.people()
        actions.call_roll(batch, present, among=[seat.person_id for seat in seats],
                          by=request.user)  # fmt: skip
        _tell_unknown(request, form)
        messages.success(request, _("The roll is called."))
        return redirect(f"{reverse('training:roll', args=[batch_id])}?page={page.number}")
    context = {
        "batch": batch, "seats": seats, "page": page, "form": form, "reason": ReasonForm(),
        "crumbs": crumbs(), "code": _code(batch),
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else "",
        "next_url": f"?page={page.number + 1}" if page.has_next() else "",
        "shown": f"{page.start_index()}–{page.end_index()} / {page.paginator.count}",
    }  # fmt: skip
    return render(request, "training/desk/roll.html", context)


def _code(batch: Batch) -> str:
    """Return what the trainer of an online batch shows while it lasts."""
    if batch.is_online and batch.has_begun and not batch.is_over:
        return actions.code_of(batch, timezone.now())
    return ""


def _tell_unknown(request: PersonRequest, form: PhonesForm) -> None:
    if form.unknown:
        said = _("Nobody has these phones: %(phones)s") % {"phones": "、".join(form.unknown[:20])}
        messages.warning(request, said)


@login_required
def changing(request: PersonRequest, batch_id: int) -> HttpResponse:
    """Change when, where and for how many; everybody with a place or waiting is told."""
    batch = _managed(request, batch_id)
    minutes = int((batch.ends_at - batch.starts_at).total_seconds() // 60)
    told = {name: getattr(batch, name) for name in ("venue", "link", "starts_at", "capacity")}
    form = ChangedBatchForm(request.POST or None, initial=told | {"minutes": minutes})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["ends_at"] = said["starts_at"] + timedelta(minutes=said.pop("minutes"))
        parts = {name: part for name, part in said.items() if part != getattr(batch, name)}
        with refusal_on(form):
            actions.change_batch(batch, by=request.user, **parts)
            messages.success(request, _("Changed. Whoever it concerns has been told."))
            return redirect("training:roll", batch_id=batch_id)
    context = {"form": form, "crumbs": crumbs(), "heading": _("Change the batch")}
    return render(request, "training/desk/form.html", context, status=_status(request))


@login_required
@require_POST
def calling_off(request: PersonRequest, batch_id: int) -> HttpResponse:
    """Call a batch off, with the reason everybody is told."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else _("We are sorry.")
    actions.cancel_batch(_managed(request, batch_id), reason=reason, by=request.user)
    return redirect("training:roll", batch_id=batch_id)


@login_required
def passes(request: PersonRequest) -> HttpResponse:
    """List passes where the reader oversees people: by module, by name, by what ends soon."""
    request.user.must_somewhere("training.see")
    rows = Pass.objects.visible_to(request.user).select_related("person__home__parent", "module")
    rows, asked = _filtered(request, rows)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    more = found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    context = {
        "passes": found[:PER_PAGE], "modules": Module.objects.all(), "asked": asked,
        "next_url": f"?{query}&before={more}" if more else "",
        "may_give": "pass.give" in request.user.powers_anywhere(), "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "training/desk/passes.html", context)


def _filtered(request: PersonRequest, rows: Any) -> tuple[Any, dict[str, str]]:
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("module", "q", "state")}
    now = timezone.now()
    if asked["module"]:
        rows = rows.filter(module=asked["module"])
    if asked["q"]:
        rows = rows.filter(_meant(asked["q"]))
    if asked["state"] == "ending":
        month = now + timedelta(days=30)
        rows = rows.filter(revoked_at=None, until__gt=now, until__lte=month)
    elif asked["state"] == "revoked":
        rows = rows.exclude(revoked_at=None)
    return rows, asked


def _meant(words: str) -> Q:
    """Passes by the number of their certificate, or by the beginning of a name: by an index."""
    code = words.replace("-", "").upper()
    if len(code) == CODE_LENGTH and code.isascii():
        return Q(code=code)
    named = Person.objects.filter(name__gte=words, name__lt=words + "\U0010ffff")
    return Q(person__in=named.values("pk"))


@login_required
def giving(request: PersonRequest) -> HttpResponse:
    """Enter passes of many at once, from a record."""
    request.user.must_somewhere("pass.give")
    form = PassesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people = form.people()
        made = actions.give_passes(
            people, form.cleaned_data["module"], evidence=form.cleaned_data["evidence"],
            since=form.since(), by=request.user,
        )  # fmt: skip
        _tell_unknown(request, form)
        said = ngettext("%(n)s pass entered.", "%(n)s passes entered.", len(made))
        messages.success(request, said % {"n": len(made)})
        return redirect("training:passes")
    context = {"form": form, "crumbs": crumbs(), "heading": _("Enter passes from a record")}
    return render(request, "training/desk/form.html", context, status=_status(request))


@login_required
def one_pass(request: PersonRequest, pass_id: int) -> HttpResponse:
    """Show one pass; POST revokes it."""
    rows = Pass.objects.visible_to(request.user).exclude(person=request.user)
    row = get_object_or_404(rows.select_related("person__home", "module", "given_by"), pk=pass_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke_pass(row, reason=form.cleaned_data["reason"], by=request.user)
        return redirect("training:pass", pass_id=pass_id)
    context = {
        "pass": row, "form": form, "crumbs": crumbs(),
        "may_revoke": not row.revoked_at and request.user.may("pass.revoke", at=row.person.seat),
    }  # fmt: skip
    return render(request, "training/desk/pass.html", context, status=_status(request))
