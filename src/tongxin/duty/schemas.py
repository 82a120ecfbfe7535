"""What the door tells and takes over the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from tongxin.rosters.models import Enrolment

from .models import Attendance

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Once = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]*$", max_length=40)]


class Below(Schema):
    """The place to look at; without one, the widest one oversees."""

    place: Annotated[str, Field(pattern=r"^([0-9]{6,12})?$")] = ""


class AttendanceOut(Schema):
    """What the door noted."""

    enrolment: int
    state: str
    came_at: datetime | None
    left_at: datetime | None
    flags: list[str]

    @staticmethod
    def resolve_enrolment(row: Attendance) -> int:
        return row.enrolment_id


class ExpectedOut(Schema):
    """A place of one's own, whose door is open or opens soon."""

    enrolment: int
    shift: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    attendance: AttendanceOut | None

    @staticmethod
    def resolve_enrolment(row: Enrolment) -> int:
        return row.pk

    @staticmethod
    def resolve_shift(row: Enrolment) -> int:
        return row.shift_id

    @staticmethod
    def resolve_title(row: Enrolment) -> str:
        return row.shift.post.title

    @staticmethod
    def resolve_place(row: Enrolment) -> str:
        return row.shift.post.place.code

    @staticmethod
    def resolve_starts_at(row: Enrolment) -> datetime:
        return row.shift.starts_at

    @staticmethod
    def resolve_ends_at(row: Enrolment) -> datetime:
        return row.shift.ends_at

    @staticmethod
    def resolve_attendance(row: Any) -> Any:
        return getattr(row, "attendance", None)


class ReasonOut(Schema):
    """What is missing at the door, and where to go next."""

    rule: str
    sentence: str
    word: str
    url: str


class TurnedAwayOut(Schema):
    """Everything that keeps somebody out at this moment."""

    detail: str
    reasons: list[ReasonOut]


class ComingIn(Schema):
    """The digits at the door; where the phone is counts only with consent."""

    code: Annotated[str, Field(max_length=12)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class GoingIn(Schema):
    """The digits at the door, once more."""

    code: Annotated[str, Field(max_length=12)]
    pauses_minutes: Annotated[int, Field(ge=0, le=600)] = 0


class UnwellIn(Schema):
    """What happened, for those who look after one's health."""

    what: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class CallIn(Schema):
    """One name of a roll, called now or when there was no network."""

    enrolment: Key
    said: Literal["in", "out"]
    said_at: AwareDatetime | None = None
    vouched: bool = False
    pauses_minutes: Annotated[int, Field(ge=0, le=600)] = 0
    client_key: Once = ""


class RollIn(Schema):
    """A roll: each name stands for itself."""

    calls: Annotated[list[CallIn], Field(max_length=200)]


class CalledOut(Schema):
    """What became of one name."""

    enrolment: int
    state: str
    detail: str = ""


class LineOut(Schema):
    """A place, and how many are there, late, missing below it."""

    place: str
    name: str
    shifts: int
    expected: int
    here: int
    late: int
    absent: int
    away: int
    alone: int
