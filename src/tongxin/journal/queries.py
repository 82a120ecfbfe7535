from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from .actors import Actor


class AppendOnly(models.QuerySet[Any]):
    """Rows that may be added and read, nothing else."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise TypeError("the journal is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the journal is append-only")


class EntryQuerySet(AppendOnly):
    def visible_to(self, person: Actor) -> "EntryQuerySet":
        """Entries at places where the person holds "journal.see"."""
        seen = Q(pk__in=[])
        for path in person.paths_where("journal.see"):  # type: ignore[attr-defined]
            seen |= Q(place__gte=path, place__lt=path[:-1] + "0")
            if path.count("/") == 1:  # the whole city: also what happened at no place
                seen |= Q(place="")
        return self.filter(seen)

    def about(self, row: models.Model) -> "EntryQuerySet":
        return self.filter(on=f"{row._meta.model_name}:{row.pk}")
