"""What everybody may read, and what one person asked."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongxin.people.models import Person
from tongxin.places.models import Place, Platform
from tongxin.web.caching import cached_for_anyone
from tongxin.web.http import render_page_or_part

from ..models import Need, Picture
from ..queries import NeedQuerySet
from ..wording import STATE_GROUPS

PAGE = 20
KEPT_SECONDS = 60  # what is taken off the list is gone from everybody's page after this


@require_GET
@cached_for_anyone(seconds=KEPT_SECONDS)
def public(request: HttpRequest) -> HttpResponse:
    """Show what neighbours need (rule 15): listed ones, without phone, address or name."""
    asked = {key: request.GET.get(key, "") for key in ("place", "platform", "state", "before")}
    towns, platforms = list(Place.objects.current().institutes()), list(Platform.objects.all())
    if asked["platform"] not in {platform.code for platform in platforms}:
        asked["platform"] = ""
    place = Place.objects.filter(code=asked["place"]).first() if asked["place"] else None
    needs = _filtered(Need.objects.public(), place, asked)
    page, cursor = _one_page(needs, asked["before"])
    kept = {key: value for key, value in asked.items() if value and key != "before"}
    context = {
        "needs": page, "place": place, "asked": asked, "groups": STATE_GROUPS,
        "platforms": platforms, "towns": towns,
        "next_url": f"?{urlencode(kept | {'before': cursor})}" if cursor else "",
        "previous_url": f"?{urlencode(kept)}" if asked["before"] else "",
    }  # fmt: skip
    page_name, part = "needs/doors/public.html", "needs/doors/_public.html"
    return render_page_or_part(request, page_name, context, part=part)


def _filtered(needs: NeedQuerySet, place: Place | None, asked: dict[str, str]) -> NeedQuerySet:
    if place:
        needs = needs.under(place)
    if asked["platform"]:
        needs = needs.filter(platform=asked["platform"])
    group = next((group for group in STATE_GROUPS if group.name == asked["state"]), None)
    return needs.filter(state__in=group.states) if group else needs


def _one_page(needs: NeedQuerySet, before: str) -> tuple[list[Any], str]:
    """Return the page that begins after the cursor, and the cursor of the next one."""
    if cursor := _read(before):
        moment, pk = cursor
        older = Q(raised_at__lt=moment) | Q(pk__lt=pk)
        needs = needs.filter(older, raised_at__lte=moment)  # a range the index can serve
    rows = list(
        needs.select_related("place__parent", "platform", "service_class", "team")
        .defer("words", "phone_sealed", "location_sealed")
        .order_by("-raised_at", "-pk")[: PAGE + 1]
    )
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last.pk}@{last.raised_at.isoformat()}" if last else ""


def _read(cursor: str) -> tuple[datetime, int] | None:
    pk, _at, moment = cursor.partition("@")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


@never_cache
@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the reader asked, and what they wrote down for others at no desk."""
    assert isinstance(request.user, Person)
    needs = Need.objects.filter(requester=request.user)
    page, cursor = _one_page(needs, request.GET.get("before", ""))
    context = {"needs": page, "next_url": f"?before={cursor}" if cursor else ""}
    return render(request, "needs/doors/mine.html", context)


@login_required
@require_GET
def picture(request: HttpRequest, uid: str, number: int) -> FileResponse:
    """A photo, to its requester and to the desks of its place."""
    visible = Need.objects.visible_to(request.user)
    found = get_object_or_404(Picture, pk=number, need__in=visible.filter(uid=uid))
    return FileResponse(
        found.file.open(), content_type="image/jpeg",
        headers={"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
