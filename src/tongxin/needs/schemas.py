"""What the API takes and tells."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, StringConstraints

from .models import Need
from .models.need import Route

YEARS = range(1990, 2200)
MOST_AT_ONCE = 500


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError(_("There is a character in it that is none."))
    return text


def _in_our_time(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(_("This year is not of our time."))
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
Text = Annotated[str, AfterValidator(_plain)]
Line = Annotated[str, StringConstraints(max_length=300), AfterValidator(_plain)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=5000), AfterValidator(_plain)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}$")]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,12}$")]
StateName = Annotated[str, StringConstraints(pattern=f"^({'|'.join(Need.State.values)})$")]
RouteName = Annotated[str, StringConstraints(pattern=f"^({'|'.join(Route.values)})$")]
Urgency = Annotated[int, Field(ge=1, le=4)]
Risk = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,24}$")]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Needs = Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]


class PlaceOut(Schema):
    code: str
    name: str


class PublicNeedOut(Schema):
    """A listed need, as everybody may read it: no name, no phone, no address."""

    uid: UUID
    place: PlaceOut
    words: str
    state: str
    route: str
    platform: str | None
    service_class: str | None
    urgency: int
    raised_at: datetime
    state_since: datetime

    @staticmethod
    def resolve_words(need: Need) -> str:
        return need.shown_words

    @staticmethod
    def resolve_platform(need: Need) -> str | None:
        return need.platform_id

    @staticmethod
    def resolve_service_class(need: Need) -> str | None:
        return need.service_class_id


class NeedOut(PublicNeedOut):
    """A need, as those may read it who asked, answer, or see it at their desk."""

    channel: str
    requester: str = Field(description="masked")
    refer_to: str
    topic: str
    risks: list[str]
    needed_by: datetime | None
    due_at: datetime | None
    reason: str
    team: int | None
    merged_into: UUID | None
    times_reopened: int
    completed_at: datetime | None
    source: str
    source_ref: str

    @staticmethod
    def resolve_words(need: Need) -> str:
        return need.words

    @staticmethod
    def resolve_requester(need: Need) -> str:
        return need.masked_name

    @staticmethod
    def resolve_team(need: Need) -> int | None:
        return need.team_id

    @staticmethod
    def resolve_merged_into(need: Need) -> UUID | None:
        return need.merged_into.uid if need.merged_into else None


class StepOut(Schema):
    state: str
    note: str
    at: datetime


class NeedWithStepsOut(NeedOut):
    steps: list[StepOut]

    @staticmethod
    def resolve_steps(need: Need) -> Any:
        return need.steps.all()


class RaisedOut(NeedOut):
    """A need just raised, with the code by which its requester follows it without a login."""

    tracking_code: str


class StatusOut(Schema):
    """How far a need is, for whoever knows its tracking code."""

    tracking_code: str
    place: PlaceOut
    state: str
    state_label: str
    state_since: datetime
    raised_at: datetime
    reason: str
    steps: list[StepOut]

    @staticmethod
    def resolve_state(need: Need) -> str:
        return need.standing.state

    @staticmethod
    def resolve_state_label(need: Need) -> str:
        return need.standing.get_state_display()

    @staticmethod
    def resolve_steps(need: Need) -> Any:
        return need.steps.all()


class PublicPage(Schema):
    items: list[PublicNeedOut]
    next: str | None = Field(description="the `cursor` of the next page")


class NeedPage(Schema):
    items: list[NeedOut]
    next: str | None = Field(description="the `cursor` of the next page")


class KindOut(Schema):
    code: str
    name: str


class KindsOut(Schema):
    """The words this city uses: they are data, and differ from city to city."""

    states: list[KindOut]
    routes: list[KindOut]
    platforms: list[KindOut]
    service_classes: list[KindOut]


class Filters(Schema):
    state: StateName | None = None
    route: RouteName | None = None
    platform: Code | None = None
    service_class: Code | None = None
    urgency: Urgency | None = None
    place: PlaceCode | None = Field(None, description="a place, and all below it")
    raised_from: Moment | None = None
    raised_until: Moment | None = None
    cursor: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=-]{1,80}$")] | None = None
    limit: int = Field(50, ge=1, le=200)


class RequesterIn(Schema):
    """Somebody without an account, for whom the caller speaks."""

    name: Annotated[str, StringConstraints(max_length=60), AfterValidator(_plain)] = ""
    phone: Annotated[str, StringConstraints(max_length=30), AfterValidator(_plain)] = ""


class NeedIn(Schema):
    words: Words
    place: PlaceCode
    requester: RequesterIn | None = Field(
        None, description="left out: the caller asks for themselves"
    )
    address: Line = ""
    risks: list[Risk] = Field(default_factory=list, max_length=10)
    raised_at: Moment | None = None
    client_key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{8,60}$")] | None = (
        Field(None, description="made by the sender; sent twice is kept once")
    )


class DecisionIn(Schema):
    needs: Needs
    route: RouteName
    urgency: Urgency
    platform: Code | None = None
    service_class: Code | None = None
    refer_to: Annotated[str, StringConstraints(max_length=60), AfterValidator(_plain)] = ""
    needed_by: Moment | None = None
    risks: list[Risk] = Field(default_factory=list, max_length=10)


class RejectionIn(Schema):
    needs: Needs
    reason: Line


class DispatchIn(Schema):
    needs: Needs
    team: Key


class ReasonIn(Schema):
    reason: Line


class ReportIn(Schema):
    report: Annotated[str, StringConstraints(max_length=2000), AfterValidator(_plain)]
    answer_url: Annotated[
        str, StringConstraints(max_length=200, pattern=r"^(/|https://)?[^\s\x00]*$")
    ] = ""


class NoteIn(Schema):
    words: Annotated[str, StringConstraints(max_length=500), AfterValidator(_plain)]
