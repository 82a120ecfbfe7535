"""One shift at the desk: who is in, who waits; invite, approve, change, print, bring a team."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongxin.errors import NotAllowed
from tongxin.people.models import Person, Team
from tongxin.people.requests import PersonRequest
from tongxin.volunteers.models import Volunteer

from .. import actions, board
from ..beside import desk_links_of
from ..models import Enrolment, Part, Shift, Swap
from ..shift_forms import HelperForm, ReasonForm, TeamForm, TimesForm, WordsForm
from .desk import CRUMB
from .posts import manages
from .public import counted_shift


def own_shift(request: PersonRequest, shift_id: int) -> Shift:
    """Return a shift whose roster the reader keeps, or 404."""
    rows = board.with_places(board.shown(Shift.objects.visible_to(request.user)))
    found: Shift = get_object_or_404(
        rows.select_related("post__team__place", "post__request"), pk=shift_id
    )
    return found


@login_required
@never_cache
def shift(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Show the roster of a shift."""
    found = own_shift(request, shift_id)
    times = {"starts_at": timezone.localtime(found.starts_at),
             "ends_at": timezone.localtime(found.ends_at)}  # fmt: skip
    context = {
        "shift": found, "roles": board.roles_of(found), "now": timezone.now(),
        "keeps": actions.keeps_roster(found, request.user),
        "times": TimesForm(initial=times), "reason": ReasonForm(), "words": WordsForm(),
        "helper": HelperForm(), "crumbs": _crumbs(found), "manages": manages(request, found.post),
        "swaps": Swap.objects.filter(given__shift=found, state="taken").select_related(
            "given__person", "taken_by"
        ),
        "beside": desk_links_of(found, request.user),
        "is_alone": not found.post.shifts.exclude(pk=found.pk).exists(),
    }  # fmt: skip
    return render(request, "rosters/desk/shift.html", context)


def _crumbs(shift: Shift) -> list[dict[str, Any]]:
    return [CRUMB, {"label": shift.post.title, "url": f"/desk/posts/{shift.post_id}"}]


