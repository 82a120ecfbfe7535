"""The rules' page: every change is another version; what is written keeps its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest

from .. import actions
from ..models import RuleVersion
from ..rule_forms import RulesForm
from ..rules import rules_in_force

SHOWN = 20  # versions


@login_required
def rules(request: PersonRequest) -> HttpResponse:
    """Show the rules in force and the versions before; set another."""
    request.user.must_somewhere("hours.rules")
    form = RulesForm(posted(request), rules=rules_in_force())
    if form.is_valid():
        with refusal_on(form):
            actions.set_rules(form.rules(), by=request.user)
            messages.success(request, _("They hold from now; what is written keeps its own."))
            return redirect("records:rules")
    versions = RuleVersion.objects.select_related("set_by")[:SHOWN]
    context = {"form": form, "versions": versions}
    return render(request, "records/desk/rules.html", context, status=422 if form.is_bound else 200)
