"""The desk of the register: find volunteers, look at one, invite, suspend, lift."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.models import Person
from tongxin.people.requests import PersonRequest
from tongxin.places.models import ServiceClass
from tongxin.vault.sealing import mask_name, mask_phone
from tongxin.web.caching import keep_for_desk
from tongxin.web.framing import Framed
from tongxin.web.http import is_key, wants_part
from tongxin.web.templatetags.web import tag

from .. import chapters, skills, weeks
from ..actions import invite, lift, suspend
from ..counting import counted
from ..finding import first_few, listed, narrowed
from ..forms.desk import FilterForm, InvitationForm, SuspensionForm
from ..models import Suspension, Volunteer
from ..queries import sees_all

PAGE = 50
FEW = 8  # shown while one types
MOMENT_SECONDS = 3  # a list may be this old for colleagues


@require_GET
@login_required
def register(request: PersonRequest) -> HttpResponse:
    """List the register, newest first, narrowed as chosen; paged by key.

    While somebody types, htmx asks for the first few of those found, and nothing around them.
    """
    request.user.must_somewhere("volunteer.see")
    if wants_part(request):
        return _found(request)
    return keep_for_desk(
        request, lambda: _register(request), scope=scope_of(request.user), seconds=MOMENT_SECONDS
    )


def scope_of(person: Person) -> str:
    """Return what a list depends on: one's roles, and oneself where the own row stands among it."""
    everything = sees_all(person.paths_where("volunteer.see"))
    return person.scope if everything else f"{person.scope}:{person.pk}"


def _register(request: PersonRequest) -> Framed:
    paths = request.user.paths_where("volunteer.see")
    form = FilterForm(request.GET or None, paths=paths)
    figures = counted(paths)
    chosen = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    rows, last = listed(request.user, chosen, int(after) if is_key(after) else None, PAGE)
    next_url = urlencode(without(request, "after") | {"after": str(last)}) if last else ""
    context = {
        "rows": lines(rows, form.class_names),
        "next_url": f"?{next_url}" if next_url else "",
        "reader": request.reader,  # type: ignore[attr-defined]
    }
    own = form.texts() | {
        "map_url": f"{reverse('volunteers:map')}?{urlencode(without(request, 'q', 'after'))}",
        "found": render_to_string("volunteers/desk/_rows.html", context),
    }
    return Framed(
        "volunteers/desk/register.html", own, {"form": form, "figures": figures},
        key=(*figures.values(), form.shape),
    )  # fmt: skip


def _found(request: PersonRequest) -> HttpResponse:
    chosen: dict[str, Any] = without(request, "after")
    if chosen.keys() - {"q"}:
        form = FilterForm(request.GET, paths=request.user.paths_where("volunteer.see"))
        chosen = form.cleaned_data if form.is_valid() else {}
    found = narrowed(Volunteer.objects.visible_to(request.user), chosen)
    whole = urlencode(without(request, "after"))
    rows = first_few(found, FEW + 1)
    context = {"rows": rows[:FEW], "whole_url": f"?{whole}" if len(rows) > FEW else ""}
    return render(request, "volunteers/desk/_found.html", context)


def without(request: PersonRequest, *names: str) -> dict[str, str]:
    """Return what was chosen in the address, without these and what was left empty."""
    chosen = ((name, str(value)) for name, value in request.GET.items())
    return {name: value for name, value in chosen if value and name not in names}


def lines(rows: list[dict[str, Any]], classes: dict[str, str]) -> list[dict[str, Any]]:
    """Return the rows as the list writes them."""
    states = state_tags(get_language())
    for row in rows:
        likes = " · ".join([classes.get(code, code) for code in row["prefers"]])
        row |= {"likes": likes or "—", "state": states[row["state"]]}
    return rows


@cache
def state_tags(_language: str | None) -> dict[str, SafeString]:
    """Return each state as a page in the reader's language shows it."""
    return {
        state.value: tag(state.label, Volunteer.TONES.get(state, "plain"))
        for state in Volunteer.State
    }


def visible(request: PersonRequest, pk: int) -> Volunteer:
    """Return a volunteer the reader may see, or 404."""
    everyone = Volunteer.objects.visible_to(request.user)
    found: Volunteer = get_object_or_404(
        everyone.select_related("person__home__parent", "unit", "invited_by", "merged_into"), pk=pk
    )
    return found


def _page(
    request: PersonRequest, volunteer: Volunteer, form: SuspensionForm | None = None
) -> HttpResponse:
    person, viewer, today = volunteer.person, request.user, timezone.localdate()
    context = {
        "volunteer": volunteer,
        "person": person,
        "masked_name": mask_name(person.name),
        "masked_phone": mask_phone(person.phone),
        "age": person.age_on(today),
        "waits_for_guardian": person.waits_for_guardian(today),
        "week": weeks.table(volunteer.availability),
        "likes": ServiceClass.objects.filter(pk__in=volunteer.prefers),
        "skills": skills.names_of("skills", volunteer.skills),
        "languages": skills.names_of("languages", volunteer.languages),
        "qualifications": volunteer.qualifications.select_related("kind", "decided_by"),
        "blackouts": volunteer.blackouts.filter(ends_on__gte=today),
        "suspensions": volunteer.suspensions.select_related("by", "lifted_by"),
        "suspension": volunteer.suspension,
        "memberships": person.memberships.select_related("team"),
        "chapters": [(one, one.desk(person)) for one in chapters.in_order()],
        "may_suspend": viewer.may("volunteer.suspend", at=person.seat),
        "may_merge": volunteer.is_open and viewer.may("volunteer.merge", at=person.seat),
        "may_see_person": viewer.may("person.see", at=person.seat),
        "form": form or SuspensionForm(),
        "today": today,
    }
    status = 422 if form is not None else 200
    return render(request, "volunteers/desk/volunteer.html", context, status=status)


@require_GET
@login_required
def volunteer(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one volunteer to whoever works with them."""
    return _page(request, visible(request, pk))


@require_POST
@login_required
def suspension(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = visible(request, pk), SuspensionForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            suspend(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Suspended. The volunteer has been told."))
            return redirect("volunteers:volunteer", pk=pk)
    return _page(request, found, form)


@require_POST
@login_required
def lifting(request: PersonRequest, pk: int) -> HttpResponse:
    found = visible(request, pk)
    standing = get_object_or_404(Suspension.objects.open(), volunteer=found)
    lift(standing, by=request.user)
    messages.success(request, _("The suspension is lifted."))
    return redirect("volunteers:volunteer", pk=pk)


@login_required
def invitation(request: PersonRequest) -> HttpResponse:
    """Invite somebody; they confirm by themselves."""
    request.user.must_somewhere("volunteer.invite")
    form = InvitationForm(posted(request), by=request.user)
    if form.is_valid():
        with refusal_on(form):
            invited = invite(by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s is invited.") % {"name": invited.person.name})
            return redirect("volunteers:invitation")
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/desk/invitation.html", {"form": form}, status=status)
