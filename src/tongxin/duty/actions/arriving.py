"""Check in: by the code on one's own phone, by roll-call, or at the station's screen (rule 38).

Short transactions that lock the enrolment and nothing else: a city comes on duty at the same hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clearance.requirement import Refusal
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.rosters.actions import take_back
from tongxin.rosters.actions.seats import lock_shift
from tongxin.rosters.actions.telling import write_to_keepers
from tongxin.rosters.models import Enrolment, Shift
from tongxin.volunteers.models import Volunteer
from tongxin.web.questions import RowQuestion

from ..gates import is_mendable, refusals_at_door
from ..models import Absence, Attendance
from ..times import Times, times_at_the_door
from .leaving import close
from .places import COMING, lock_enrolment
from .refusals import Elsewhere, NotExpected, NotVouched, NotYet, SharedPhone, TurnedAway
from .replacing import find_another

HALF_A_DAY = timedelta(hours=12)
NOTED = RowQuestion(
    lambda: Attendance,
    lambda rows, place, key, person: rows.filter(
        Q(enrolment=place) | Q(person=person, state=Attendance.State.HERE)
        | ~Q(client_key="") & Q(client_key=key)
    ).order_by("pk"),
    int, str, int,
)  # fmt: skip
TOLD_LATE = timedelta(minutes=10)  # entered so long afterwards is flagged


@dataclass(frozen=True)
class Arrival:
    """How somebody comes: `at` what moment, in which way, with which phone, by which door.

    `door` is asked about the locked place: it raises what keeps them out, or returns how many
    metres away they are, None where nobody knows.
    """

    at: datetime
    how: str
    by: Person
    device: str = ""
    door: Callable[[Enrolment], int | None] = lambda _row: None
    client_key: str = ""
    vouched: bool = False
    times: Times | None = None  # when they were read before


def arrive(enrolment: Enrolment, arrival: Arrival) -> Attendance:
    """Let somebody in, whom no gate keeps out at this moment; twice is once.

    Who is turned away stays noted as such, and somebody else is asked when nothing can be mended.
    Raises `TurnedAway`, `NotExpected`, `NotYet`, `Elsewhere`, `SharedPhone`, `NotVouched`.
    """
    outcome = _arrive(enrolment, arrival)
    if isinstance(outcome, Attendance):
        return outcome
    raise TurnedAway(outcome)


@transaction.atomic
def _arrive(enrolment: Enrolment, arrival: Arrival) -> Attendance | list[Refusal]:
    if enrolment.state == Enrolment.State.LAPSED:
        lock_shift(enrolment.shift)  # before the enrolment, as everywhere
    row = lock_enrolment(enrolment, COMING)
    noted = _noted(row, arrival)
    if sent := next((one for one in noted if one.client_key == arrival.client_key != ""), None):
        return sent
    metres = arrival.door(row)
    known = next((one for one in noted if one.enrolment_id == row.pk), None)
    if known and known.state != Attendance.State.TURNED_AWAY:
        return known
    times = arrival.times or times_at_the_door()
    _must_be_expected(row, known)
    _must_be_time(row.shift, arrival.at, times)
    if row.person is None:
        _must_be_vouched(arrival)
    else:
        _must_be_free([one for one in noted if one != known], row, arrival)
        if why := refusals_at_door(row, _volunteer(row.person)):
            return _turn_away(row, known, why, arrival)
    if row.state == Enrolment.State.LAPSED:
        row = take_back(row, by=arrival.by)
    coming = known or Attendance(enrolment=row, person=row.person)
    coming.metres = metres
    return _begin(row, coming, arrival, times)


def _noted(row: Enrolment, arrival: Arrival) -> list[Attendance]:
    """Return what was noted of this place, under this key, and where the person is now."""
    found: list[Attendance] = NOTED.find(row.pk, arrival.client_key, row.person_id or 0)
    return found


def _must_be_expected(row: Enrolment, known: Attendance | None) -> None:
    """Who joined; who was given up, but came; a helper whose place nobody took."""
    if row.shift.state != Shift.State.OPEN:
        raise NotExpected(_("This shift was called off."))
    if row.state == Enrolment.State.JOINED and row.heads == 1:
        return
    if row.state == Enrolment.State.INVITED:
        raise NotExpected(_("A place is kept for you. Please say first that you are coming."))
    given_up = known or row.helper_name or Absence.objects.filter(enrolment=row).exists()
    if row.state != Enrolment.State.LAPSED or not given_up:
        raise NotExpected(_("You do not stand in this shift. The leader can tell you where to go."))


def _must_be_time(shift: Shift, at: datetime, times: Times) -> None:
    opens = shift.starts_at - times.opens
    if at < opens:
        raise NotYet(
            _("The door opens at %(time)s.") % {"time": f"{timezone.localtime(opens):%m-%d %H:%M}"}
        )
    if at >= shift.ends_at:
        raise NotYet(_("This shift is over."))


def _must_be_vouched(arrival: Arrival) -> None:
    """No register, no gate can be asked: the leader says that health and gear were seen to."""
    if arrival.how != Attendance.How.ROLL or not arrival.vouched:
        raise NotVouched(
            _(
                "A helper without an account comes in by roll-call: please confirm that you asked"
                " for their health and saw that they are protected."
            )
        )


def _must_be_free(others: list[Attendance], row: Enrolment, arrival: Arrival) -> None:
    """On duty nowhere else; a duty whose shift is over is closed at its planned end."""
    here = [one for one in others if one.state == Attendance.State.HERE]
    for other in here:
        shift = other.enrolment.shift
        if shift.ends_at > arrival.at:
            raise Elsewhere(
                _("You are on duty at %(post)s at this moment. Please check out there first.")
                % {"post": shift.post}
            )
        close(other, by=arrival.by)


def _volunteer(person: Person) -> Volunteer:
    found: Volunteer | None = getattr(person, "volunteer", None)  # loaded with the place
    if found is None:
        raise NotExpected(_("Register as a volunteer first: it takes a minute."))
    return found


def _turn_away(
    row: Enrolment, known: Attendance | None, why: list[Refusal], arrival: Arrival
) -> list[Refusal]:
    """Note that somebody was turned away; why is told to them alone (rule 7)."""
    now = timezone.now()
    noted = known or Attendance(enrolment=row, person=row.person)
    noted.state, noted.turned_at = Attendance.State.TURNED_AWAY, now
    lost = not is_mendable(why) and not noted.is_replaced
    noted.is_replaced = noted.is_replaced or lost
    noted.save()
    record("attendance.turned_away", by=arrival.by, on=noted, at=row.shift.post.place, lost=lost)
    if lost:
        find_another(row, reason="turned_away", by=arrival.by)
        write_to_keepers(
            row, subject=gettext_noop("Turned away at the door: %(post)s"),
            body=gettext_noop("%(who)s cannot serve in this shift. Somebody else is being asked."),
        )  # fmt: skip
    return why


def _begin(row: Enrolment, noted: Attendance, arrival: Arrival, times: Times) -> Attendance:
    noted.state, noted.came_at, noted.how_in = Attendance.State.HERE, arrival.at, arrival.how
    noted.device, noted.client_key = arrival.device, arrival.client_key
    noted.flags = _flags(row, noted.metres, arrival, times)
    if arrival.how == Attendance.How.ROLL:
        noted.called_by = arrival.by
    try:
        noted.save()
    except IntegrityError as error:  # another device was quicker, at another place: all undone
        raise Elsewhere(_("You have just checked in at another place.")) from error
    if arrival.at > row.shift.starts_at:
        _came_after_all(row, by=arrival.by)
    record(
        "attendance.began", by=arrival.by, on=noted, at=row.shift.post.place, how=noted.how_in,
        flags=noted.flags,
    )  # fmt: skip
    return noted


def _flags(row: Enrolment, metres: int | None, arrival: Arrival, times: Times) -> list[str]:
    found = {
        "late": arrival.at > times.late_from(row.shift.starts_at),
        "far": metres is not None and metres > times.near_metres,
        "shared_device": _others_with(arrival.device, row, times) > 0,
        "told_late": timezone.now() - arrival.at > TOLD_LATE,
        "helper": row.person is None,
    }
    return [name for name, holds in found.items() if holds]


def _others_with(device: str, row: Enrolment, times: Times) -> int:
    """Return how many others checked in with this phone lately. Raises `SharedPhone`."""
    if not device:
        return 0
    lately = Attendance.objects.filter(device=device, came_at__gt=timezone.now() - HALF_A_DAY)
    others = lately.exclude(person=row.person).order_by().values("person").distinct().count()
    if others >= times.device_people:
        raise SharedPhone(
            _("Several people have checked in with this phone. Ask the leader to call your name.")
        )
    return others


def _came_after_all(row: Enrolment, *, by: Person) -> None:
    states = Absence.State
    absent = Absence.objects.filter(enrolment=row, state__in=[states.COUNTED, states.APPEALED])
    if (found := absent.first()) is not None:
        found.state, found.decided_at = states.LIFTED, timezone.now()
        found.save(update_fields=["state", "decided_at"])
        record("absence.lifted", by=by, on=found, at=row.shift.post.place)
