"""Modules at the desk: how long a pass counts, when it is renewed, and who needs it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.requests import PersonRequest

from .. import actions
from ..desk_forms import NeedForm, TermsForm
from ..models import Module, ModuleNeed
from .learning import crumbs


@require_GET
@login_required
def modules(request: PersonRequest) -> HttpResponse:
    """List the modules with their terms and who needs each."""
    request.user.must_somewhere("course.manage")
    rows = Module.objects.annotate(open_courses=Count("courses"))
    context = {
        "modules": rows.prefetch_related("needed_by__service_class"), "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "training/desk/modules.html", context)


@login_required
def one_module(request: PersonRequest, code: str) -> HttpResponse:
    """Show one module; POST changes its terms."""
    module = _module(request, code)
    terms = TermsForm(request.POST or None, initial=_terms(module))
    if request.method == "POST" and terms.is_valid():
        actions.change_module(module, **terms.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Passes given already keep their term."))
        return redirect("training:desk_module", code=code)
    return _page(request, module, terms, NeedForm(), status=422 if terms.is_bound else 200)


@login_required
@require_POST
def needs(request: PersonRequest, code: str) -> HttpResponse:
    """Let a class, a kind of post, or everybody need the module."""
    module, form = _module(request, code), NeedForm(request.POST)
    if form.is_valid():
        actions.need_module(module, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. It counts for every sign-up from now on."))
        return redirect("training:desk_module", code=code)
    return _page(request, module, TermsForm(initial=_terms(module)), form, status=422)


@login_required
@require_POST
def dropping(request: PersonRequest, need_id: int) -> HttpResponse:
    """Need the module no longer there."""
    request.user.must_somewhere("course.manage")
    row = get_object_or_404(ModuleNeed, pk=need_id)
    actions.drop_need(row, by=request.user)
    return redirect("training:desk_module", code=row.module_id)


def _module(request: PersonRequest, code: str) -> Module:
    request.user.must_somewhere("course.manage")
    found: Module = get_object_or_404(Module, code=code)
    return found


def _terms(module: Module) -> dict[str, int | None]:
    return {"valid_months": module.valid_months, "renew_days": module.renew_days}


def _page(
    request: PersonRequest, module: Module, terms: TermsForm, need: NeedForm, status: int
) -> HttpResponse:
    back = {"label": _("Modules"), "url": reverse("training:desk_modules")}
    context = {
        "module": module, "terms": terms, "need": need, "crumbs": [*crumbs(), back],
        "rows": module.needed_by.select_related("service_class"),
        "courses": module.courses.order_by("pk"),
    }  # fmt: skip
    return render(request, "training/desk/module.html", context, status=status)
