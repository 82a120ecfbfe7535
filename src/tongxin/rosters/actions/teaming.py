"""A leader brings a team: by name, or so many heads now and the names later (rule 32).

A placeholder (a head without a name, a helper without an account) holds a place and clears no
gate: whoever comes for it is named first, and then passes the same gates as everybody.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.clearance.requirement import Refusal
from tongxin.errors import DomainError
from tongxin.journal.actions import record, record_many
from tongxin.people.models import Person, Team
from tongxin.vault.sealing import seal

from ..gates import refusals_of
from ..models import Enrolment, Part, Shift
from .enrolling import (
    AlreadyIn,
    KeptForTeam,
    NotCleared,
    NotJoinable,
    keep,
    must_be_joinable,
    must_enrol_others,
    sent_before,
)
from .seats import has_room, invite_rows, lock_shift, lock_volunteers, name_by
from .telling import tell_enrolled


class NotInTeam(DomainError):
    """The person is not a member of the team that is brought."""

    status = 422


class TeamFull(DomainError):
    """The team has said how many people it can send at one time."""


class NamelessHelper(DomainError):
    """A helper without an account has a name, so that the leader knows whom to expect."""

    status = 422


@transaction.atomic
def bring(
    shift: Shift, *, part: Part, team: Team, people: Sequence[Person], by: Person
) -> tuple[list[Enrolment], list[tuple[Person, Sequence[Refusal]]]]:
    """Bring members of a team by name. Return (enrolled, [(person, why not)]).

    The leader is in at once; the others hold their place and confirm, since nobody is forced
    (rule 28). Who finds no place waits. Raises `KeptForTeam`, `NotInTeam`, `NotJoinable`,
    `TeamFull`.
    """
    _must_bring(team, part, by)
    _must_have_people(team, shift, len(people), already=people)
    members = set(team.memberships.values_list("person", flat=True))
    if any(person.pk not in members for person in people):
        raise NotInTeam(_("Only members of the team can be brought."))
    found = lock_volunteers([person.pk for person in people])
    shift = lock_shift(shift)
    must_be_joinable(shift, part, by)
    there = set(shift.enrolments.standing().values_list("person", flat=True))
    rows: list[Enrolment] = []
    refused: list[tuple[Person, Sequence[Refusal]]] = []
    for person in people:
        volunteer = found.get(person.pk)
        why = refusals_of(volunteer, shift, part) if volunteer else []
        if volunteer is None or why or person.pk in there:
            refused.append((person, why))
            continue
        rows.append(_brought(shift, part, team, person, by))
        rows[-1].save(force_insert=True)
    _say(rows)
    place = shift.post.place
    record_many(
        "enrolment.brought", by=by, rows=[(row, place, {"state": row.state}) for row in rows]
    )
    return rows, refused


def _brought(shift: Shift, part: Part, team: Team, person: Person, by: Person) -> Enrolment:
    row = Enrolment(shift=shift, part=part, team=team, person=person, recorder=by)
    row.asked_at = timezone.now()
    if not has_room(shift, part):
        row.state = Enrolment.State.WAITING
    elif person.pk == by.pk:
        row.state = Enrolment.State.JOINED
    else:
        row.state, row.confirm_by = Enrolment.State.INVITED, _until(shift)
    return row


def _until(shift: Shift) -> datetime:
    """Members brought confirm while one may still leave; later they have an hour, if there is."""
    return shift.leave_by if shift.leave_by > timezone.now() else shift.starts_at


def _say(rows: Sequence[Enrolment]) -> None:
    invited = [row for row in rows if row.state == Enrolment.State.INVITED]
    tell_enrolled(
        invited,
        subject=gettext_noop("Your team leader counts on you: %(post)s"),
        body=gettext_noop("%(when)s, %(where)s. Please say whether you come; no is an answer."),
    )
    waiting = [row for row in rows if row.state == Enrolment.State.WAITING]
    tell_enrolled(
        waiting,
        subject=gettext_noop("You are on the waiting list: %(post)s"),
        body=gettext_noop("When a place is free we ask you to confirm."),
    )


@transaction.atomic
def hold_places(
    shift: Shift, *, part: Part, team: Team, heads: int, by: Person, client_key: str = ""
) -> Enrolment:
    """Hold so many places for a team, whose names follow in time (`name_by`), or they go.

    Raises `KeptForTeam`, `NotJoinable`, `TeamFull`.
    """
    _must_bring(team, part, by)
    if client_key and (sent := sent_before(client_key, by)):
        return sent
    _must_have_people(team, shift, heads)
    shift = lock_shift(shift)
    must_be_joinable(shift, part, by)
    if not 1 <= heads <= part.maximum:
        raise NotJoinable(
            _("Between 1 and %(n)s people can come to this role.") % {"n": part.maximum}
        )
    row = Enrolment(
        shift=shift, part=part, team=team, heads=heads, recorder=by, client_key=client_key,
        asked_at=timezone.now(),
    )  # fmt: skip
    _hold(row)
    keep(row)
    record("enrolment.made", by=by, on=row, at=shift.post.place, state=row.state, heads=heads)
    return row


def _hold(row: Enrolment) -> None:
    """Give the row its places until a name has to be there, or one on the waiting list."""
    if has_room(row.shift, row.part, row.heads):
        row.state, row.confirm_by = Enrolment.State.JOINED, name_by(row.shift)
    else:
        row.state = Enrolment.State.WAITING


@transaction.atomic
def ask_team(shift: Shift, *, part: Part, team: Team, heads: int, by: Person) -> Enrolment | None:
    """Keep so many places for a team and ask its leaders; None: the places are taken meanwhile.

    Nobody is forced (rule 28): they confirm in the time box and name the people, or decline and
    another team is asked. Raises `NotJoinable`, `TeamFull`, `KeptForTeam`, `NotAllowed`.
    """
    must_enrol_others(shift, by)
    _must_be_kept_for(team, part)
    _must_have_people(team, shift, heads)
    shift = lock_shift(shift)
    must_be_joinable(shift, part, by)
    standing = shift.enrolments.standing().filter(team=team, part=part)
    if standing.exists() or not has_room(shift, part, heads):
        return None
    row = Enrolment(
        shift=shift, part=part, team=team, heads=heads, recorder=by, asked_at=timezone.now(),
        state=Enrolment.State.INVITED, confirm_by=shift.starts_at,
    )  # fmt: skip
    keep(row)
    invite_rows([row], shift, by=by)
    return row


@transaction.atomic
def name_place(enrolment: Enrolment, *, person: Person, by: Person) -> Enrolment:
    """Give a held place a name: the person passes the gates like everybody.

    Raises `NotCleared`, `AlreadyIn`, `NotInTeam`, `NotJoinable`.
    """
    found = lock_volunteers([person.pk])
    shift = lock_shift(enrolment.shift)
    held = Enrolment.objects.select_related("team__place", "part").get(pk=enrolment.pk)
    _must_keep(held, shift, by)
    if held.team and not held.team.memberships.filter(person=person).exists():
        raise NotInTeam(_("Only members of the team can be brought."))
    if not held.is_placeholder or held.state != Enrolment.State.JOINED or shift.has_begun:
        raise NotJoinable(_("This place has a name, or was given back."))
    if person.pk not in found:
        raise NotInTeam(_("This person is not in the register of volunteers yet."))
    if why := refusals_of(found[person.pk], shift, held.part):
        raise NotCleared(why)
    if shift.enrolments.standing().filter(person=person).exists():
        raise AlreadyIn(_("This person stands in the shift already."))
    _take_one(held)
    row = Enrolment(
        shift=shift, part=held.part, team=held.team, person=person, recorder=by,
        state=Enrolment.State.INVITED, confirm_by=_until(shift), asked_at=timezone.now(),
    )  # fmt: skip
    keep(row)
    _say([row])
    record("enrolment.named", by=by, on=row, at=shift.post.place, of=held.pk)
    return row


def _must_keep(held: Enrolment, shift: Shift, by: Person) -> None:
    if held.team is None or not by.may_for("enrolment.bring", team=held.team):
        must_enrol_others(shift, by)


def _take_one(held: Enrolment) -> None:
    if held.heads > 1:
        held.heads -= 1
    else:
        held.state = Enrolment.State.CANCELLED
    held.save(update_fields=["heads", "state"])


@transaction.atomic
def add_helper(
    shift: Shift, *, part: Part, name: str, phone: str, by: Person, team: Team | None = None
) -> Enrolment:
    """Hold a place for a helper without an account, who is told how to register.

    Raises `NamelessHelper`, `NotJoinable`, `KeptForTeam`, `NotAllowed`.
    """
    if team is not None:
        _must_bring(team, part, by)
    else:
        must_enrol_others(shift, by)
    shift = lock_shift(shift)
    must_be_joinable(shift, part, by)
    if not name.strip():
        raise NamelessHelper(_("Write down who comes."))
    row = Enrolment(
        shift=shift, part=part, team=team, helper_name=name.strip(), recorder=by,
        asked_at=timezone.now(),
    )  # fmt: skip
    _hold(row)
    row.helper_phone_sealed = seal(phone, row=row.row("helper_phone"))
    keep(row)
    tell_enrolled(
        [row],
        subject=gettext_noop("A place is kept for you: %(post)s"),
        body=gettext_noop("%(when)s, %(where)s. Please register before, so that you may serve."),
    )
    record("enrolment.made", by=by, on=row, at=shift.post.place, state=row.state)
    return row


def _must_bring(team: Team, part: Part, by: Person) -> None:
    by.must_for("enrolment.bring", team=team)
    _must_be_kept_for(team, part)


def _must_be_kept_for(team: Team, part: Part) -> None:
    if part.team_id is not None and part.team_id != team.pk:
        raise KeptForTeam(_("These places are kept for another team."))


def _must_have_people(team: Team, shift: Shift, heads: int, already: Sequence[Person] = ()) -> None:
    """Lock the team, and see that it sends no more at one time than it said it can.

    `already`: who of the `heads` may stand in the shift before, and counts once.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.capacity is None:
        return
    sent = Enrolment.objects.standing().filter(
        team=team, shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at
    )
    sent = sent.exclude(shift=shift, person__in=already)
    promised = sent.aggregate(all=Sum("heads"))["all"] or 0
    if promised + heads > team.capacity:
        raise TeamFull(
            _(
                "The team sends at most %(capacity)s people at one time, and %(promised)s are"
                " promised for these hours already. Its leader can raise the number on its page."
            )
            % {"capacity": team.capacity, "promised": promised}
        )
