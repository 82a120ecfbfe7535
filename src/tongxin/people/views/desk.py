"""The desk of people: find, look at, correct, reveal, give roles."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.vault.sealing import blind_index, mask_identity, mask_name, mask_phone
from tongxin.web.http import is_key

from ..actions import (
    give_grant,
    rename,
    reveal,
    set_home,
    set_identity,
    set_phone,
    withdraw_grant,
)
from ..desks import desk_url
from ..forms import posted, refusal_on
from ..forms.desk import CorrectionForm, GrantForm, RevealForm, SearchForm
from ..models import Grant, Person
from ..phones import BadPhone, normalise_phone
from ..requests import PersonRequest

PAGE = 50


def _matching(words: str) -> Q:
    """People by phone or identity number (blind index), or by name."""
    try:
        return Q(phone_index=blind_index(normalise_phone(words, landline=True), kind="phone"))
    except BadPhone:
        pass
    if len(words) == 18 and words[:17].isdigit():
        return Q(identity_index=blind_index(words.upper(), kind="identity"))
    return Q(name__icontains=words) | Q(nickname__icontains=words) | Q(username__startswith=words)


@require_GET
@login_required
def door(request: PersonRequest) -> HttpResponse:
    """Lead whoever works here to the desk that waits for them; others home."""
    return redirect(desk_url(request.user) or "/")


@require_GET
@login_required
def people(request: PersonRequest) -> HttpResponse:
    request.user.must_somewhere("person.see")
    form = SearchForm(request.GET or None)
    form.fields["place"].within = request.user.paths_where("person.see")  # type: ignore[attr-defined]
    found = Person.objects.visible_to(request.user).select_related("home__parent").order_by("-pk")
    place = form.place_chosen()
    if words := request.GET.get("q", "").strip()[:60]:
        found = found.filter(_matching(words))
    if place is not None:
        found = found.under(place)
    if is_key(after := request.GET.get("after", "")):
        found = found.filter(pk__lt=int(after))
    rows = list(found[: PAGE + 1])
    query = request.GET.copy()
    query["after"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    context = {
        "people": [{"person": row, "masked": mask_name(row.name)} for row in rows[:PAGE]],
        "form": form,
        "searched": bool(words or place),
        "next_url": f"?{query.urlencode()}" if query["after"] else "",
    }
    return render(request, "people/desk/people.html", context)


def _visible(request: PersonRequest, pk: int) -> Person:
    everyone = Person.objects.visible_to(request.user).select_related("home__parent")
    found: Person = get_object_or_404(everyone, pk=pk)
    return found


def _page(request: PersonRequest, person: Person, status: int = 200, **forms: Any) -> HttpResponse:
    viewer = request.user
    context = {
        "person": person,
        "masked_name": mask_name(person.name),
        "masked_phone": mask_phone(person.phone),
        "masked_identity": mask_identity(person.identity),
        "waits_for_guardian": person.waits_for_guardian(timezone.localdate()),
        "grants": person.grants.valid(timezone.now()).select_related("place__parent", "given_by"),
        "memberships": person.memberships.select_related("team__place"),
        "consents": person.consents.standing().select_related("text"),
        "may_reveal": viewer.may("person.reveal", at=person.seat),
        "may_correct": viewer.may("person.correct", at=person.seat),
        "may_grant": "grant.give" in viewer.powers_anywhere(),
        "reveal_form": forms.get("reveal_form") or RevealForm(),
        "grant_form": forms.get("grant_form") or GrantForm(by=viewer),
        "revealed": forms.get("revealed"),
        "crumbs": [{"label": _("People"), "url": ".."}, {"label": str(person), "url": ""}],
    }
    return render(request, "people/desk/person.html", context, status=status)


@require_GET
@login_required
def person(request: PersonRequest, pk: int) -> HttpResponse:
    request.user.must_somewhere("person.see")
    return _page(request, _visible(request, pk))


@require_POST
@login_required
def reveal_field(request: PersonRequest, pk: int) -> HttpResponse:
    owner = _visible(request, pk)
    form = RevealForm(request.POST)
    if form.is_valid():
        field, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
        with refusal_on(form):
            value = reveal(owner, field, reason=reason, by=request.user)
            label = dict(form.fields["field"].choices)[field]  # type: ignore[attr-defined]
            response = _page(request, owner, revealed={"label": label, "value": value})
            response["Cache-Control"] = "no-store"
            return response
    return _page(request, owner, 422, reveal_form=form)


@login_required
def correction(request: PersonRequest, pk: int) -> HttpResponse:
    owner = _visible(request, pk)
    request.user.must("person.correct", at=owner.seat)
    form = CorrectionForm(posted(request), initial={"name": owner.name, "home": owner.home})
    form.fields["home"].within = request.user.paths_where("person.correct")  # type: ignore[attr-defined]
    if form.is_valid():
        with refusal_on(form):
            _correct(owner, form.cleaned_data, by=request.user)
            messages.success(request, _("Saved."))
            return redirect("people:person", pk=pk)
    context = {"person": owner, "form": form}
    return render(
        request, "people/desk/correction.html", context, status=422 if form.is_bound else 200
    )


def _correct(owner: Person, new: dict[str, Any], *, by: Person) -> None:
    if new["name"] != owner.name:
        rename(owner, name=new["name"], by=by)
    if new["home"] != owner.home:
        set_home(owner, new["home"], by=by)
    if new["phone"]:
        set_phone(owner, new["phone"], by=by)
    if new["identity"]:
        set_identity(owner, new["identity"], by=by)


@require_POST
@login_required
def grants(request: PersonRequest, pk: int) -> HttpResponse:
    owner = _visible(request, pk)
    form = GrantForm(request.POST, by=request.user)
    if form.is_valid():
        last_day = form.cleaned_data["until"]
        until = timezone.make_aware(datetime.combine(last_day, time.max)) if last_day else None
        with refusal_on(form):
            give_grant(
                owner, role=form.cleaned_data["role"], at=form.cleaned_data["place"], until=until,
                by=request.user,
            )  # fmt: skip
            messages.success(request, _("The role is given."))
            return redirect("people:person", pk=pk)
    return _page(request, owner, 422, grant_form=form)


@require_POST
@login_required
def grant_withdrawal(request: PersonRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    withdraw_grant(grant, by=request.user)
    messages.success(request, _("The role is withdrawn."))
    return redirect("people:person", pk=grant.person_id)
