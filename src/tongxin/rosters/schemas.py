"""What rosters tell and take over the API."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import StringConstraints

from .models import Enrolment, Notice, Shift

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class NoticeOut(Schema):
    """A published recruitment notice, with its eight legal fields."""

    id: int
    uid: str
    title: str
    place: str
    when: str
    where: str
    content: str
    conditions: str
    number: int
    joining: str
    risks: str
    guarantees: str
    published_at: datetime
    changed_at: datetime

    @staticmethod
    def resolve_uid(row: Notice) -> str:
        return str(row.uid)

    @staticmethod
    def resolve_place(row: Notice) -> str:
        return row.place.code

    @staticmethod
    def resolve_when(row: Notice) -> str:
        return row.when_words

    @staticmethod
    def resolve_where(row: Notice) -> str:
        return row.where_words


class ShiftOut(Schema):
    """A shift on the public board, with the places that are left."""

    id: int
    post: int
    notice: int | None
    title: str
    duties: str
    service_class: str
    kind: str
    place: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    places: int
    left: int
    waits: int

    @staticmethod
    def resolve_post(row: Shift) -> int:
        return row.post_id

    @staticmethod
    def resolve_notice(row: Shift) -> int | None:
        return row.post.notice_id

    @staticmethod
    def resolve_title(row: Shift) -> str:
        return row.post.title

    @staticmethod
    def resolve_duties(row: Shift) -> str:
        return row.post.duties

    @staticmethod
    def resolve_service_class(row: Shift) -> str:
        return row.post.service_class_id

    @staticmethod
    def resolve_kind(row: Shift) -> str:
        return row.post.kind

    @staticmethod
    def resolve_place(row: Shift) -> str:
        return row.post.place.code

    @staticmethod
    def resolve_venue(row: Shift) -> str:
        return row.post.venue


class ReasonOut(Schema):
    """Why somebody may not stand in a shift, and where to go next."""

    rule: str
    sentence: str
    url: str


class FitOut(Schema):
    """A shift as it suits the asker."""

    shift: ShiftOut
    part: int
    km: float | None
    reasons: list[str]
    why_not: list[ReasonOut]

    @staticmethod
    def resolve_part(fit: Any) -> int:
        return int(fit.part.pk)


class EnrolmentIn(Schema):
    """A place to take."""

    part: Key | None = None
    client_key: Annotated[str, Field(max_length=64, pattern=r"^[\x21-\x7e]*$")] = ""


class EnrolmentOut(Schema):
    """How an enrolment stands."""

    id: int
    shift: int
    part: int
    state: str
    confirm_by: datetime | None

    @staticmethod
    def resolve_shift(row: Enrolment) -> int:
        return row.shift_id

    @staticmethod
    def resolve_part(row: Enrolment) -> int:
        return row.part_id


class Paged(Schema):
    """Which part of a list."""

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{0,24}$")] = ""
    place: Annotated[str, StringConstraints(pattern=r"^\d{0,12}$")] = ""
    after: datetime | None = None
    after_id: Key | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100


class Older(Schema):
    """Which part of a list that begins with the newest."""

    before: Key | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 100
