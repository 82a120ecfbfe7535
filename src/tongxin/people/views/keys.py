"""The desk of API keys."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.places.queries import under_any

from ..actions import make_api_key, revoke_api_key
from ..forms import posted, refusal_on
from ..forms.desk import KeyForm
from ..models import ApiKey, Person
from ..powers import POWERS
from ..requests import PersonRequest

ALL = sorted(frozenset().union(*POWERS.values()))


def _of_people_within(request: PersonRequest) -> Q:
    paths = request.user.paths_where("apikey.manage")
    everywhere = any(path.count("/") == 1 for path in paths)
    there = under_any(paths, "person__home__path")
    return there | Q(person__home=None) if everywhere else there


@login_required
def keys(request: PersonRequest) -> HttpResponse:
    request.user.must_somewhere("apikey.manage")
    form = KeyForm(posted(request), powers=ALL)
    made = ""
    if form.is_valid():
        who = Person.objects.filter(username=form.cleaned_data["username"], closed_at=None).first()
        if who is None:
            form.add_error("username", _("No account has this user name."))
        else:
            with refusal_on(form):
                _key, made = make_api_key(
                    who, label=form.cleaned_data["label"], powers=form.cleaned_data["powers"],
                    by=request.user,
                )  # fmt: skip
                form = KeyForm(powers=ALL)
    rows = ApiKey.objects.filter(_of_people_within(request)).select_related("person")
    context = {"keys": rows[:200], "form": form, "made": made}
    response = render(
        request, "people/desk/keys.html", context, status=422 if form.is_bound else 200
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
def revocation(request: PersonRequest, pk: int) -> HttpResponse:
    request.user.must_somewhere("apikey.manage")
    key = get_object_or_404(
        ApiKey.objects.select_related("person"), _of_people_within(request), pk=pk
    )
    revoke_api_key(key, by=request.user)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("people:keys")
