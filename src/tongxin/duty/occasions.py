"""What the door saw, as the ledger of hours knows it: a stint to credit."""

from typing import cast

from tongxin.people.models import Person
from tongxin.records.stints import Stint
from tongxin.rosters.occasions import is_drill, key_of_shift

from .models import Attendance


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
