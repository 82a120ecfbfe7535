import uuid
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.errors import NotAllowed
from tongxin.journal.actors import Somewhere
from tongxin.places.models import Place
from tongxin.vault.sealing import mask_name, unseal

from ..ages import ADULT, years_between
from ..powers import LEADER, POWERS, PRIVILEGED, ROBOTS
from ..queries import PersonManager
from ..standing import standing_of

if TYPE_CHECKING:
    from .teams import Team


class Person(AbstractBaseUser):
    """Anyone who acts: resident, volunteer, steward, officer, or a robot."""

    class Kind(models.TextChoices):
        PERSON = "person", gettext_lazy("person")
        ROBOT = "robot", gettext_lazy("robot")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PERSON)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60, blank=True)
    nickname = models.CharField(max_length=30, blank=True)  # shown in public
    phone_sealed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=32, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    identity_sealed = models.TextField(blank=True)  # resident identity number, GB 11643
    identity_index = models.CharField(max_length=32, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, default="zh-hans")
    home = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="residents")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    standing = models.PositiveIntegerField(default=0, db_default=0)  # see `standing.py`

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []

    objects = PersonManager()

    # The powers an API key leaves to its person; None: all of them.
    only_powers: frozenset[str] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=~Q(identity_index="") & Q(closed_at=None),
                name="one_active_person_per_identity",
            ),
            models.UniqueConstraint(
                fields=["phone_index"], condition=~Q(phone_index="") & Q(closed_at=None),
                name="one_active_person_per_phone",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["home", "closed_at"], name="person_by_home"),
            models.Index(
                fields=["name"], condition=Q(identity_index=""), name="person_unchecked_by_name"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """The nickname, or the name masked (rule 5)."""
        if self.closed_at:
            return _("closed account")
        if self.kind == self.Kind.ROBOT:
            return _("system (%(name)s)") % {"name": self.username}
        return self.nickname or mask_name(self.name) or self.username

    @property
    def phone(self) -> str:
        """The phone, opened. For the person's own pages and for sending; never for lists."""
        return unseal(self.phone_sealed, row=self.row("phone"))

    @property
    def identity(self) -> str:
        """The identity number, opened. Only for `people.actions.reveal` and the owner's export."""
        return unseal(self.identity_sealed, row=self.row("identity"))

    def row(self, field: str) -> str:
        """What a sealed `field` of this person is bound to."""
        return f"people.person.{field}:{self.uid}"

    @cached_property
    def seat(self) -> Place:
        """Where powers over this person are looked up: the home, or the whole city."""
        return self.home or Place.objects.get(parent=None)

    def age_on(self, day: date) -> int | None:
        """Return the age in full years on `day`, or None when the birth date is unknown."""
        return years_between(self.birth_date, day) if self.birth_date else None

    def is_minor_on(self, day: date) -> bool:
        """Whether the person is known to be under 18 on `day` (rule 2)."""
        age = self.age_on(day)
        return age is not None and age < ADULT

    def has_guardian(self) -> bool:
        """Whether a guardian has confirmed, and still does."""
        return self.guardianships.filter(ended_at=None).exclude(confirmed_at=None).exists()

    def waits_for_guardian(self, day: date) -> bool:
        """Whether this is a minor whose guardian has not confirmed yet (rule 3)."""
        return self.is_minor_on(day) and not self.has_guardian()

    def guards(self, minor: "Person", day: date) -> bool:
        """Whether the person is the confirmed guardian of somebody under 18 on `day`."""
        confirmed = minor.guardianships.filter(guardian=self, ended_at=None)
        return minor.is_minor_on(day) and confirmed.exclude(confirmed_at=None).exists()

    @cached_property
    def held(self) -> tuple[list[tuple[str, str]], frozenset[int]]:
        """Roles and teams of this moment; read once for each loaded person."""
        now = timezone.now()
        standing = standing_of(self, now)
        return standing.roles(now), standing.teams

    @property
    def roles_held(self) -> list[tuple[str, str]]:
        """Return (role, path) of every grant valid now."""
        return self.held[0]

    @property
    def teams_led(self) -> frozenset[int]:
        """Return the ids of the teams this person leads."""
        return self.held[1]

    @property
    def scope(self) -> str:
        """Everything one may see and do, by roles and teams: equal for equals."""
        return repr((sorted(self.roles_held), sorted(self.teams_led), self.only_powers))

    def paths_where(self, power: str) -> list[str]:
        """Return the paths of the places where the person holds `power`."""
        if self._key_withholds(power):
            return []
        if self.kind == self.Kind.ROBOT:
            return list(Place.objects.filter(parent=None).values_list("path", flat=True)) if (
                power in ROBOTS.get(self.username, ())
            ) else []  # fmt: skip
        return [path for role, path in self.roles_held if power in POWERS.get(role, ())]

    def may(self, power: str, *, at: Somewhere) -> bool:
        """Whether a grant at `at`, or at a place above it, carries `power`."""
        if self._key_withholds(power):
            return False
        if self.kind == self.Kind.ROBOT:
            return power in ROBOTS.get(self.username, ())
        return any(at.path.startswith(path) for path in self.paths_where(power))

    def must(self, power: str, *, at: Somewhere) -> None:
        """Raise `NotAllowed` unless `may(power, at=at)`."""
        if not self.may(power, at=at):
            raise NotAllowed(_("You may not do this at %(place)s.") % {"place": at})

    def must_somewhere(self, power: str) -> None:
        """Raise `NotAllowed` unless the person holds `power` at some place: the door of a desk."""
        if power not in self.powers_anywhere():
            raise NotAllowed(_("This desk is not open to you."))

    def may_for(self, power: str, *, team: "Team") -> bool:
        """Whether the person leads `team`, or holds `power` at its place."""
        leads = power in LEADER and team.pk in self.teams_led and not self._key_withholds(power)
        return leads or self.may(power, at=team.place)

    def must_for(self, power: str, *, team: "Team") -> None:
        """Raise `NotAllowed` unless `may_for(power, team=team)`."""
        if not self.may_for(power, team=team):
            raise NotAllowed(_("You may not do this for %(team)s.") % {"team": team})

    def powers_at(self, place: Somewhere) -> frozenset[str]:
        """Return every power held at `place` through grants there or above."""
        held = (POWERS.get(role, set()) for role, path in self.roles_held
                if place.path.startswith(path))  # fmt: skip
        powers = frozenset().union(*held)
        return powers if self.only_powers is None else powers & self.only_powers

    def powers_anywhere(self) -> frozenset[str]:
        """Return every power held somewhere; for navigation, never for permission."""
        held: set[str] = set()
        for role, _path in self.roles_held:
            held |= POWERS.get(role, set())
        powers = frozenset(held | (LEADER if self.teams_led else set()))
        return powers if self.only_powers is None else powers & self.only_powers

    @property
    def is_privileged(self) -> bool:
        """Whether a second factor is required (rule 11)."""
        return any(role in PRIVILEGED for role, _path in self.roles_held)

    def _key_withholds(self, power: str) -> bool:
        return self.only_powers is not None and power not in self.only_powers
