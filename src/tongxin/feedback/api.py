"""Receipts for programmes: the same action as the page, the same rules."""

from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Field, Path, Router, Schema, Status
from pydantic import StringConstraints

from tongxin.needs.models import Need
from tongxin.needs.schemas import Text
from tongxin.people.requests import PersonRequest

from . import actions
from .models import Review

router = Router()
TrackingCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{12}$")]


class ReviewIn(Schema):
    """How it was."""

    solved: Annotated[str, StringConstraints(pattern=r"^(yes|partly|no)$")]
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    helped: Annotated[list[str], Field(max_length=5)] = []
    words: Annotated[Text, StringConstraints(max_length=1000)] = ""


class ReviewOut(Schema):
    """What was kept."""

    solved: str
    stars: int | None
    helped: list[str]


@router.post("needs/{code}", response={201: ReviewOut})
def review(request: PersonRequest, code: Path[TrackingCode], body: ReviewIn) -> Status[Review]:
    """Say how the answer to one's own need was, once; "no" opens it again."""
    needs = Need.objects.visible_to(request.user).select_related("merged_into", "place", "team")
    need = get_object_or_404(needs, tracking_code=code)
    receipt = actions.receipt_for_need(need, by=request.user)
    return Status(201, actions.give_review(receipt, by=request.user, **body.dict()))
