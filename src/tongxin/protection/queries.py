from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tongxin.places.queries import under_any


class PolicyQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those that hold where the person manages insurance."""
        return self.filter(under_any(person.paths_where("insurance.manage"), "place__path"))

    def between(self, first: date, last: date) -> Self:
        """Not cancelled, and in force on some day of `first` to `last`."""
        return self.filter(cancelled_at=None, since__lte=last, until__gte=first)


class CoverQuerySet(models.QuerySet[Any]):
    def between(self, first: date, last: date) -> Self:
        """Not ended before, of a policy that stands, on some day of `first` to `last`."""
        return self.filter(
            Q(ended_on=None) | Q(ended_on__gt=F("since")) & Q(ended_on__gt=first),
            policy__cancelled_at=None, since__lte=last, until__gte=first,
        )  # fmt: skip


class DeclarationQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those of people at home where the person looks after health."""
        return self.filter(under_any(person.paths_where("health.see"), "place__path"))

    def standing(self) -> Self:
        """Not set aside as mistaken."""
        return self.exclude(verdict="mistaken")


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those of places where the person looks after health."""
        return self.filter(under_any(person.paths_where("health.see"), "place__path"))

    def open(self) -> Self:
        return self.filter(state="open")


class AccidentQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those of places where the person looks after health."""
        return self.filter(under_any(person.paths_where("health.see"), "place__path"))

    def open(self) -> Self:
        return self.filter(closed_at=None)


class HolderQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """The stocks kept where the person sees stock."""
        return self.keeping().filter(under_any(person.paths_where("stock.see"), "path"))

    def keeping(self) -> Self:
        """All but the outside world."""
        return self.exclude(kind="outside")


class BalanceQuerySet(models.QuerySet[Any]):
    def there(self) -> Self:
        """Of which there is something."""
        return self.filter(quantity__gt=0)

    def good_on(self, day: date) -> Self:
        """Not expired on `day`."""
        return self.there().filter(Q(lot__expires_on=None) | Q(lot__expires_on__gte=day))

    def first_to_expire(self) -> Self:
        """In the order in which it is issued: what expires first goes first."""
        return self.order_by(F("lot__expires_on").asc(nulls_last=True), "lot_id")


class MovementQuerySet(models.QuerySet[Any]):
    def of(self, holder: Any) -> Self:
        """That touch the stock of `holder`."""
        return self.filter(lines__holder=holder).distinct()


class KitIssueQuerySet(models.QuerySet[Any]):
    def in_hand(self) -> Self:
        return self.filter(returned_at=None)


class ReservationQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """What is spoken for still: nothing of a day that is over (a night ends the day after)."""
        yesterday = timezone.localdate() - timedelta(days=1)
        return self.filter(state="open", quantity__gt=0, day__gte=yesterday)


class ReplenishmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Asked by a stock, or of a stock, that the person sees."""
        paths = person.paths_where("stock.see")
        return self.filter(under_any(paths, "holder__path") | under_any(paths, "source__path"))
