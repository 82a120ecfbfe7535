"""Ask `clearance` at the door, once more and with health and kit. No rule is here."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.clearance import gates
from tongxin.clearance.crowd import crowd
from tongxin.clearance.requirement import Refusal
from tongxin.clearance.rules import DOOR_RULES
from tongxin.places.models import Place
from tongxin.rosters.gates import busy_of, requirement_of
from tongxin.rosters.models import Enrolment, Shift
from tongxin.rosters.occasions import key_of_shift
from tongxin.volunteers.models import Volunteer

# What the person can mend on the spot: nobody else is asked to come instead.
MENDABLE: dict[str, str | Promise] = {
    "declared": _("health not declared yet"),
    "kitted": _("kit not in hand yet"),
}


def refusals_at_door(enrolment: Enrolment, volunteer: Volunteer) -> list[Refusal]:
    """Return why the volunteer may not go on duty now, each with what to do and who can help.

    Two shifts at one hour (one was moved) keep nobody out of both: where they come first they are
    let in, and the door itself lets nobody in at two places.
    """
    shift = enrolment.shift
    asked = replace(requirement_of(shift, enrolment.part), occasion=key_of_shift(shift))
    held = busy_of([volunteer.person_id], shift.starts_at, shift.ends_at, without=[enrolment.pk])
    apart = [
        one for one in held.get(volunteer.person_id, [])
        if one.ends_at <= shift.starts_at or one.starts_at >= shift.ends_at
    ]  # fmt: skip
    return gates.door_refusals(volunteer, asked, apart)


def is_mendable(refusals: list[Refusal]) -> bool:
    """Whether the person can do something about all of it, here and now."""
    return all(one.rule in MENDABLE for one in refusals)


def lacking(shift: Shift, rows: Sequence[Enrolment]) -> dict[int, list[str]]:
    """Return by person what they have to see to before they come in; as often for many as for one.

    Only what can be mended: whether somebody is ill is not for the roll.
    """
    people = [row.person_id for row in rows if row.person_id]
    if not people:
        return {}
    asked = replace(requirement_of(shift, rows[0].part), occasion=key_of_shift(shift))
    found = crowd(Place.objects.get(parent=None), [asked], people=people)
    missing: dict[int, list[str]] = {}
    for rule in DOOR_RULES:
        if rule.name in MENDABLE:
            for person in found.people[~rule.holds(found, asked)]:
                missing.setdefault(int(person), []).append(str(MENDABLE[rule.name]))
    return missing
