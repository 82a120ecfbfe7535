"""A shift as the apps below know it: an occasion to protect, a stint to credit."""

from typing import cast

from tongxin.people.models import Person
from tongxin.protection.occasions import Occasion
from tongxin.records.stints import Stint
from tongxin.rosters.models import Shift

from .models import Attendance

DRILL = "drill:"  # what a request that is a rehearsal is about (rule 52)


def key_of_shift(shift: Shift) -> str:
    """Return the name under which records and protection keep what belongs to a shift."""
    return f"shift:{shift.pk}"


def occasion_of(shift: Shift) -> Occasion:
    """Return the shift as protection knows it; post, place, request and unit are loaded."""
    post = shift.post
    return Occasion(
        key=key_of_shift(shift), title=post.title, place=post.place, starts_at=shift.starts_at,
        ends_at=shift.ends_at, service_class=post.service_class_id, kind=post.kind,
        unit=post.request.unit, team=post.team_id, offline=post.is_offline,
    )  # fmt: skip


def is_drill(shift: Shift) -> bool:
    """Whether nothing of the shift is real: no hours come of it."""
    return shift.post.request.about.startswith(DRILL)


def stint_of(attendance: Attendance, *, by: Person) -> Stint:
    """Return what the door saw of somebody who has left; the shift's request is loaded."""
    enrolment, shift = attendance.enrolment, attendance.enrolment.shift
    post = shift.post
    return Stint(
        person=cast(Person, enrolment.person), occasion_key=key_of_shift(shift), title=post.title,
        place=post.place, content=post.duties, client=str(post.request.unit or post.place.label),
        service_class=post.service_class_id, starts_at=shift.starts_at, ends_at=shift.ends_at,
        came_at=attendance.came_at, left_at=attendance.left_at,  # type: ignore[arg-type]
        pauses_minutes=attendance.pauses_minutes, flags=_flags(attendance),
        principal=post.made_by, recorder=attendance.called_by or by, is_drill=is_drill(shift),
        device=attendance.device,
    )  # fmt: skip


# What the ledger should know, in its own words; that somebody was unwell it should not.
TOLD = {
    "forgotten": "closed_at_end", "shared_device": "shared_device", "told_late": "offline",
    "far": "far",
}  # fmt: skip
WAYS = {Attendance.How.ROLL: "roll_call", Attendance.How.SCREEN: "kiosk"}


def _flags(attendance: Attendance) -> tuple[str, ...]:
    """Return the flags in the ledger's words."""
    said = [TOLD[flag] for flag in attendance.flags if flag in TOLD]
    way = WAYS.get(Attendance.How(attendance.how_in))
    return tuple(sorted([*said, *([way] if way else [])]))
