"""A new password, for who has just shown who they are."""

import time

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from ..actions import set_password
from ..forms import posted, refusal_on
from ..forms.account import NewPasswordForm
from ..requests import PersonRequest

FRESH_SECONDS = 10 * 60


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person logged in, by code or password, a moment ago."""
    steps = get_authentication_records(request, request.user)
    return bool(steps) and time.time() - steps[-1]["at"] < FRESH_SECONDS


@sensitive_post_parameters()
@login_required
def password(request: PersonRequest) -> HttpResponse:
    if not is_fresh(request):
        return render(request, "account/again.html", status=403 if request.POST else 200)
    form = NewPasswordForm(posted(request), person=request.user)
    if form.is_valid():
        with refusal_on(form):
            person = set_password(request.user, form.cleaned_data["password"], by=request.user)
            update_session_auth_hash(request, person)
            messages.success(request, _("Your new password is set."))
            return redirect("people:mine")
    status = 422 if form.is_bound else 200
    return render(request, "account/password.html", {"form": form}, status=status)
