from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet[Any]):
    def to(self, key: str) -> Self:
        """What was said to the recipient `key`; the caller has checked who asks."""
        return self.filter(recipient=key)

    def visible_to(self, person: Any) -> Self:
        """The person's own; nobody reads another's inbox."""
        return self.to(f"{person._meta.model_name}:{person.pk}")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_count(self, person: Any, most: int = 100) -> int:
        """Return how many are unread, counting no further than `most`; one short index scan."""
        count: int = self.visible_to(person).unread().order_by()[:most].count()
        return count


class DeliveryQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Deliveries about places where the person holds "message.see"."""
        seen = Q(pk__in=[])
        for path in person.paths_where("message.see"):
            seen |= Q(message__place__gte=path, message__place__lt=path[:-1] + "0")
            if path.count("/") == 1:  # the whole city: also what concerns no place
                seen |= Q(message__place="")
        return self.filter(seen)

    def due(self, now: datetime) -> Self:
        """Deliveries to try now."""
        return self.filter(state=self.model.State.QUEUED, next_try_at__lte=now)

    def carried(self) -> Self:
        """Those that leave the house; the inbox needs no carrier."""
        return self.exclude(channel=self.model.Channel.INAPP)

    def unreached(self) -> Self:
        """Failed, and not read in the inbox either: people somebody should telephone."""
        return self.filter(state=self.model.State.FAILED, message__read_at=None)
