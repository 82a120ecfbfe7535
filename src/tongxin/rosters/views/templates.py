"""Templates at the desk: a post made from one, and one that is offered no more."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.places.queries import under_any
from tongxin.web.http import safe_return

from .. import actions
from ..copy_forms import TemplateForm
from ..models import Template
from .desk import form_page, own_request


@login_required
def from_template(request: PersonRequest, request_id: int) -> HttpResponse:
    """Make a post of a request, with its shifts, from a template."""
    found = own_request(request, request_id)
    start = {"at": found.place.code, "first": found.starts_on, "last": found.ends_on}
    form = TemplateForm(request.POST or None, by=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        post = actions.use_template(
            data["template"], found, at=data["at"], first=data["first"], last=data["last"],
            by=request.user,
        )  # fmt: skip
        return redirect("rosters:post", post_id=post.pk)
    mine = Template.objects.filter(retired_at=None, place__path__in=_managed(request))
    return form_page(request, form, _("From a template"), found, templates=mine[:60])


def _managed(request: PersonRequest) -> Any:
    places = Place.objects.filter(under_any(request.user.paths_where("post.manage")))
    return places.values("path")


@login_required
@require_POST
def removal(request: PersonRequest, template_id: int) -> HttpResponse:
    """Offer a template no more."""
    rows = Template.objects.filter(retired_at=None, place__path__in=_managed(request))
    found = get_object_or_404(rows.select_related("place"), pk=template_id)
    actions.retire_template(found, by=request.user)
    messages.success(request, _("Removed."))
    return redirect(safe_return(request, reverse("rosters:desk")))
