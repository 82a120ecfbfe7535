"""Children in one's care, and whom a minor asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..actions import (
    ask_guardian,
    close_account,
    confirm_guardianship,
    create_child,
    end_guardianship,
    export_person,
)
from ..forms import posted, refusal_on
from ..forms.mine import ChildForm, GuardianForm
from ..models import ConsentText, Guardianship
from ..requests import PersonRequest
from .mine import as_file


def _text() -> ConsentText | None:
    current = ConsentText.objects.current()
    return current.filter(purpose=ConsentText.Purpose.GUARDIAN).first()


@login_required
def children(request: PersonRequest) -> HttpResponse:
    form = ChildForm(posted(request))
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in (
            "name", "birth_date", "relation", "username", "password")}  # fmt: skip
        with refusal_on(form):
            create_child(by=request.user, **asked)
            messages.success(request, _("The account is made. The child can log in now."))
            return redirect("people:children")
    context = {
        "form": form,
        "text": _text(),
        "wards": request.user.wards.filter(ended_at=None).select_related("minor"),
    }
    return render(request, "people/children.html", context, status=422 if form.is_bound else 200)


@login_required
def guardian(request: PersonRequest) -> HttpResponse:
    person = request.user
    form = GuardianForm(posted(request))
    if form.is_valid():
        with refusal_on(form, "phone"):
            ask_guardian(
                person,
                form.cleaned_data["phone"],
                relation=form.cleaned_data["relation"],
                by=person,
            )
            messages.success(request, _("We have asked. It is done when they confirm."))
            return redirect("people:guardian")
    context = {
        "form": form,
        "guardianships": person.guardianships.filter(ended_at=None).select_related("guardian"),
        "is_minor": person.is_minor_on(timezone.localdate()),
    }
    return render(request, "people/guardian.html", context, status=422 if form.is_bound else 200)


def _mine(request: PersonRequest, pk: int) -> Guardianship:
    """One's own: as the guardian."""
    return get_object_or_404(Guardianship, Q(guardian=request.user), pk=pk)


@require_POST
@login_required
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    confirm_guardianship(_mine(request, pk), by=request.user)
    messages.success(request, _("Confirmed. Thank you."))
    return redirect("people:children")


@require_POST
@login_required
def export(request: PersonRequest, pk: int) -> HttpResponse:
    return as_file(export_person(_mine(request, pk).minor, by=request.user))


@require_POST
@login_required
def closure(request: PersonRequest, pk: int) -> HttpResponse:
    close_account(_mine(request, pk).minor, by=request.user)
    messages.success(request, _("The child's account is closed."))
    return redirect("people:children")


@require_POST
@login_required
def end(request: PersonRequest, pk: int) -> HttpResponse:
    end_guardianship(_mine(request, pk), by=request.user)
    messages.success(request, _("You no longer answer for this account."))
    return redirect("people:children")
