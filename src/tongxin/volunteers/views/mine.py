"""A volunteer's own pages: join, what one offers, days away, certificates, leaving."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.models import ConsentText
from tongxin.people.requests import PersonRequest

from .. import chapters, skills
from ..actions import (
    add_blackout,
    change_offer,
    claim,
    leave,
    register,
    remove_blackout,
    set_emergency,
    withdraw,
)
from ..forms.mine import AwayForm, CertificateForm, EmergencyForm, JoinForm, OfferForm
from ..models import Blackout, Qualification, Volunteer


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Say what a volunteer does, and lead to joining."""
    join = reverse("volunteers:join")
    context = {
        "signup_url": f"{reverse('account_signup')}?{urlencode({'next': join})}",
        "login_url": f"{reverse('account_login')}?{urlencode({'next': join})}",
        "volunteer": _volunteer_of(request) if request.user.is_authenticated else None,
    }
    return render(request, "volunteers/about.html", context)


def _volunteer_of(request: Any) -> Volunteer | None:
    found: Volunteer | None = (
        Volunteer.objects.filter(person=request.user)
        .select_related("person__home__parent", "unit", "invited_for").first()
    )  # fmt: skip
    return found


def own_entry(request: PersonRequest) -> Volunteer:
    """Return the reader's open entry, or 404."""
    volunteer = _volunteer_of(request)
    if volunteer is None or not volunteer.is_open:
        raise Http404
    return volunteer


@login_required
def join(request: PersonRequest) -> HttpResponse:
    """Join the register, or confirm an invitation."""
    volunteer = _volunteer_of(request)
    if volunteer is not None and volunteer.state in ("active", "applied", "suspended"):
        return redirect("volunteers:mine")
    form = JoinForm(posted(request), person=request.user)
    text = ConsentText.objects.current().filter(purpose=ConsentText.Purpose.VOLUNTEER).first()
    if form.is_valid():
        told = form.cleaned_data
        with refusal_on(form):
            joined = register(request.user, by=request.user, agree=text, home=told["home"],
                              identity=told.get("identity", ""))  # fmt: skip
            messages.success(request, _("Welcome! Your number is %(number)s.")
                             % {"number": joined.number})  # fmt: skip
            return redirect("volunteers:mine")
    context = {"form": form, "text": text, "volunteer": volunteer}
    return render(request, "volunteers/join.html", context, status=422 if form.is_bound else 200)


@require_GET
@login_required
def mine(request: PersonRequest) -> HttpResponse:
    """Show what stands: number, state, what is coming, what one offers."""
    volunteer = _volunteer_of(request)
    if volunteer is None or not volunteer.is_open or volunteer.state == Volunteer.State.INVITED:
        return redirect("volunteers:join")
    today = timezone.localdate()
    context = {
        "volunteer": volunteer,
        "chapters": [
            {"chapter": one, "teaser": one.teaser(request.user)} for one in chapters.in_order()
        ],
        "blackouts": volunteer.blackouts.filter(ends_on__gte=today),
        "skills": skills.names_of("skills", volunteer.skills),
        "qualifications": volunteer.qualifications.select_related("kind"),
        "suspension": volunteer.suspension,
        "teams": request.user.memberships.select_related("team"),
        "today": today,
    }
    return render(request, "volunteers/mine.html", context)


@login_required
def offer(request: PersonRequest) -> HttpResponse:
    """Say when, how far, how often, what."""
    volunteer = own_entry(request)
    form = OfferForm(posted(request), volunteer=volunteer)
    if form.is_valid():
        with refusal_on(form):
            change_offer(volunteer, form.offer(), by=request.user)
            messages.success(request, _("Saved."))
            return redirect("volunteers:mine")
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/offer.html", {"form": form}, status=status)


@login_required
def away(request: PersonRequest) -> HttpResponse:
    """Name days on which one is not to be asked."""
    volunteer = own_entry(request)
    form = AwayForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            add_blackout(volunteer, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("volunteers:away")
    blackouts = volunteer.blackouts.filter(ends_on__gte=timezone.localdate())
    context = {"form": form, "blackouts": blackouts}
    return render(request, "volunteers/away.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def away_removal(request: PersonRequest, pk: int) -> HttpResponse:
    remove_blackout(
        get_object_or_404(Blackout, volunteer=own_entry(request), pk=pk), by=request.user
    )
    return redirect("volunteers:away")


@login_required
def emergency(request: PersonRequest) -> HttpResponse:
    """Say whom to call when something happens."""
    volunteer = own_entry(request)
    form = EmergencyForm(posted(request), initial=volunteer.emergency)
    if form.is_valid():
        with refusal_on(form):
            set_emergency(volunteer, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("volunteers:mine")
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/emergency.html", {"form": form}, status=status)


@login_required
def certificates(request: PersonRequest) -> HttpResponse:
    """Show one's certificates; hand one in."""
    volunteer = own_entry(request)
    form = CertificateForm(posted(request), request.FILES or None)
    if form.is_valid():
        with refusal_on(form):
            claim(volunteer, by=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. It counts once it has been verified."))
            return redirect("volunteers:certificates")
    held = volunteer.qualifications.select_related("kind")
    context = {"form": form, "qualifications": held, "today": timezone.localdate()}
    status = 422 if form.is_bound else 200
    return render(request, "volunteers/certificates.html", context, status=status)


@require_POST
@login_required
def certificate_removal(request: PersonRequest, pk: int) -> HttpResponse:
    withdraw(get_object_or_404(Qualification, volunteer=own_entry(request), pk=pk), by=request.user)
    return redirect("volunteers:certificates")


@require_GET
@login_required
def certificate_proof(request: PersonRequest, pk: int) -> FileResponse:
    """The picture of one's own certificate."""
    shown = Qualification.objects.exclude(proof="").filter(volunteer=own_entry(request))
    return as_picture(get_object_or_404(shown, pk=pk))


def as_picture(held: Qualification) -> FileResponse:
    """Return the proof, for the one who may see it and for no cache."""
    return FileResponse(
        held.proof.open("rb"), content_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )


@login_required
def departure(request: PersonRequest) -> HttpResponse:
    """Leave the register, or decline an invitation."""
    volunteer = own_entry(request)
    if request.method == "POST":
        leave(volunteer, by=request.user)
        messages.success(request, _("You have left. Thank you for all you did; you may come back."))
        return redirect("people:mine")
    return render(request, "volunteers/departure.html", {"volunteer": volunteer})
