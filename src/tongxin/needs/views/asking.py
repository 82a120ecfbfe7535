"""A resident asks: the form, the proof of the phone, the code at the end."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.errors import DomainError, TooMany
from tongxin.people.actions import (
    TextReplaced,
    confirm_phone_code,
    give_consent,
    robot,
    send_phone_code,
    verified_phone,
)
from tongxin.people.models import ConsentText, Person
from tongxin.places.models import Place
from tongxin.vault.sealing import mask_phone

from ..actions import keep_draft, raise_draft, raise_need
from ..actions.drafting import DraftGone, check_pace
from ..danger import find_alarm
from ..forms import AskForm, CodeForm
from ..models import Draft, Need
from ..neighbours import same_nearby
from ..patience import address_of, must_have_patience, spend
from ..picker import REMEMBERED, REMEMBERED_SECONDS
from ..starters import STARTERS, starter
from .gently import gentle_csrf, is_too_old

PURPOSE = "need"  # of the codes we send
DRAFTS = 60  # forms one network may send …
DRAFT_SECONDS = 3600  # … in an hour; a whole village hall may share one network


def asker_of(request: HttpRequest) -> Person | None:
    """Return the signed-in person, if any."""
    return request.user if isinstance(request.user, Person) else None


def intake_text() -> ConsentText | None:
    """Return the privacy notice shown at the doors."""
    notices = ConsentText.objects.current().filter(purpose=ConsentText.Purpose.INTAKE)
    return notices.first()


@never_cache
@gentle_csrf
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; take it. Whatever goes wrong, what was typed stays."""
    asker = asker_of(request)
    if request.method != "POST":
        return _page(request, AskForm(asker=asker, initial=_known(request, asker)))
    form = AskForm(request.POST, request.FILES, asker=asker)
    if is_too_old(request):
        form.refuse(_("This page was open for long. Everything is still here: press send again."))
        return _page(request, form, status=403)
    text = intake_text()
    if text and request.POST.get("text") != str(text.pk):
        form.refuse(_("This text has been renewed. Please read the new one."))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        return _take(request, form, asker, text)
    except DomainError as error:
        form.refuse(error)
        return _page(request, form, status=error.status)


