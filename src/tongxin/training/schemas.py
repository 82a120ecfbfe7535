"""What training tells over the API."""

from datetime import datetime

from ninja import Schema

from .models import Batch, Course, Pass


class CourseOut(Schema):
    """A course anybody may take."""

    code: str
    title: str
    module: str
    level: str
    proof: str
    lessons: int

    @staticmethod
    def resolve_title(row: Course) -> str:
        return row.label

    @staticmethod
    def resolve_module(row: Course) -> str:
        return row.module_id

    @staticmethod
    def resolve_lessons(row: Course) -> int:
        return int(row.count)  # type: ignore[attr-defined]


class BatchOut(Schema):
    """A course at a time and a place."""

    id: int
    course: str
    place: str
    venue: str
    online: bool
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int

    @staticmethod
    def resolve_course(row: Batch) -> str:
        return row.course.code

    @staticmethod
    def resolve_place(row: Batch) -> str:
        return row.place.code

    @staticmethod
    def resolve_online(row: Batch) -> bool:
        return row.is_online


class PassOut(Schema):
    """A pass, as its holder sees it."""

    code: str
    module: str
    since: datetime
    until: datetime | None
    how: str
    state: str

    @staticmethod
    def resolve_module(row: Pass) -> str:
        return row.module_id


class CheckOut(Schema):
    """What anybody who has its number may know of a certificate."""

    code: str
    module: str
    name: str  # masked
    since: datetime
    until: datetime | None
    state: str  # valid, ending, ended, revoked

    @staticmethod
    def resolve_module(row: Pass) -> str:
        return row.module_id

    @staticmethod
    def resolve_name(row: Pass) -> str:
        return row.masked_name
