"""What fits me: the page, row by row."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tongxin.clearance.requirement import Refusal
from tongxin.people.requests import PersonRequest
from tongxin.web.caching import keep_for_desk
from tongxin.web.framing import TOKEN, Framed
from tongxin.web.questions import Question
from tongxin.web.templatetags.days import when
from tongxin.web.templatetags.web import place, tag

from .. import fitting
from ..models import Enrolment, Shift

MOMENT_SECONDS = 5  # what fits me may be this old


@login_required
@never_cache
def for_me(request: PersonRequest) -> HttpResponse:
    """Show what I can do now, near me, one tap; and why the rest is not for me.

    The page is kept for moments, as long as the reader's own enrolments stay as they are.
    """
    scope = f"fits:{request.user.pk}:{OWN.ask(request.user.pk)}"
    return keep_for_desk(request, lambda: _for_me(request), scope=scope, seconds=MOMENT_SECONDS)


def _own(person: int) -> Any:
    standing = Count("pk", filter=Q(state__in=Enrolment.STANDING))
    own = Enrolment.objects.filter(person=person).order_by().values("person")
    return own.annotate(last=Max("pk"), n=standing).values_list("last", "n")


def _for_me(request: PersonRequest) -> HttpResponse | Framed:
    found = fitting.for_me(request.user.pk, timezone.now())
    if found is None:
        return render(request, "rosters/for_me.html", {"registered": False})
    fits, others = found
    reader = {"reader": request.reader}  # type: ignore[attr-defined]
    own = {
        "fits": render_to_string(
            "rosters/_fits.html", reader | {"fits": written_fits(fits, TOKEN)}
        ),
        "others": render_to_string("rosters/_others.html", {"others": written_others(others)}),
    }
    return Framed("rosters/for_me.html", own, {"registered": True})


def written_fits(fits: Iterable[fitting.Fit], token: str) -> list[dict[str, str]]:
    """Return the rows of shifts one may take, as `_fits.html` writes them."""
    said = get_language(), timezone.localdate()
    return [
        written(fit.shift, said) | {
            "part": str(fit.part.pk), "token": token,
            "reasons": format_html_join("", "<span>{}</span>", ((one,) for one in fit.reasons)),
            "wishes": format_html_join(
                "", '<p class="small soft">{}</p>', ((one.sentence,) for one in fit.unlike)
            ),
        }
        for fit in fits
    ]  # fmt: skip


def written_others(others: Iterable[fitting.Fit]) -> list[dict[str, str]]:
    """Return the rows of shifts one may not take, each with what to do about it."""
    said = get_language(), timezone.localdate()
    return [
        written(fit.shift, said) | {"why": mark_safe("".join(map(_written_refusal, fit.why_not)))}
        for fit in others
    ]


@lru_cache(maxsize=4096)
def _written_refusal(said: Refusal) -> str:
    way = format_html(' <a href="{}">{}</a>', said.url, said.word) if said.url else ""
    return format_html('<p class="small">{}{}</p>', said.sentence, way)


def written(shift: Shift, said: tuple[str | None, date]) -> dict[str, str]:
    """Return what any row says of a shift; the same for all readers of a language on a day."""
    kept: dict[tuple[str | None, date], dict[str, str]] = shift.__dict__.setdefault("written", {})
    if said not in kept:
        kept[said] = _written(shift, timezone.localtime(shift.ends_at))
    return kept[said]


def _written(shift: Shift, until: datetime) -> dict[str, str]:
    left: int = shift.left  # type: ignore[attr-defined]  # annotated by `board.with_places`
    free = ngettext("%(n)s place free", "%(n)s places free", left) % {"n": left}
    return {
        "key": str(shift.pk), "title": shift.post.title, "when": when(shift.starts_at),
        "until": date_format(until, "H:i"), "place": place(shift.post.place),  # type: ignore[arg-type]
        "url": reverse("rosters:shift", args=[shift.pk]),
        "join": reverse("rosters:join", args=[shift.pk]),
        "left": tag(free, "done") if left else tag(_("full · waiting list"), "waiting"),
        "act": _("Join") if left else _("Wait"),
    }  # fmt: skip


OWN = Question(_own, int)