def _page(request: HttpRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    words, place = form["words"].value() or "", form["place"].value()
    context = {
        "form": form, "fresh_key": uuid.uuid4().hex, "starters": STARTERS,
        "text": intake_text(), "asker": asker_of(request),
        **_hints(words, place if form.is_bound else None),
    }  # fmt: skip
    return render(request, "needs/doors/ask.html", context, status=status)


def _hints(words: str, place_code: str | None) -> dict[str, Any]:
    places = Place.objects.select_related("parent")
    place = places.filter(code=place_code).first() if place_code else None
    same = same_nearby(words, place) if place else []
    return {"alarm": find_alarm(words), "same": same}


@require_POST
def hints(request: HttpRequest) -> HttpResponse:
    """Say while one writes: call now, or: somebody near asked for the same."""
    words, place = request.POST.get("words", "")[:2000], request.POST.get("place", "")
    return render(request, "needs/doors/_hints.html", _hints(words, place))


def _known(request: HttpRequest, asker: Person | None) -> dict[str, Any]:
    """What we know already: the draft one goes back to, the account, the place of last time."""
    draft = _draft_of(request) if "draft" in request.GET else None
    if draft:
        return draft.answers | {"on_behalf": "other" if draft.answers["on_behalf"] else "home"}
    known: dict[str, Any] = {"place": request.COOKIES.get(REMEMBERED, "")}
    if asker:
        known["name"] = asker.name
        if asker.home:
            known["place"] = known["place"] or asker.home.code
    if same := _joined_by_link(request.GET.get("joins", "")):
        known |= {"joins": same.uid, "words": same.shown_words, "place": same.place.code}
    elif words := starter(request.GET.get("about", "")):
        known["words"] = words
    return known


def _joined_by_link(text: str) -> Need | None:
    """ "I need this too", pressed on the public list."""
    try:
        uid = uuid.UUID(text)
    except ValueError:
        return None
    return Need.objects.public().select_related("place").filter(uid=uid).first()


def _take(
    request: HttpRequest, form: AskForm, asker: Person | None, text: ConsentText | None
) -> HttpResponse:
    said = form.cleaned_data
    response = _raise(request, said, asker, text) if asker else _hold(request, said, text)
    response.set_cookie(
        REMEMBERED, said["place"].code, max_age=REMEMBERED_SECONDS, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _raise(
    request: HttpRequest, said: dict[str, Any], asker: Person, text: ConsentText | None
) -> HttpResponse:
    check_pace(asker.needs_raised.all())
    if text:
        give_consent(asker, text, by=asker)
    need = raise_need(
        by=asker, requester=asker, at=said["place"], words=said["words"],
        channel=Need.Channel.WEB, requester_name=said["name"] or asker.name, phone=asker.phone,
        address=said["address"], on_behalf=said["on_behalf"], language=get_language() or "zh-hans",
        pictures=said["pictures"], joins=_joined(said["joins"]), client_key=_key(said),
    )  # fmt: skip
    return redirect("needs:sent", need.tracking_code)


def _key(said: dict[str, Any]) -> str:
    """The same words from the same page are one need, however often they are sent."""
    if not said["client_key"]:
        return ""
    digest = hashlib.sha256(said["words"].encode()).hexdigest()[:16]
    return f"ask:{said['client_key'][:32]}:{digest}"


def _joined(uid: uuid.UUID | None) -> Need | None:
    return Need.objects.public().filter(uid=uid).first() if uid else None


def _hold(request: HttpRequest, said: dict[str, Any], text: ConsentText | None) -> HttpResponse:
    must_have_patience(request, "draft", most=DRAFTS)
    spend(request, "draft", seconds=DRAFT_SECONDS)
    answers = {key: said[key] for key in ("words", "address", "name", "phone", "on_behalf")}
    answers |= {
        "place": said["place"].code,
        "language": get_language() or "zh-hans",
        "consent": text.pk if text else None,
        "joins": str(said["joins"] or ""),
    }
    draft = keep_draft(
        answers, pictures=said["pictures"], by=robot("resident-door"),
        replaces=_draft_uid(request),
    )  # fmt: skip
    request.session["draft"] = str(draft.uid)
    if verified_phone(request.session.get("phone_proof", ""), PURPOSE) == said["phone"]:
        return _raise_draft(request, draft.uid, said["phone"])
    _send_code(request, said["phone"])
    return redirect("needs:prove")


def _send_code(request: HttpRequest, phone: str) -> None:
    try:
        code = send_phone_code(phone, purpose=PURPOSE, address_ip=address_of(request))
    except TooMany as error:  # what was typed is kept; another code can be had later
        messages.warning(request, str(error))
    else:
        request.session["code_shown"] = code.shown


def _draft_uid(request: HttpRequest) -> uuid.UUID | None:
    kept = request.session.get("draft")
    return uuid.UUID(kept) if kept else None


def _draft_of(request: HttpRequest) -> Draft | None:
    uid = _draft_uid(request)
    return Draft.objects.filter(pk=uid).first() if uid else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the digits we sent to the phone; then the need is raised."""
    draft = _draft_of(request)
    if draft is None:
        messages.info(request, _("Please write down what you need first."))
        return redirect("needs:ask")
    phone = draft.answers["phone"]
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                proof = confirm_phone_code(phone, form.cleaned_data["code"], purpose=PURPOSE)
                request.session["phone_proof"] = proof
                return _raise_draft(request, draft.uid, phone)
            except DomainError as error:
                form.add_error("code", str(error))
                status = error.status
    context = {
        "form": form, "phone": mask_phone(phone), "alarm": find_alarm(draft.answers["words"]),
        "code_shown": request.session.get("code_shown"), "pictures": len(draft.pictures),
    }  # fmt: skip
    return render(request, "needs/doors/prove.html", context, status=status)


@require_POST
def another_code(request: HttpRequest) -> HttpResponse:
    """Send the digits once more."""
    draft = _draft_of(request)
    if draft is None:
        return redirect("needs:ask")
    _send_code(request, draft.answers["phone"])
    return redirect("needs:prove")


def _raise_draft(request: HttpRequest, uid: uuid.UUID, phone: str) -> HttpResponse:
    try:
        need = raise_draft(uid, phone=phone, by=robot("resident-door"))
    except (DraftGone, TextReplaced) as error:
        messages.warning(request, str(error))
        return redirect(f"{reverse('needs:ask')}?draft=1")
    request.session.pop("draft", None)
    request.session.pop("code_shown", None)
    return redirect("needs:sent", need.tracking_code)
