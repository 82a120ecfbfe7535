"""“My data”: what one sees, corrects, takes along and ends by oneself."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.vault.sealing import mask_identity, mask_phone

from ..actions import (
    close_account,
    export_person,
    rename,
    set_home,
    set_identity,
    set_language,
)
from ..desks import desk_url
from ..forms import posted, refusal_on
from ..forms.mine import ClosingForm, DataForm, IdentityForm
from ..requests import PersonRequest


@require_GET
@login_required
def mine(request: PersonRequest) -> HttpResponse:
    person = request.user
    context = {
        "masked_phone": mask_phone(person.phone),
        "waits_for_guardian": person.waits_for_guardian(timezone.localdate()),
        "asked_to_guard": person.wards.filter(confirmed_at=None, ended_at=None).exists(),
        "desk_url": desk_url(person),
    }
    return render(request, "people/mine.html", context)


@login_required
def data(request: PersonRequest) -> HttpResponse:
    person = request.user
    initial = {field: getattr(person, field) for field in ("name", "nickname", "home", "language")}
    form = DataForm(posted(request), initial=initial)
    if form.is_valid():
        new = form.cleaned_data
        with refusal_on(form):
            if {"name", "nickname"} & set(form.changed_data):
                rename(person, name=new["name"], nickname=new["nickname"], by=person)
            if new["home"] != person.home:
                set_home(person, new["home"], by=person)
            if "language" in form.changed_data:
                set_language(person, new["language"], by=person)
            messages.success(request, _("Saved."))
            return redirect("people:mine")
    context = {"form": form, "masked_identity": mask_identity(person.identity)}
    return render(request, "people/data.html", context, status=422 if form.is_bound else 200)


@login_required
def identity(request: PersonRequest) -> HttpResponse:
    form = IdentityForm(posted(request))
    if form.is_valid():
        with refusal_on(form, "number"):
            said = set_identity(request.user, form.cleaned_data["number"], by=request.user)
            if not said.area_is_current:
                messages.warning(
                    request, _("Saved. The area code in it is an old one; that is all right.")
                )
            else:
                messages.success(request, _("Saved."))
            return redirect("people:data")
    status = 422 if form.is_bound else 200
    return render(request, "people/identity.html", {"form": form}, status=status)


@require_POST
@login_required
def export(request: PersonRequest) -> HttpResponse:
    """Everything kept about oneself, as one file."""
    return as_file(export_person(request.user, by=request.user))


def as_file(exported: dict[str, Any]) -> HttpResponse:
    """Return what was exported as a download."""
    text = json.dumps(exported, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    name = f"tongxin-{timezone.localdate():%Y%m%d}.json"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
def closure(request: PersonRequest) -> HttpResponse:
    form = ClosingForm(posted(request))
    if form.is_valid():
        close_account(request.user, by=request.user)
        logout(request)
        messages.success(request, _("Your account is closed. Thank you for having been here."))
        return redirect("/")
    status = 422 if form.is_bound else 200
    return render(request, "people/closure.html", {"form": form}, status=status)
