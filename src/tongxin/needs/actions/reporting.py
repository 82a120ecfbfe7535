"""Take what another system reports, and what it adds later."""

from collections.abc import Sequence
from typing import Any

from django.core.files import File
from django.db import transaction

from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Need, Report, Step
from .ending import add_note, can_be_reopened, reopen_need
from .raising import raise_need


@transaction.atomic
def report_need(
    *,
    by: Person,
    at: Place,
    words: str,
    service_code: str,
    attributes: dict[str, Any],
    media: list[str],
    pictures: "Sequence[File[Any]]" = (),
    **told: Any,
) -> Need:
    """Raise a need that another system sent; it speaks for the one who told it there.

    `told` is what else `raise_need` knows. Sent again, the need that is there is returned. Raises
    what `raise_need` raises.
    """
    need = raise_need(
        by=by, at=at, words=words, channel=Need.Channel.OPEN311, on_behalf=True,
        pictures=pictures, **told,
    )  # fmt: skip
    Report.objects.get_or_create(
        need=need, defaults={"service_code": service_code, "attributes": attributes, "media": media}
    )
    return need


@transaction.atomic
def take_update(need: Need, *, words: str, opens: bool, by: Person) -> Step:
    """Add what the one who asked said over there; `opens`: it was not solved (rule 14).

    The same words again are the same update: other systems send again when unsure. Raises what
    `add_note` and `reopen_need` raise.
    """
    if opens and can_be_reopened(need):
        reopen_need(need, reason=words, by=by)
        return need.steps.latest("at", "pk")
    said = need.steps.filter(by=by, note=words.strip()[:500]).exclude(note="").first()
    if said is not None:
        return said
    return add_note(need, words=words, by=by)
