"""Invite somebody into the register; they become a volunteer only by confirming (rule 4)."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.messaging.actions import post
from tongxin.people.actions import create_person, tell
from tongxin.people.actions.phones import message_channel
from tongxin.people.models import Person, Team, Unit
from tongxin.people.phones import normalise_phone
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index

from ..models import Volunteer
from .numbering import take_numbers
from .registering import AlreadyVolunteer

CONFIRM_AT = "/me/volunteer/"
INVITED = gettext_noop("%(who)s invites you to be a volunteer")
HOW = gettext_noop("Log in with this phone and confirm. Nothing happens until you do.")


class OtherName(DomainError):
    """The phone belongs to an account of another name."""


@transaction.atomic
def invite(
    *, name: str, phone: str, home: Place, by: Person, team: Team | None = None,
    unit: Unit | None = None,
) -> Volunteer:  # fmt: skip
    """Enter somebody as invited, and send them a message. Twice is once.

    Whoever leads `team` may invite for it. Raises `AlreadyVolunteer`, `OtherName`, `BadPhone`,
    `NotAllowed`.
    """
    if team is not None:
        by.must_for("volunteer.invite", team=team)
    else:
        by.must("volunteer.invite", at=home)
    phone = normalise_phone(phone)
    person = _account(name.strip(), phone, home, by)
    standing: Volunteer | None = Volunteer.objects.select_for_update().filter(person=person).first()
    if standing is not None and standing.state == Volunteer.State.INVITED:
        return standing
    if standing is not None and standing.state != Volunteer.State.LEFT:
        raise AlreadyVolunteer(_("This person is in the register already."))
    volunteer = standing or Volunteer(person=person, number=take_numbers(1, timezone.now())[0])
    volunteer.state = Volunteer.State.INVITED
    volunteer.invited_by, volunteer.invited_for, volunteer.unit = by, team, unit
    volunteer.save()
    record("volunteer.invited", by=by, on=volunteer, at=home, team=team.pk if team else None)
    _tell(volunteer, phone, by, team)
    return volunteer


def _account(name: str, phone: str, home: Place, by: Person) -> Person:
    found: Person | None = Person.objects.with_phone(phone).first()
    if found is None:
        username = f"v-{uuid.uuid4().hex[:12]}"
        return create_person(username=username, name=name, phone=phone, home=home, by=by)
    if found.name != name:
        raise OtherName(
            _("This phone belongs to an account of another name. Please ask for the right phone.")
        )
    return found


def _tell(volunteer: Volunteer, phone: str, by: Person, team: Team | None) -> None:
    who = str(team or volunteer.unit or by.public_name)
    person = volunteer.person
    if person.phone_verified_at:
        values = {"who": who}
        tell(person, subject=INVITED, body=HOW, values=values, about=volunteer, url=CONFIRM_AT)
        return
    # The phone is not proved yet, so the message goes to the phone and not to an account.
    post(
        to=f"phone:{blind_index(phone, kind='phone')}",
        subject=_("%(who)s invites you to be a volunteer") % {"who": who},
        body=_("Log in with this phone and confirm. Nothing happens until you do."),
        addresses={message_channel(): phone},
    )
