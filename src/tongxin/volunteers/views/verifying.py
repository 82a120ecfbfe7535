"""The desk of certificates: look at each, verify it, or say why not."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.vault.sealing import mask_name
from tongxin.web.http import is_key

from ..actions import look_at, refuse, verify
from ..forms.desk import RefusalForm, VerificationForm
from ..models import Qualification
from .mine import as_picture

PAGE = 50


@require_GET
@login_required
def queue(request: PersonRequest) -> HttpResponse:
    """List the certificates that wait, the oldest first; paged by key."""
    request.user.must_somewhere("volunteer.verify")
    waiting = Qualification.objects.verifiable_by(request.user).waiting().order_by("pk")
    if is_key(after := request.GET.get("after", "")):
        waiting = waiting.filter(pk__gt=int(after))
    rows = list(waiting.select_related("kind", "volunteer__person__home__parent")[: PAGE + 1])
    next_url = f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    context = {"rows": rows[:PAGE], "next_url": next_url}
    return render(request, "volunteers/desk/certificates.html", context)


def _claimed(request: PersonRequest, pk: int) -> Qualification:
    rows = Qualification.objects.verifiable_by(request.user)
    found: Qualification = get_object_or_404(
        rows.select_related("kind", "volunteer__person__home__parent"), pk=pk
    )
    return found


def _page(
    request: PersonRequest, claimed: Qualification, form: RefusalForm | None = None
) -> HttpResponse:
    context = {
        "claimed": look_at(claimed, by=request.user),
        "masked": mask_name(claimed.volunteer.person.name),
        "verification": VerificationForm(initial={"expires_on": claimed.expires_on}),
        "refusal": form or RefusalForm(),
    }
    response = render(request, "volunteers/desk/certificate.html", context,
                      status=422 if form else 200)  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@login_required
def certificate(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one certificate; whoever opens it is in the journal."""
    return _page(request, _claimed(request, pk))


@require_GET
@login_required
def proof(request: PersonRequest, pk: int) -> FileResponse:
    """The picture of a certificate, for who verifies it."""
    shown = Qualification.objects.verifiable_by(request.user).exclude(proof="")
    return as_picture(get_object_or_404(shown, pk=pk))


@require_POST
@login_required
def verification(request: PersonRequest, pk: int) -> HttpResponse:
    claimed, form = _claimed(request, pk), VerificationForm(request.POST)
    if form.is_valid():
        verify(claimed, expires_on=form.cleaned_data["expires_on"], by=request.user)
        messages.success(request, _("Verified."))
        return redirect("volunteers:queue")
    return _page(request, claimed)


@require_POST
@login_required
def refusal(request: PersonRequest, pk: int) -> HttpResponse:
    claimed, form = _claimed(request, pk), RefusalForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            refuse(claimed, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Not accepted; the volunteer has been told why."))
            return redirect("volunteers:queue")
    return _page(request, claimed, form)
