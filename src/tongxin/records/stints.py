"""What the door saw: somebody came, served, left. The only source of verified hours (rule 39)."""

from dataclasses import dataclass
from datetime import datetime

from tongxin.people.models import Person
from tongxin.places.models import Place


@dataclass(frozen=True)
class Stint:
    """One person at one occasion, from check-in to check-out.

    `starts_at` and `ends_at` are the planned window, `came_at` and `left_at` what the door saw.
    `flags` say what was unusual ("closed_at_end", "roll_call", …; see `wording.FLAGS`); `device` is
    a keyed digest of the device that spoke at the door, "" where there was none. `recorder` is who
    noted the end of it: the volunteer by the code, the leader by roll-call, or a robot.
    """

    person: Person
    occasion_key: str
    title: str
    place: Place
    content: str
    client: str
    service_class: str
    starts_at: datetime
    ends_at: datetime
    came_at: datetime
    left_at: datetime
    pauses_minutes: int = 0
    flags: tuple[str, ...] = ()
    principal: Person | None = None
    recorder: Person | None = None
    is_drill: bool = False
    device: str = ""
