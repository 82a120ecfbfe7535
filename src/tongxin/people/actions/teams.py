"""Units, and teams of people."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of, record
from tongxin.places.models import Place, Platform

from ..identities import read_credit_code
from ..models import Membership, Person, Team, Unit
from .restanding import restand


class TeamExists(DomainError):
    """The place has a team of this name."""


class TeamRetired(DomainError):
    """The team no longer works."""


class UnitExists(DomainError):
    """Another unit has this credit code."""


def _save_new(row: Any, refusal: DomainError) -> None:
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise refusal from error


@transaction.atomic
def create_team(
    *, name: str, at: Place, by: Person, platform: Platform | None = None,
    unit: Unit | None = None, name_en: str = "", introduction: str = "",
) -> Team:  # fmt: skip
    """Found a team at a place. Raises `TeamExists`, `NotAllowed`."""
    by.must("team.manage", at=at)
    team = Team(
        name=name, name_en=name_en, place=at, platform=platform, unit=unit,
        introduction=introduction,
    )  # fmt: skip
    _save_new(team, TeamExists(_("There is a team of this name here already.")))
    record("team.created", by=by, on=team, at=at)
    return team


@transaction.atomic
def change_team(
    team: Team, *, by: Person, name: str, name_en: str = "", introduction: str = "",
    platform: Platform | None = None, unit: Unit | None = None,
) -> Team:  # fmt: skip
    """Correct what a team says of itself. Raises `TeamExists`, `NotAllowed`."""
    by.must("team.manage", at=team.place)
    team = Team.objects.select_for_update().get(pk=team.pk)
    team.name, team.name_en, team.introduction = name, name_en, introduction
    team.platform, team.unit = platform, unit
    _save_new(team, TeamExists(_("There is a team of this name here already.")))
    record("team.changed", by=by, on=team, at=team.place)
    return team


@transaction.atomic
def join_team(team: Team, person: Person, *, role: str = "member", by: Person) -> Membership:
    """Put a person into a team, or change the role there. Raises `TeamRetired`, `NotAllowed`."""
    by.must_for("team.manage", team=team)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.retired_at:
        raise TeamRetired(_("This team no longer works."))
    membership, _made = Membership.objects.update_or_create(
        team=team, person=person, defaults={"role": Membership.Role(role)}
    )
    restand(person)
    record("team.joined", by=by, on=team, at=team.place, person=key_of(person), role=role)
    return membership


@transaction.atomic
def leave_team(membership: Membership, *, by: Person) -> None:
    """Take a person out of a team; everyone may leave by themselves. Twice is once."""
    team, person = membership.team, membership.person
    if by.pk != person.pk:
        by.must_for("team.manage", team=team)
    gone, _rows = Membership.objects.filter(pk=membership.pk).delete()
    restand(person)
    if gone:
        record("team.left", by=by, on=team, at=team.place, person=key_of(person))


@transaction.atomic
def set_capacity(team: Team, people: int | None, *, by: Person) -> Team:
    """Say how many people the team can send at one time; None: as many as come.

    By its leader or a deputy, or who manages teams there. Raises `ValidationError`, `NotAllowed`.
    """
    by.must_for("team.manage", team=team)
    team = Team.objects.select_for_update().get(pk=team.pk)
    before, team.capacity = team.capacity, people
    team.full_clean(validate_unique=False)
    team.save(update_fields=["capacity"])
    record("team.capacity_set", by=by, on=team, at=team.place, before=before, people=people)
    return team


@transaction.atomic
def retire_team(team: Team, *, by: Person) -> Team:
    """Close a team; what it did stays. Twice is once."""
    by.must("team.manage", at=team.place)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.retired_at is None:
        team.retired_at = timezone.now()
        team.save(update_fields=["retired_at"])
        restand(ids=team.memberships.values_list("person", flat=True))
        record("team.retired", by=by, on=team, at=team.place)
    return team


@transaction.atomic
def create_unit(*, name: str, at: Place, by: Person, code: str = "", name_en: str = "") -> Unit:
    """Enter an organisation. Raises `BadCreditCode`, `UnitExists`, `NotAllowed`."""
    by.must("unit.manage", at=at)
    unit = Unit(name=name, name_en=name_en, place=at, code=read_credit_code(code) if code else "")
    _save_new(unit, UnitExists(_("Another unit has this credit code already.")))
    record("unit.created", by=by, on=unit, at=at)
    return unit


@transaction.atomic
def retire_unit(unit: Unit, *, by: Person) -> Unit:
    """Close a unit; its teams stay. Twice is once."""
    by.must("unit.manage", at=unit.place)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.retired_at is None:
        unit.retired_at = timezone.now()
        unit.save(update_fields=["retired_at"])
        record("unit.retired", by=by, on=unit, at=unit.place)
    return unit
