"""A need as others may see it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person

from ..models import Need, Step
from .catalogue import code_of
from .locating import point_of

State = Need.State
# A need joined with another is as far as that one is.
CLOSED = {State.REJECTED, State.COMPLETED, State.REVIEWED, State.CLOSED, State.WITHDRAWN}
Fields = dict[str, Any]


def is_own(need: Need, person: Person | None) -> bool:
    """Whether the client sent this need, or asked for it."""
    return person is not None and person.pk in (need.recorder_id, need.requester_id)


def shown(need: Need, names: dict[str, str], person: Person | None) -> Fields:
    """Return a need as the specification's `Request`; `names` are the services' names."""
    code, own = code_of(need), is_own(need, person)
    fields: Fields = {
        "service_request_id": str(need.uid),
        "status": status_of(need.standing.state),
        "status_notes": _notes(need, own),
        "service_name": names.get(code, ""),
        "service_code": code,
        "description": _description(need, own),
        "agency_responsible": _responsible(need),
        "requested_datetime": stamp(need.raised_at),
        "updated_datetime": stamp(need.state_since),
    }
    if own or need.state in Need.PUBLIC:
        fields |= _whereabouts(need)
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _whereabouts(need: Need) -> Fields:
    """Return the place, never the person's own point."""
    above = need.place.parent
    point = point_of(need.place)
    fields: Fields = {
        "address": f"{above.name if above else ''}{need.place.name}",
        "address_id": need.place.code,
    }
    return fields | {"lat": point[0], "long": point[1]} if point else fields


def _description(need: Need, own: bool) -> str:
    if own:
        return need.words
    return need.shown_words if need.state in Need.PUBLIC else ""


def _notes(need: Need, own: bool) -> str:
    label = need.get_state_display()
    if need.state == State.MERGED and need.merged_into:
        return f"{label}: {need.merged_into.get_state_display()}"
    if need.state == State.REFERRED and need.refer_to:
        return _("Passed on to %(to)s") % {"to": need.refer_to}
    return f"{label}: {need.reason}" if own and need.reason else label


def _responsible(need: Need) -> str:
    return str(need.team or need.department or need.refer_to or "")


def status_of(state: str) -> str:
    return "closed" if state in CLOSED else "open"


def stamp(moment: Any) -> str:
    """Return a W3C date-time in the city's zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def update(step: Step) -> Fields:
    """Return a step as one update of FixMyStreet's extension."""
    fields = {
        "update_id": str(step.pk),
        "service_request_id": str(step.need.uid),
        "service_request_id_ext": step.need.source_ref,
        "status": status_of(step.state).upper(),
        "updated_datetime": stamp(step.at),
        "description": step.note or step.get_state_display(),
    }
    return {name: value for name, value in fields.items() if value}