@login_required
@never_cache
def paper(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Print the roster of a shift, with room to sign."""
    found = own_shift(request, shift_id)
    context = {"shift": found, "roles": board.roles_of(found)}
    return render(request, "rosters/desk/paper.html", context)


def _back(shift_id: int) -> HttpResponse:
    return redirect("rosters:roster", shift_id=shift_id)


def _wrong(request: PersonRequest, shift: Shift, form: Any, title: str) -> HttpResponse:
    crumbs = [*_crumbs(shift), {"label": str(shift), "url": f"/desk/shifts/{shift.pk}"}]
    context = {"form": form, "title": title, "crumbs": crumbs}
    return render(request, "rosters/desk/form.html", context, status=422)


@login_required
@require_POST
def change(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Move a shift; everybody in it is told."""
    found, form = own_shift(request, shift_id), TimesForm(request.POST)
    if not form.is_valid():
        return _wrong(request, found, form, _("Change"))
    actions.change_shift(found, by=request.user, **form.cleaned_data)
    return _back(shift_id)


@login_required
@require_POST
def calling_off(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Call a shift off, with the reason everybody is told."""
    found, form = own_shift(request, shift_id), ReasonForm(request.POST)
    if not form.is_valid():
        return _wrong(request, found, form, _("Call off"))
    actions.cancel_shift(found, reason=form.cleaned_data["reason"], by=request.user)
    return _back(shift_id)


@login_required
@require_POST
def setting_apart(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Give one shift roles of its own, to be changed on the page of its own post."""
    post = actions.set_apart(own_shift(request, shift_id), by=request.user)
    messages.success(request, _("Change the roles here: they are those of this shift alone."))
    return redirect("rosters:post", post_id=post.pk)


@login_required
@require_POST
def writing(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Write to everybody in a shift."""
    found, form = own_shift(request, shift_id), WordsForm(request.POST)
    if not form.is_valid():
        return _wrong(request, found, form, _("Write to everybody"))
    told = actions.write_to_shift(found, words=form.cleaned_data["words"], by=request.user)
    said = ngettext("%(n)s person was told.", "%(n)s people were told.", told)
    messages.success(request, said % {"n": told})
    return _back(shift_id)


@login_required
@require_POST
def helper(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Hold a place for a helper without an account."""
    found, form = own_shift(request, shift_id), HelperForm(request.POST)
    if not form.is_valid():
        return _wrong(request, found, form, _("A helper without an account"))
    actions.add_helper(found, part=_part(request, found), by=request.user, **form.cleaned_data)
    return _back(shift_id)


def _part(request: PersonRequest, shift: Shift) -> Part:
    key = request.POST.get("part", "")
    parts = shift.post.parts.all()
    found: Part = get_object_or_404(parts.filter(pk=key) if key.isdecimal() else parts[:1])
    return found


@login_required
@require_POST
def inviting(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Invite volunteers by their numbers ("YX2020-000123"), several with spaces between."""
    found = own_shift(request, shift_id)
    numbers = request.POST.get("numbers", "").replace("，", " ").replace(",", " ").upper().split()
    people = [
        row.person
        for row in Volunteer.objects.filter(number__in=numbers[:100]).select_related("person__home")
    ]
    invited, refused = actions.invite(
        found, people=people, part=_part(request, found), by=request.user
    )
    said = ngettext("%(n)s person was invited.", "%(n)s people were invited.", len(invited))
    messages.success(request, said % {"n": len(invited)})
    for person, why in refused[:5]:
        reasons = " ".join(refusal.sentence for refusal in why) or _("is in the shift already")
        messages.warning(request, f"{person.public_name}: {reasons}")
    return _back(shift_id)


@login_required
@require_POST
def approval(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Take somebody in who asked."""
    row = _asked(request, enrolment_id)
    actions.approve(row, by=request.user)
    return _back(row.shift_id)


@login_required
@require_POST
def refusal(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Do not take somebody in who asked, saying why."""
    row = _asked(request, enrolment_id)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else _("The places are taken.")
    actions.refuse(row, reason=reason, by=request.user)
    return _back(row.shift_id)


def _asked(request: PersonRequest, enrolment_id: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("shift__post__team__place")
    found: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    return found


@login_required
@require_POST
def promotion(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Ask those who wait, as far as there are places."""
    actions.ask_those_who_wait(own_shift(request, shift_id), by=request.user)
    return _back(shift_id)


@login_required
@never_cache
def team(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Let a leader bring a team, by name or by number."""
    found = counted_shift(request, shift_id)
    if not request.user.teams_led:
        raise NotAllowed(_("Only who leads a team can bring one."))
    asked = request.GET.get("team", "")
    came_for = {"team": asked} if asked.isdecimal() and len(asked) < 19 else {}
    form = TeamForm(request.POST or None, by=request.user, initial=came_for)
    if request.method == "POST" and form.is_valid():
        _bring(request, found, form.cleaned_data)
        return redirect(f"{request.path}?team={form.cleaned_data['team'].pk}")
    mine = found.enrolments.standing().filter(team__in=request.user.teams_led)
    context = {
        "shift": found, "form": form, "parts": found.post.parts.all(), "helper": HelperForm(),
        "mine": mine.select_related("person", "team"),
        "members": Person.objects.filter(
            memberships__team__in=request.user.teams_led, closed_at=None
        ).distinct(),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "rosters/team.html", context, status=status)


@login_required
@require_POST
def team_helper(request: PersonRequest, shift_id: int) -> HttpResponse:
    """Let a leader hold a place for somebody of the team without an account."""
    found, form = counted_shift(request, shift_id), HelperForm(request.POST)
    led = Team.objects.filter(pk__in=request.user.teams_led, retired_at=None).order_by("name")
    key = request.POST.get("team", "")
    team = get_object_or_404(led.filter(pk=key) if key.isdecimal() else led[:1])
    if not form.is_valid():
        return render(request, "rosters/team_helper.html", {"shift": found, "helper": form},
                      status=422)  # fmt: skip
    part = _part(request, found)
    actions.add_helper(found, part=part, team=team, by=request.user, **form.cleaned_data)
    return redirect("rosters:team", shift_id=shift_id)


def _bring(request: PersonRequest, shift: Shift, data: dict[str, Any]) -> None:
    part, by = _part(request, shift), request.user
    if data["people"]:
        rows, refused = actions.bring(
            shift, part=part, team=data["team"], people=list(data["people"]), by=by
        )
        said = ngettext("%(n)s person was entered.", "%(n)s people were entered.", len(rows))
        if rows:
            messages.success(request, said % {"n": len(rows)})
        for person, why in refused:
            reasons = " ".join(refusal.sentence for refusal in why) or _("not in the register yet")
            messages.warning(request, f"{person.name or person.public_name}: {reasons}")
    if data["heads"]:
        actions.hold_places(shift, part=part, team=data["team"], heads=data["heads"], by=by)


@login_required
@require_POST
def naming(request: PersonRequest, enrolment_id: int) -> HttpResponse:
    """Give a held place a name: a member chosen by the leader, or at the desk by number."""
    row = _asked(request, enrolment_id)
    if number := request.POST.get("number", "").strip().upper():
        named = get_object_or_404(Volunteer.objects.select_related("person"), number=number)
        actions.name_place(row, person=named.person, by=request.user)
        return _back(row.shift_id)
    key = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=key if key.isdecimal() and len(key) < 19 else 0)
    actions.name_place(row, person=person, by=request.user)
    return redirect("rosters:team", shift_id=row.shift_id)
