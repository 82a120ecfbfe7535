from datetime import datetime
from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any, under_path
from tongxin.vault.sealing import blind_index


class PersonQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """The person, and open accounts at home where the person holds "person.see".

        Whoever sees the whole city also sees those without a home. Closed accounts are kept for
        the records, and shown to nobody (rule 8).
        """
        paths = person.paths_where("person.see")
        there = under_any(paths, "home__path")
        if any(path.count("/") == 1 for path in paths):
            there |= Q(home=None)
        return self.filter(Q(pk=person.pk) | there & Q(closed_at=None, kind="person"))

    def humans(self) -> Self:
        return self.filter(kind="person")

    def with_phone(self, phone: str) -> Self:
        """Open accounts with this phone, already in the form `normalise_phone` returns."""
        return self.filter(phone_index=blind_index(phone, kind="phone"), closed_at=None)

    def under(self, place: Any) -> Self:
        return self.filter(under_path(place.path, "home__path"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(username=username)


class GrantQuerySet(models.QuerySet[Any]):
    def valid(self, now: datetime) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def visible_to(self, person: Any) -> Self:
        """The person's own, and those given where the person may give."""
        there = under_any(person.paths_where("grant.give"), "place__path")
        return self.filter(Q(person=person) | there)


class TeamQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def managed_by(self, person: Any) -> Self:
        """Teams at places where the person manages teams, and teams the person leads."""
        there = under_any(person.paths_where("team.manage"), "place__path")
        return self.filter(Q(pk__in=person.teams_led) | there)


class UnitQuerySet(models.QuerySet[Any]):
    def managed_by(self, person: Any) -> Self:
        return self.filter(under_any(person.paths_where("unit.manage"), "place__path"))


class ConsentTextQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """The newest version of each purpose."""
        newest = (
            self.model.objects.filter(purpose=models.OuterRef("purpose"))
            .order_by("-version")
            .values("pk")[:1]
        )
        return self.filter(pk=models.Subquery(newest))


class ConsentQuerySet(models.QuerySet[Any]):
    def standing(self) -> Self:
        """Given and not withdrawn; the text may have been replaced since."""
        return self.filter(withdrawn_at=None)


class PhoneCodeQuerySet(models.QuerySet[Any]):
    def since(self, moment: datetime) -> Self:
        return self.filter(created_at__gte=moment)
