"""What people agree to: the texts for everyone, one's own consents, the page in between."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.web.http import is_key, safe_return

from ..actions import give_consent, publish_text, texts_to_ask, withdraw_consent
from ..forms import posted, refusal_on
from ..forms.desk import TextForm
from ..models import ConsentText
from ..requests import PersonRequest


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Every text in force, for anyone."""
    return render(request, "people/privacy.html", {"texts": ConsentText.objects.current()})


@login_required
def agree(request: PersonRequest) -> HttpResponse:
    """Show the required texts that are new to the person; agree to all of them at once."""
    texts = texts_to_ask(request.user)
    if request.method == "POST":
        for text in texts:
            give_consent(request.user, text, by=request.user)
        return redirect(safe_return(request))
    if not texts:
        return redirect(safe_return(request))
    context = {"texts": texts, "next": request.GET.get("next", "/")}
    return render(request, "people/agree.html", context)


@require_GET
@login_required
def mine(request: PersonRequest) -> HttpResponse:
    given = {consent.text_id: consent for consent in request.user.consents.standing()}
    optional = ConsentText.Purpose.PUBLISH_NAME, ConsentText.Purpose.PUBLISH_PHOTO
    rows = [
        {"text": text, "consent": given.get(text.pk)}
        for text in ConsentText.objects.current()
        if text.is_required or text.purpose in optional or text.pk in given
    ]
    past = request.user.consents.exclude(withdrawn_at=None).select_related("text")
    return render(request, "people/consents.html", {"rows": rows, "past": past[:50]})


@require_POST
@login_required
def give(request: PersonRequest, pk: int) -> HttpResponse:
    give_consent(request.user, get_object_or_404(ConsentText, pk=pk), by=request.user)
    messages.success(request, _("Thank you. You can take this back at any time."))
    return redirect("people:consents")


@require_POST
@login_required
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    withdraw_consent(get_object_or_404(request.user.consents, pk=pk), by=request.user)
    messages.success(request, _("Taken back. It stops at once."))
    return redirect("people:consents")


@login_required
def texts(request: PersonRequest) -> HttpResponse:
    """The desk's page of texts: every version, and a form for the next one."""
    request.user.must_somewhere("consent.text")
    form = TextForm(posted(request), initial=_from_version(request.GET.get("from", "")))
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            publish_text(by=request.user, **form.cleaned_data)
            messages.success(request, _("Published. Everyone concerned is asked again."))
            return redirect("people:texts")
    context = {"texts": ConsentText.objects.all(), "form": form}
    return render(request, "people/texts.html", context, status=422 if form.is_bound else 200)


def _from_version(pk: str) -> dict[str, object]:
    text = ConsentText.objects.filter(pk=pk).first() if is_key(pk) else None
    return {field: getattr(text, field) for field in TextForm.Meta.fields} if text else {}
