from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tongxin.places.queries import under_any, under_path


class NeedQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Needs the person raised or recorded, answers with a team, or may see at the place."""
        own = Q(requester=person.pk) | Q(recorder=person.pk) | Q(team__in=person.teams_led)
        return self.filter(own | under_any(person.paths_where("need.see"), "place__path"))

    def at_desk_of(self, person: Any) -> Self:
        """Needs of the places where the person holds "need.see": what a desk works on.

        A desk of a whole city asks for each need whether it lies there, so that the database walks
        an index in the order of the list; a small desk begins with its few places.
        """
        paths = person.paths_where("need.see")
        if not any(path.count("/") == 1 for path in paths):
            return self.filter(under_any(paths, "place__path"))
        places = self.model._meta.get_field("place").related_model.objects
        there = places.filter(under_any(paths), pk=models.OuterRef("place_id"))
        return self.filter(models.Exists(there))

    def public(self) -> Self:
        """Listed ones and what came of them (rule 15); never phone or address.

        Who is in danger, or asked for comfort, is spared the neighbours' eyes.
        """
        # Said by what is hidden, so that the newest are found along the index of time.
        hidden = [state for state in self.model.State.values if state not in self.model.PUBLIC]
        listed = self.exclude(state__in=hidden).exclude(route="emergency")
        return listed.exclude(service_class__in=settings.NEEDS_PRIVATE_CLASSES)

    def under(self, place: Any) -> Self:
        return self.filter(under_path(place.path, "place__path"))

    def standing(self) -> Self:
        """All but those merged into another."""
        return self.exclude(state=self.model.State.MERGED)

    def pending(self) -> Self:
        """Waiting for triage."""
        return self.filter(state=self.model.State.PENDING)

    def open(self) -> Self:
        """Still owed an answer."""
        return self.filter(state__in=self.model.OPEN)

    def unanswered(self) -> Self:
        """On the list, and nobody has taken it."""
        return self.filter(state=self.model.State.LISTED)

    def overdue(self, now: datetime) -> Self:
        return self.filter(state__in=self.model.OPEN, due_at__lt=now)

    def risen_to(self, place: Any) -> Self:
        """Late ones that have risen to this place's desk."""
        return self.filter(risen_to=place.path)

    def in_order_of_urgency(self) -> Self:
        """The most urgent first; of equals, who has waited longest (an index serves this)."""
        return self.order_by("urgency", "state_since", "pk")


class IntakeQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Files brought in at places where the person may import."""
        return self.filter(under_any(person.paths_where("need.import"), "place__path"))
