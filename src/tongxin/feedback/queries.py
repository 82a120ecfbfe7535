from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any


def last_answer(need: Any) -> datetime | None:
    """Return when a need, or the one it was joined with, was answered last; None: it is open."""
    done_at: datetime | None = need.standing.completed_at
    return max(done_at, need.raised_at) if done_at else None


class TenthsOfHours(models.Func):
    """How long after `earlier` `later` was, by the database; None where one is missing.

    In whole tenths of an hour: what the pages show, and few enough values to group by.
    """

    arity = 2
    output_field = models.IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(ROUND((julianday(%(expressions)s)) * 240) AS INTEGER)"
        return super().as_sql(
            compiler, connection, template=template, arg_joiner=") - julianday(", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(EXTRACT(EPOCH FROM (%(expressions)s)) / 360 AS integer)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


class ReceiptQuerySet(models.QuerySet[Any]):
    def of(self, person: Any) -> Self:
        """Receipts this person may answer: their own, or recorded on somebody's behalf."""
        return self.filter(Q(person=person.pk) | Q(proxy=person.pk))

    def of_last_answer(self, need: Any) -> Self:
        """The receipt of a need's last answer, where there is one."""
        answered_at = last_answer(need)
        return self.filter(need=need, answered_at=answered_at) if answered_at else self.none()

    def waiting(self) -> Self:
        return self.filter(review=None)


class ReviewQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Those whose comment passed moderation (rule 19)."""
        return self.filter(comment__state="passed")

    def visible_to(self, person: Any) -> Self:
        """Those of places overseen, of teams led, and one's own."""
        there = under_any(person.paths_where("review.see"), "receipt__place__path")
        own = Q(receipt__person=person.pk) | Q(receipt__proxy=person.pk)
        return self.filter(there | own | Q(receipt__team__in=person.teams_led))


class SuggestionQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        there = under_any(person.paths_where("suggestion.see"), "place__path")
        return self.filter(there | Q(author=person.pk) | Q(owner=person.pk))

    def at_the_desk_of(self, person: Any) -> Self:
        """Those of places overseen, and those the person looks into; not those one only wrote."""
        there = under_any(person.paths_where("suggestion.see"), "place__path")
        return self.filter(there | Q(owner=person.pk))

    def open(self) -> Self:
        return self.filter(state__in=["new", "owned"])

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)
