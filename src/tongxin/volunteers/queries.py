from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone

from tongxin.places.models import Place
from tongxin.places.queries import range_of, under_any, under_path
from tongxin.web.questions import Question


def sees_all(paths: list[str]) -> bool:
    """Whether the paths hold the root of the tree: then nothing has to be filtered."""
    return any(path.count("/") == 1 for path in paths)


def _homes(first: str, after: str) -> models.QuerySet[Any, Any]:
    return Place.objects.filter(path__gte=first, path__lt=after).order_by().values_list("pk")


HOMES = Question(_homes, str, str)


def homes_in(place: Place) -> list[int]:
    """Return the keys of all places where somebody may live who lives in `place`."""
    return [home for (home,) in HOMES.ask(*range_of(place.path))]


class VolunteerQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """The person's own row, those at home where the person holds "volunteer.see", and those of
        teams the person leads, as far as they confirmed."""
        paths = person.paths_where("volunteer.see")
        if sees_all(paths):
            return self.with_open_account()
        there = under_any(paths, "person__home__path") & Q(person__closed_at=None)
        if person.teams_led:
            led = self.model.objects.filter(person__memberships__team__in=person.teams_led)
            there |= Q(pk__in=led.exclude(state="invited").values("pk"))
        return self.filter(Q(person=person) | there)

    def with_open_account(self) -> Self:
        """What is visible to who sees the whole city."""
        return self.filter(person__closed_at=None)

    def active(self) -> Self:
        return self.filter(state="active", person__closed_at=None)

    def standing(self, now: datetime) -> Self:
        """Active; or suspended until a day that is past, which the clock has not lifted yet."""
        over = self.model.objects.filter(
            state="suspended", suspensions__lifted_at=None,
            suspensions__until__lt=timezone.localdate(now),
        )  # fmt: skip
        return self.filter(Q(state="active") | Q(pk__in=over.values("pk")), person__closed_at=None)

    def open(self) -> Self:
        return self.exclude(state__in=["left", "merged"]).filter(person__closed_at=None)

    def under(self, place: Any) -> Self:
        return self.filter(under_path(place.path, "person__home__path"))

    def living_at(self, homes: Sequence[int], *, many: bool) -> Self:
        """Those at home in these places; `many` thousands are walked through until a page is full.

        The sum hides the home from its index, by which all of them would be read and sorted.
        """
        if not many:
            return self.filter(person__home__in=homes)
        return self.alias(home_key=models.F("person__home_id") + 0).filter(home_key__in=homes)

    def holding(self, field: str, code: str) -> Self:
        """Those whose list `field` (prefers, skills, languages) names `code`."""
        return self.alias(**{f"{field}_text": Cast(field, models.TextField())}).filter(
            **{f"{field}_text__contains": f'"{code}"'}
        )

    def qualified(self, kind: str, day: date) -> Self:
        """Those with a verified qualification of `kind`, unexpired on `day`."""
        good = Q(qualifications__expires_on=None) | Q(qualifications__expires_on__gte=day)
        return self.filter(good, qualifications__kind=kind, qualifications__state="verified")

    def available(self, bits: int) -> Self:
        """Those who offer every part of the week in `bits`."""
        return self.annotate(offered=models.F("availability").bitand(bits)).filter(offered=bits)


class SuspensionQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(lifted_at=None)

    def ended(self, day: date) -> Self:
        """Not lifted yet, though the last day of it lies before `day`."""
        return self.open().filter(until__lt=day)


class QualificationQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def good_on(self, day: date) -> Self:
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), state="verified")

    def verifiable_by(self, person: Any) -> Self:
        """Of volunteers at home where the person holds "volunteer.verify"."""
        paths = person.paths_where("volunteer.verify")
        if sees_all(paths):
            return self.filter(volunteer__person__closed_at=None)
        return self.filter(
            under_any(paths, "volunteer__person__home__path"), volunteer__person__closed_at=None
        )


class RollQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(under_any(person.paths_where("volunteer.import"), "place__path"))
