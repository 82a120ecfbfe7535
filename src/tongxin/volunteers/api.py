"""The register for programmes: read as the desk reads it, by the same right."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place

from . import schemas as s
from .finding import narrowed, page_of
from .models import Volunteer

router = Router()


@router.get("", response=s.VolunteerPage)
def list_volunteers(request: PersonRequest, filters: Query[s.Filters]) -> dict[str, Any]:
    """List the volunteers the caller may see, newest first, narrowed as asked."""
    chosen = filters.dict(exclude={"after", "limit", "service_class", "qualification"})
    chosen |= {"prefers": filters.service_class, "kind": filters.qualification}
    chosen["place"] = get_object_or_404(Place, code=filters.place) if filters.place else None
    rows, last = page_of(narrowed(_visible(request), chosen), filters.after, filters.limit)
    return {"items": rows, "next": last}


@router.get("{volunteer_id}", response=s.VolunteerWithMoreOut)
def show_volunteer(request: PersonRequest, volunteer_id: Path[s.Key]) -> Volunteer:
    """Show one volunteer, with certificates and days away."""
    found: Volunteer = get_object_or_404(_visible(request), pk=volunteer_id)
    return found


def _visible(request: PersonRequest) -> Any:
    request.user.must_somewhere("volunteer.see")
    return Volunteer.objects.visible_to(request.user).select_related("person__home")
