"""Take many rows of a list at one stroke, under the rules `raise_need` keeps for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import send
from tongxin.journal.actions import record_many
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index, seal

from ..intake.drafts import Draft, Refused
from ..intake.reasons import Refusal
from ..models import Intake, Need, RefusedRow, Step
from .moving import Limits
from .raising import PROPOSE

OUR_OWN = ["place", "recorder"]  # rows we hold in hand: no need to ask whether they exist


@dataclass
class Stroke:
    """The rows taken at one stroke: what they became."""

    needs: list[Need] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)  # of each need, as their list has it
    refused: list[RefusedRow] = field(default_factory=list)
    known: int = 0


@transaction.atomic
def take_rows(
    intake: Intake,
    rows: Sequence[Draft | Refused],
    *,
    start: int,
    next_row: int,
    places: dict[int, Place],
    by: Person,
) -> Stroke | None:
    """Write rows as pending needs, or list them as refused; None: another worker was faster.

    Each becomes what `raise_need` would make of it: the same checks, step, time limit, journal
    line and sealed phone. Rows whose number is here already are counted as known. Raises
    `NotAllowed`.
    """
    by.must("need.import", at=intake.place)
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if intake.next_row != start:
        return None
    stroke = _sort_out(intake, rows, places, by)
    _write(stroke, by)
    intake.next_row = next_row
    intake.taken += len(stroke.needs)
    intake.known += stroke.known
    intake.save(update_fields=["next_row", "taken", "known"])
    return stroke


def _sort_out(
    intake: Intake, rows: Iterable[Draft | Refused], places: dict[int, Place], by: Person
) -> Stroke:
    stroke = Stroke()
    refs = [row.ref for row in rows if isinstance(row, Draft)]
    here = _words_here(intake.source, refs)
    for row in rows:
        if isinstance(row, Refused):
            stroke.refused.append(_refused(intake, row.number, row.refusal, row.cells))
        elif row.ref in here:
            stroke.known += 1
        else:
            need = _need(intake, row, places.get(row.place or 0, intake.place), by)
            refusal = _flaw(need)
            if refusal:
                stroke.refused.append(_refused(intake, row.number, refusal, [row.ref, row.words]))
            else:
                here.add(row.ref)
                stroke.needs.append(need)
                stroke.categories.append(row.category)
    return stroke


def _words_here(source: str, refs: list[str]) -> set[str]:
    found = Need.objects.filter(source=source, source_ref__in=refs)
    return set(found.values_list("source_ref", flat=True))


def _need(intake: Intake, draft: Draft, place: Place, by: Person) -> Need:
    now = timezone.now()
    need = Need(
        channel=Need.Channel.IMPORT, place=place, words=draft.words, recorder=by,
        requester_name=draft.name, source=intake.source,
        source_ref=draft.ref, raised_at=draft.time or intake.created_at, state_since=now,
    )  # fmt: skip
    need.phone_sealed = seal(draft.phone, row=need.row("phone"))
    need.phone_index = blind_index(draft.phone, kind="phone")
    need.location_sealed = seal(draft.address, row=need.row("location"))
    return need


def _flaw(need: Need) -> Refusal | None:
    try:
        need.clean_fields(exclude=OUR_OWN)
    except ValidationError as error:
        return Refusal("unusable", {"why": "; ".join(error.messages)[:150]})
    return None


def _refused(intake: Intake, number: int, refusal: Refusal, cells: list[str]) -> RefusedRow:
    row = RefusedRow(intake=intake, number=number, code=refusal.code, values=refusal.values)
    row.seal_cells(cells)
    return row


def _note(category: str) -> str:
    """Return what their list called it: a hint for triage, not a decision."""
    return _("Category there: %(name)s") % {"name": category} if category else ""


def _write(stroke: Stroke, by: Person) -> None:
    limits = Limits(Need.State.PENDING)
    for need in stroke.needs:
        need.due_at = limits.due_at(need, need.state_since)
    Need.objects.bulk_create(stroke.needs)
    Step.objects.bulk_create(
        [
            Step(need=need, state=need.state, note=_note(category), by=by, at=need.state_since)
            for need, category in zip(stroke.needs, stroke.categories, strict=True)
        ]
    )
    RefusedRow.objects.bulk_create(stroke.refused)
    if stroke.needs:
        send(PROPOSE, key="needs.propose")
    channel = {"channel": Need.Channel.IMPORT}
    record_many("need.raised", by=by, rows=[(n, n.place, channel) for n in stroke.needs])
