"""What the register tells over the API: numbers and masked names, never a phone or identity."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Field, Schema

from tongxin.vault.sealing import mask_name

from .models import Volunteer

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, Field(max_length=24)]


class Filters(Schema):
    """What the list may be narrowed by; `after` is the `next` of the page before."""

    q: Annotated[str, Field(max_length=60)] = ""
    place: Annotated[str, Field(pattern=r"^([0-9]{6,12})?$")] = ""
    state: Literal["", "invited", "applied", "active", "suspended", "left"] = ""
    service_class: Code = ""
    skill: Code = ""
    language: Code = ""
    qualification: Code = ""
    part: Annotated[int, Field(ge=0, le=20)] | None = None
    age: Literal["", "minor", "young", "middle", "senior"] = ""
    after: Key | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VolunteerOut(Schema):
    """One entry of the register, as a list shows it."""

    id: int
    number: str
    name: str
    state: str
    since: datetime
    place: str | None
    unit: int | None
    reach_km: int
    weekly_cap: int
    availability: int
    prefers: list[str]
    skills: list[str]
    languages: list[str]

    @staticmethod
    def resolve_name(row: Volunteer) -> str:
        return mask_name(row.person.name)

    @staticmethod
    def resolve_place(row: Volunteer) -> str | None:
        return row.person.home.code if row.person.home else None

    @staticmethod
    def resolve_unit(row: Volunteer) -> int | None:
        key: int | None = row.unit_id
        return key


class QualificationOut(Schema):
    """A certificate, without its number."""

    kind: str
    state: str
    expires_on: date | None

    @staticmethod
    def resolve_kind(row: Any) -> str:
        return str(row.kind_id)


class BlackoutOut(Schema):
    """Days on which somebody is not to be asked, both included."""

    starts_on: date
    ends_on: date


class VolunteerWithMoreOut(VolunteerOut):
    """One entry, with certificates and days away."""

    age: int | None
    qualifications: list[QualificationOut]
    blackouts: list[BlackoutOut]

    @staticmethod
    def resolve_age(row: Volunteer) -> int | None:
        return row.person.age_on(timezone.localdate())

    @staticmethod
    def resolve_qualifications(row: Volunteer) -> Any:
        return row.qualifications.all()

    @staticmethod
    def resolve_blackouts(row: Volunteer) -> Any:
        return row.blackouts.filter(ends_on__gte=timezone.localdate())


class VolunteerPage(Schema):
    """A page, newest first; `next` is for `after`, null on the last page."""

    items: list[VolunteerOut]
    next: int | None
