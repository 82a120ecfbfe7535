"""The desk of make-ups: enter for somebody, look at the proof, decide as the second person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted, refusal_on
from tongxin.people.requests import PersonRequest
from tongxin.web.http import is_key

from .. import actions
from ..forms import DeskMakeUpForm, ReasonForm
from ..models import MakeUp
from ..rules import rules_in_force

PAGE = 50


@require_GET
@login_required
def queue(request: PersonRequest) -> HttpResponse:
    """List what waits for a second person, the oldest first."""
    request.user.must_somewhere("hours.see")
    rows = MakeUp.objects.visible_to(request.user).waiting().order_by("pk")
    if is_key(after := request.GET.get("after", "")):
        rows = rows.filter(pk__gt=int(after))
    some = list(rows.select_related("person__volunteer", "place__parent")[: PAGE + 1])
    next_url = f"?after={some[PAGE - 1].pk}" if len(some) > PAGE else ""
    return render(
        request, "records/desk/make_ups.html", {"rows": some[:PAGE], "next_url": next_url}
    )


@login_required
def entering(request: PersonRequest) -> HttpResponse:
    """Enter hours for a volunteer who cannot; another one decides."""
    request.user.must_somewhere("hours.enter")
    form = DeskMakeUpForm(posted(request), request.FILES or None, by=request.user)
    if form.is_valid():
        with refusal_on(form):
            data = form.cleaned_data
            actions.ask_make_up(
                data["volunteer"], form.told(), proof=data["proof"], by=request.user
            )
            messages.success(request, _("Entered. They count once a second person agrees."))
            return redirect("records:make_ups")
    context = {
        "form": form, "days": rules_in_force().make_up_days, "crumbs": _crumbs(_("Enter")),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "records/desk/make_up_new.html", context, status=status)


def _crumbs(here: str) -> list[dict[str, str]]:
    return [
        {"label": _("Make-ups"), "url": reverse("records:make_ups")}, {"label": here, "url": ""}
    ]  # fmt: skip


def _seen(request: PersonRequest, pk: int) -> MakeUp:
    rows = MakeUp.objects.visible_to(request.user)
    related = ("person__volunteer", "place__parent", "entered_by", "decided_by")
    found: MakeUp = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


def _page(request: PersonRequest, row: MakeUp, form: ReasonForm | None = None) -> HttpResponse:
    involved = request.user.pk in (row.person_id, row.entered_by_id)
    context = {
        "row": row, "form": form or ReasonForm(), "crumbs": _crumbs(str(row)),
        "may_decide": not involved and row.state == MakeUp.State.WAITING
        and request.user.may("hours.approve", at=row.place),
    }  # fmt: skip
    return render(request, "records/desk/make_up.html", context, status=422 if form else 200)


@require_GET
@login_required
def one(request: PersonRequest, pk: int) -> HttpResponse:
    request.user.must_somewhere("hours.see")
    return _page(request, _seen(request, pk))


@require_GET
@login_required
def proof(request: PersonRequest, pk: int) -> FileResponse:
    """The picture or PDF that proves the hours; never shown as a page of ours."""
    rows = MakeUp.objects.visible_to(request.user).exclude(proof="")
    row = get_object_or_404(rows, pk=pk)
    is_pdf = row.proof.name.endswith(".pdf")
    response = FileResponse(
        row.proof.open("rb"), as_attachment=is_pdf,
        content_type="application/pdf" if is_pdf else "image/jpeg",
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@login_required
def approval(request: PersonRequest, pk: int) -> HttpResponse:
    actions.approve_make_up(_seen(request, pk), by=request.user)
    messages.success(request, _("They count now."))
    return redirect("records:make_ups")


@require_POST
@login_required
def refusal(request: PersonRequest, pk: int) -> HttpResponse:
    row, form = _seen(request, pk), ReasonForm(request.POST)
    if form.is_valid():
        with refusal_on(form):
            actions.refuse_make_up(row, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Not accepted; the volunteer has been told why."))
            return redirect("records:make_ups")
    return _page(request, row, form)
