from datetime import date, datetime
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from tongxin.journal.queries import AppendOnly
from tongxin.places.queries import under_any

EVERYTHING = ~Q(pk__in=[])


def sees_all(paths: list[str]) -> bool:
    """Whether the paths hold the root of the tree: then nothing has to be filtered."""
    return any(path.count("/") == 1 for path in paths)


def there(person: Any, power: str, place: str = "place__path") -> Q:
    """Rows at places where the person holds `power`; everything, where that is the whole city."""
    paths = person.paths_where(power)
    return EVERYTHING if sees_all(paths) else under_any(paths, place)


class LedgerQuerySet(models.QuerySet[Any]):
    """Lines that may be added and read; when entries are merged, they change hands."""

    def update(self, **values: Any) -> int:
        if set(values) != {"person"}:
            raise TypeError("a ledger is append-only")
        return super().update(**values)

    def delete(self) -> NoReturn:
        raise TypeError("a ledger is append-only")


class CreditQuerySet(LedgerQuerySet):
    def visible_to(self, person: Any) -> Self:
        """One's own, and those at places where the person holds "hours.see".

        Of closed accounts only for who holds "hours.restricted" (rule 8): kept, not shown.
        """
        seen = there(person, "hours.see") & Q(person__closed_at=None)
        return self.filter(Q(person=person.pk) | seen | there(person, "hours.restricted"))

    def standing(self) -> Self:
        """The last line of each record: what counts now."""
        return self.exclude(kind="joined").filter(corrected_by=None)

    def between(self, since: date | None, until: date | None) -> Self:
        """Of days from `since` to `until`, both included; None: no bound."""
        rows = self.filter(day__gte=since) if since else self
        return rows.filter(day__lte=until) if until else rows

    def touching(self, since: datetime, until: datetime) -> Self:
        """Counting lines whose time lies partly within [since, until)."""
        return self.standing().filter(served_from__lt=until, served_until__gt=since, minutes__gt=0)


class LinkQuerySet(AppendOnly):
    pass


class PointMoveQuerySet(LedgerQuerySet):
    pass


class MakeUpQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own, those one entered, and those at places where one holds "hours.see"."""
        own = Q(person=person.pk) | Q(entered_by=person.pk)
        return self.filter(own | there(person, "hours.see") & Q(person__closed_at=None))

    def waiting(self) -> Self:
        return self.filter(state="waiting")


class DisputeQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        seen = there(person, "hours.see", "credit__place__path") & Q(person__closed_at=None)
        return self.filter(Q(person=person.pk) | seen)

    def open(self) -> Self:
        return self.filter(state="open")


class FindingQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        return self.filter(there(person, "hours.audit"))

    def open(self) -> Self:
        return self.filter(state="open")


class StarQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own, and those of people at home where the person holds "star.give"."""
        seen = there(person, "star.give", "person__home__path") & Q(person__closed_at=None)
        return self.filter(Q(person=person.pk) | seen)


class RewardQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def visible_to(self, person: Any) -> Self:
        """Current ones; also retired ones of places where the person keeps rewards."""
        return self.filter(Q(retired_at=None) | there(person, "reward.manage"))

    def managed_by(self, person: Any) -> Self:
        return self.filter(there(person, "reward.manage"))


class RedemptionQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        seen = there(person, "reward.manage", "reward__place__path")
        return self.filter(Q(person=person.pk) | seen)


class CertificateQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """One's own, and those of people at home where the person holds "certificate.issue"."""
        seen = there(person, "certificate.issue", "person__home__path")
        return self.filter(Q(person=person.pk) | seen & Q(person__closed_at=None))

    def on_notice(self, day: date) -> Self:
        """Those the public may object to on `day`."""
        return self.filter(state="issued", notice_until__gte=day)
