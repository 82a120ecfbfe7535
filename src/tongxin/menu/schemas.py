"""What the menu tells and takes over the API."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema

from .models import Booking, Service, Session

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ServiceOut(Schema):
    """A service as anybody sees it."""

    id: int
    title: str
    summary: str
    body: str
    link: str
    mode: str
    state: str
    platform: str
    team: str

    @staticmethod
    def resolve_platform(row: Service) -> str:
        return row.platform_id

    @staticmethod
    def resolve_team(row: Service) -> str:
        return row.team.label


class SessionOut(Schema):
    """A time of a service, with the seats that are left."""

    id: int
    service: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    venue: str
    capacity: int
    left: int
    state: str

    @staticmethod
    def resolve_service(row: Session) -> int:
        return row.service_id

    @staticmethod
    def resolve_title(row: Session) -> str:
        return row.service.title

    @staticmethod
    def resolve_place(row: Session) -> str:
        return row.place.code


class DishOut(Schema):
    """One dish of an edition."""

    service: int
    session: int | None
    title: str

    @staticmethod
    def resolve_service(row: Any) -> int:
        return int(row.service_id)

    @staticmethod
    def resolve_session(row: Any) -> int | None:
        return row.session_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_title(row: Any) -> str:
        return str(row.service.title)


class EditionOut(Schema):
    """A platform's published menu of a day."""

    id: int
    platform: str
    place: str
    day: date
    words: str
    dishes: list[DishOut]


class BookingIn(Schema):
    """Seats to take."""

    seats: Annotated[int, Field(ge=1, le=6)] = 1
    client_key: Annotated[str, Field(max_length=64, pattern=r"^[\x21-\x7e]*$")] = ""


class BookingOut(Schema):
    """How a booking stands."""

    code: str
    session: int
    seats: int
    state: str
    confirm_by: datetime | None

    @staticmethod
    def resolve_session(row: Booking) -> int:
        return row.session_id


class Paged(Schema):
    """Which part of a list, newest first."""

    platform: Annotated[str, Field(pattern=r"^[a-z_]{0,24}$")] = ""
    before: Key | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
