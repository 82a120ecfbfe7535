"""Join a shift: while there are places, then a waiting list in order of time (rule 23)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clearance.gates import refusals_in
from tongxin.clearance.requirement import Refusal
from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.volunteers.models import Volunteer

from ..gates import asked_of
from ..models import Enrolment, Part, Post, Shift
from .seats import has_room, lock_shift, lock_volunteers
from .telling import tell_enrolled

LOADED = ("shift", "part", "person", "team", "recorder")  # rows just read: not asked for again


class NotCleared(DomainError):
    """A gate says no; `refusals` tell each reason and what to do next."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = list(refusals)


class NotJoinable(DomainError):
    """The shift has begun or was called off, or its post is not open (to everybody)."""


class AlreadyIn(DomainError):
    """This person stands in the shift already."""


class NotAVolunteer(DomainError):
    """Only who is in the register can join."""


class KeptForTeam(DomainError):
    """The places are kept for a team."""


@transaction.atomic
def join(
    shift: Shift,
    *,
    by: Person,
    person: Person | None = None,
    part: Part | None = None,
    client_key: str = "",
) -> Enrolment:
    """Take a place in a shift, or one on its waiting list, or ask for one.

    For oneself, or by the desk for somebody on the phone (`person`). Without `part`, the first
    role the person may stand in. Raises `NotCleared` with every reason, `AlreadyIn`,
    `NotJoinable`, `KeptForTeam`, `NotAVolunteer`, `NotAllowed`.
    """
    person = person or by
    if person.pk != by.pk:
        must_enrol_others(shift, by)
    if client_key and (sent := sent_before(client_key, by)):
        return sent
    volunteer = volunteer_of(person)
    chosen = choose_part(volunteer, shift, part)
    shift = lock_shift(shift)
    must_be_joinable(shift, chosen, by)
    state = _first_state(shift, chosen)
    row = Enrolment(
        shift=shift, part=chosen, person=volunteer.person, state=state, recorder=by,
        client_key=client_key, asked_at=timezone.now(),
    )  # fmt: skip
    keep(row)
    record("enrolment.made", by=by, on=row, at=shift.post.place, state=state)
    say_where_it_stands(row)
    return row


def must_enrol_others(shift: Shift, by: Person) -> None:
    """Raise `NotAllowed` unless `by` keeps the roster of this shift."""
    team = shift.post.team
    if team is None or not by.may_for("enrolment.manage", team=team):
        by.must("enrolment.manage", at=shift.post.place)


def sent_before(client_key: str, by: Person) -> Enrolment | None:
    """Return what this form made when it was sent before. Raises `NotAllowed`."""
    found: Enrolment | None = Enrolment.objects.filter(client_key=client_key).first()
    if found and found.recorder_id != by.pk:
        raise NotAllowed(_("This form was sent by somebody else."))
    return found


def volunteer_of(person: Person) -> Volunteer:
    """Return the person's row of the register, locked. Raises `NotAVolunteer`."""
    found = lock_volunteers([person.pk]).get(person.pk)
    if found is None:
        raise NotAVolunteer(_("Register as a volunteer first: it takes a minute."))
    return found


def choose_part(
    volunteer: Volunteer, shift: Shift, part: Part | None, *, without: Sequence[int] = ()
) -> Part:
    """Return the role the volunteer may take: one with room, else the first they may wait for.

    Raises `NotCleared`, `KeptForTeam`.
    """
    parts = [part] if part else list(shift.post.parts.all())
    if any(one.post_id != shift.post_id for one in parts):
        raise NotJoinable(_("This role belongs to another post."))
    open_to = [one for one in parts if _is_open_to(one, volunteer)]
    if not open_to:
        raise KeptForTeam(_("These places are kept for a team; its leader brings the people."))
    one, asked = asked_of(volunteer, [(shift, part) for part in open_to], without=without)
    refused = [refusals_in(one, requirement) for requirement in asked]
    cleared = [part for part, why in zip(open_to, refused, strict=True) if not why]
    if not cleared:
        raise NotCleared(refused[0])
    if len(cleared) == 1:
        return cleared[0]
    return next((one for one in cleared if has_room(shift, one)), cleared[0])


def _is_open_to(part: Part, volunteer: Volunteer) -> bool:
    if part.team_id is None:
        return not part.whole_team
    member = volunteer.person.memberships.filter(team=part.team_id).exists()
    return member and not part.whole_team


def must_be_joinable(shift: Shift, part: Part, by: Person, *, late: bool = False) -> None:
    """Raise `NotJoinable` unless the shift is to come, `part` its role, and `by` may bring people.

    `late`: it may have begun, as long as it is not over. The shift is locked: it may have been
    given roles of its own since the part was chosen.
    """
    post = shift.post
    too_late = shift.ends_at <= timezone.now() if late else shift.has_begun
    if part.post_id != post.pk:
        raise NotJoinable(_("The roles of this shift have just changed. Please look again."))
    if shift.state != Shift.State.OPEN or too_late or post.state != Post.State.OPEN:
        raise NotJoinable(_("This shift can no longer be joined."))
    if post.flow == Post.Flow.INVITATION and not by.may("enrolment.manage", at=post.place):
        raise NotJoinable(_("This post is by invitation only."))


def keep(row: Enrolment) -> None:
    """Write a new enrolment. Raises `AlreadyIn`."""
    row.full_clean(exclude=LOADED, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyIn(_("This person stands in the shift already.")) from error


def _first_state(shift: Shift, part: Part) -> str:
    if shift.post.flow == Post.Flow.APPROVAL:
        return Enrolment.State.ASKED
    return Enrolment.State.JOINED if has_room(shift, part) else Enrolment.State.WAITING


def say_where_it_stands(row: Enrolment) -> None:
    """Tell whoever enrolled whether they are in, wait, or wait to be decided on."""
    said = {
        "joined": (gettext_noop("You are in: %(post)s"), gettext_noop("%(when)s, %(where)s.")),
        "waiting": (
            gettext_noop("You are on the waiting list: %(post)s"),
            gettext_noop("When a place is free we ask you to confirm."),
        ),
        "asked": (
            gettext_noop("Your offer has arrived: %(post)s"),
            gettext_noop("We tell you as soon as it is decided."),
        ),
    }
    subject, body = said[row.state]
    tell_enrolled([row], subject=subject, body=body)
