"""What an author sees: everything they wrote, where it stands and why."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Person

from .. import actions
from ..forms import AppealForm
from ..models import Submission

MOST = 200


@login_required
@require_GET
def contributions(request: HttpRequest) -> HttpResponse:
    written = Submission.objects.written_by(request.user).order_by("-submitted_at", "-pk")
    context = {"contributions": written[:MOST], "form": AppealForm()}
    return render(request, "moderation/contributions.html", context)


@login_required
@require_POST
def appeal(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Ask for a second look."""
    found = get_object_or_404(Submission.objects.written_by(request.user), pk=submission_id)
    form = AppealForm(request.POST)
    if not form.is_valid():
        written = Submission.objects.written_by(request.user).order_by("-submitted_at", "-pk")
        context = {"contributions": written[:MOST], "form": form, "asked": found.pk}
        return render(request, "moderation/contributions.html", context, status=422)
    actions.appeal(found, words=form.cleaned_data["words"], by=cast(Person, request.user))
    messages.success(request, _("Somebody else will look at it and answer you."))
    return redirect("moderation:mine")


@login_required
@require_POST
def withdrawal(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take one's own text back."""
    found = get_object_or_404(Submission.objects.written_by(request.user), pk=submission_id)
    actions.withdraw(found, by=cast(Person, request.user))
    messages.success(request, _("It is no longer shown to anybody."))
    return redirect("moderation:mine")
