"""The desk of teams and units."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import (
    change_team,
    create_team,
    create_unit,
    join_team,
    leave_team,
    retire_team,
    retire_unit,
    set_capacity,
)
from ..forms import posted, refusal_on
from ..forms.desk import CapacityForm, MemberForm, NewTeamForm, TeamForm, UnitForm
from ..models import Membership, Person, Team, Unit
from ..phones import BadPhone, normalise_phone
from ..requests import PersonRequest


@login_required
def teams(request: PersonRequest) -> HttpResponse:
    request.user.must_somewhere("team.manage")
    form = NewTeamForm(posted(request), by=request.user)
    if form.is_valid():
        new = dict(form.cleaned_data)
        with refusal_on(form, "name"):
            team = create_team(at=new.pop("place"), by=request.user, **new)
            messages.success(request, _("The team is founded. Now choose its leader."))
            return redirect("people:team", pk=team.pk)
    rows = Team.objects.managed_by(request.user).select_related("place__parent", "platform", "unit")
    context = {
        "teams": rows.annotate(size=Count("memberships")).order_by("retired_at", "name", "pk")[
            :500
        ],
        "form": form,
        "may_found": bool(request.user.paths_where("team.manage")),
    }
    return render(request, "people/desk/teams.html", context, status=422 if form.is_bound else 200)


def _managed(request: PersonRequest, pk: int) -> Team:
    rows = Team.objects.managed_by(request.user).select_related("place__parent", "platform", "unit")
    found: Team = get_object_or_404(rows, pk=pk)
    return found


def _page(
    request: PersonRequest,
    row: Team,
    form: TeamForm | None = None,
    member: MemberForm | None = None,
    capacity: CapacityForm | None = None,
) -> HttpResponse:
    initial = {name: getattr(row, name) for name in TeamForm.base_fields}
    context = {
        "team": row,
        "memberships": row.memberships.select_related("person").order_by("role", "pk"),
        "form": form or TeamForm(initial=initial),
        "member_form": member or MemberForm(),
        "capacity_form": capacity or CapacityForm(initial={"people": row.capacity}),
        "may_change": request.user.may("team.manage", at=row.place),
        "crumbs": [{"label": _("Teams"), "url": ".."}, {"label": row.label, "url": ""}],
    }
    bound = form or member or capacity
    return render(request, "people/desk/team.html", context, status=422 if bound else 200)


@login_required
def team(request: PersonRequest, pk: int) -> HttpResponse:
    row = _managed(request, pk)
    form = TeamForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        with refusal_on(form, "name"):
            change_team(row, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("people:team", pk=pk)
    return _page(request, row, form)


def _find(who: str) -> Person | None:
    people = Person.objects.humans().filter(closed_at=None)
    try:
        return people.with_phone(normalise_phone(who, landline=True)).first()  # type: ignore[no-any-return]
    except BadPhone:
        return people.filter(username=who.strip()).first()  # type: ignore[no-any-return]


@require_POST
@login_required
def members(request: PersonRequest, pk: int) -> HttpResponse:
    row = _managed(request, pk)
    form = MemberForm(request.POST)
    if form.is_valid():
        found = _find(form.cleaned_data["who"])
        if found is None:
            form.add_error("who", _("No account has this user name or phone."))
        else:
            with refusal_on(form, "who"):
                join_team(row, found, role=form.cleaned_data["role"], by=request.user)
                messages.success(request, _("Welcome to the team."))
                return redirect("people:team", pk=pk)
    return _page(request, row, member=form)


@require_POST
@login_required
def capacity(request: PersonRequest, pk: int) -> HttpResponse:
    row = _managed(request, pk)
    form = CapacityForm(request.POST)
    if form.is_valid():
        set_capacity(row, form.cleaned_data["people"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("people:team", pk=pk)
    return _page(request, row, capacity=form)


@require_POST
@login_required
def removal(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Membership.objects.select_related("team__place", "person")
    membership = get_object_or_404(rows, team__in=Team.objects.managed_by(request.user), pk=pk)
    leave_team(membership, by=request.user)
    messages.success(request, _("No longer in the team."))
    return redirect("people:team", pk=membership.team_id)


@require_POST
@login_required
def retirement(request: PersonRequest, pk: int) -> HttpResponse:
    retire_team(_managed(request, pk), by=request.user)
    messages.success(request, _("The team is closed. What it did stays."))
    return redirect("people:teams")


@login_required
def units(request: PersonRequest) -> HttpResponse:
    request.user.must_somewhere("unit.manage")
    form = UnitForm(posted(request), by=request.user)
    if form.is_valid():
        new = dict(form.cleaned_data)
        with refusal_on(form, "code"):
            create_unit(at=new.pop("place"), by=request.user, **new)
            messages.success(request, _("Saved."))
            return redirect("people:units")
    rows = Unit.objects.managed_by(request.user).select_related("place__parent")
    context = {"units": rows.order_by("retired_at", "name", "pk")[:500], "form": form}
    return render(request, "people/desk/units.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def unit_retirement(request: PersonRequest, pk: int) -> HttpResponse:
    retire_unit(get_object_or_404(Unit.objects.managed_by(request.user), pk=pk), by=request.user)
    messages.success(request, _("The unit is closed."))
    return redirect("people:units")
