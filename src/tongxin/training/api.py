"""Training for programmes: the same as the pages, the same rules."""

from typing import Annotated, Any

from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Router
from pydantic import StringConstraints

from tongxin.people.requests import PersonRequest

from . import board
from . import schemas as s
from .models import Batch, Course, Pass

router = Router()
CertificateCode = Annotated[str, StringConstraints(pattern=r"^[2-9A-HJKMNP-TV-Z]{12}$")]


@router.get("courses", response=list[s.CourseOut], auth=None)
def courses(request: HttpRequest) -> Any:
    """List the courses anybody may take."""
    return Course.objects.open().annotate(count=Count("lessons")).order_by("pk")[:200]


@router.get("batches", response=list[s.BatchOut], auth=None)
def batches(request: HttpRequest) -> Any:
    """List the next batches, with the places left."""
    coming = Batch.objects.coming(timezone.now()).filter(course__state=Course.State.OPEN)
    rows = board.with_places(coming.select_related("course", "place"))
    return rows.order_by("starts_at", "pk")[:200]


@router.get("passes", response=list[s.PassOut])
def passes(request: PersonRequest) -> Any:
    """List one's own passes, the newest first."""
    rows = Pass.objects.filter(person=request.user.pk).select_related("module")
    return rows.order_by("-pk")[:100]


@router.get("certificates/{code}", response=s.CheckOut, auth=None)
def certificate(request: HttpRequest, code: Path[CertificateCode]) -> Pass:
    """Tell whether a certificate holds, by its number."""
    found: Pass = get_object_or_404(Pass.objects.select_related("person", "module"), code=code)
    return found
