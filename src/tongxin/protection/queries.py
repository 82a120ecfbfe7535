from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

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
