"""Rosters for programmes: the same actions as the pages, the same rules."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Status

from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place

from . import actions, board, fitting
from . import schemas as s
from .models import Enrolment, Notice, Part, Shift

router = Router()


@router.get("notices", response=list[s.NoticeOut], auth=None)
def notices(request: HttpRequest, part: Query[s.Older]) -> Any:
    """List the published recruitment notices, the newest first; `before` one for the next part."""
    rows = Notice.objects.published().select_related("place")
    if part.before:
        last = get_object_or_404(Notice.objects.published(), pk=part.before)
        same = Q(published_at=last.published_at, pk__lt=last.pk)
        rows = rows.filter(Q(published_at__lt=last.published_at) | same)
    return rows[: part.limit]


@router.get("notices/{notice_id}", response=s.NoticeOut, auth=None)
def notice(request: HttpRequest, notice_id: Path[s.Key]) -> Any:
    """Tell one published notice."""
    return get_object_or_404(Notice.objects.published().select_related("place"), pk=notice_id)


@router.get("shifts", response=list[s.ShiftOut], auth=None)
def shifts(request: HttpRequest, part: Query[s.Paged]) -> Any:
    """List what wants people, the soonest first: from a moment (`after`), or behind a shift.

    `after_id` names the last shift of the part before; many may start at the same moment.
    """
    rows = board.coming(timezone.now())
    if part.kind:
        rows = rows.filter(post__service_class=part.kind)
    if part.place:
        place = get_object_or_404(Place, code=part.place)
        rows = rows.filter(post__place__path__startswith=place.path)
    if part.after:
        rows = rows.filter(starts_at__gt=part.after)
    if part.after_id:
        last = get_object_or_404(Shift.objects.exclude(post__state="draft"), pk=part.after_id)
        same = Q(starts_at=last.starts_at, pk__gt=last.pk)
        rows = rows.filter(Q(starts_at__gt=last.starts_at) | same)
    return rows[: part.limit]


@router.get("for-me", response=list[s.FitOut])
def for_me(request: PersonRequest) -> Any:
    """List what the asker may take now, the most fitting first, then near ones with why not."""
    found = fitting.for_me(request.user.pk, timezone.now())
    if found is None:
        raise Http404
    fits, others = found
    return [*fits, *others]


@router.post("shifts/{shift_id}/enrolments", response={201: s.EnrolmentOut})
def join(request: PersonRequest, shift_id: Path[s.Key], body: s.EnrolmentIn) -> Status[Enrolment]:
    """Take a place, or one on the waiting list."""
    shift = get_object_or_404(
        Shift.objects.on_the_board(timezone.now()).select_related("post__place", "post__team"),
        pk=shift_id,
    )
    part = get_object_or_404(Part, post=shift.post_id, pk=body.part) if body.part else None
    made = actions.join(shift, by=request.user, part=part, client_key=body.client_key)
    return Status(201, made)


@router.get("enrolments", response=list[s.EnrolmentOut])
def enrolments(request: PersonRequest) -> Any:
    """List one's own enrolments, the latest first."""
    return Enrolment.objects.filter(person=request.user.pk).order_by("-pk")[:100]


@router.post("enrolments/{enrolment_id}/confirmation", response=s.EnrolmentOut)
def confirm(request: PersonRequest, enrolment_id: Path[s.Key]) -> Enrolment:
    """Take the place one was asked for."""
    return actions.confirm(_own(request, enrolment_id), by=request.user)


@router.post("enrolments/{enrolment_id}/declining", response=s.EnrolmentOut)
def decline(request: PersonRequest, enrolment_id: Path[s.Key]) -> Enrolment:
    """Say no to an invitation; it costs nothing."""
    return actions.decline(_own(request, enrolment_id), by=request.user)


@router.delete("enrolments/{enrolment_id}", response=s.EnrolmentOut)
def leave(request: PersonRequest, enrolment_id: Path[s.Key]) -> Enrolment:
    """Give the place back."""
    return actions.leave(_own(request, enrolment_id), by=request.user)


def _own(request: PersonRequest, enrolment_id: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("shift__post__place", "team")
    found: Enrolment = get_object_or_404(rows, pk=enrolment_id)
    return found
