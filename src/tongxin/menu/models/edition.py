from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Place, Platform

from ..queries import EditionQuerySet
from .service import Service, Session


class Edition(models.Model):
    """A platform's menu of one day at one place, published at its hour (当日菜单)."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    place = models.ForeignKey(Place, models.PROTECT, related_name="editions")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="editions")
    day = models.DateField()
    words = models.CharField(max_length=200, blank=True)  # a line of greeting
    publish_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "platform__order"]
        indexes = [
            models.Index(fields=["day", "state"], name="edition_of_day"),
            models.Index(fields=["state", "publish_at"], name="edition_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "platform", "day"], name="one_edition_a_day_per_platform"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="a_published_edition_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.day}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"published": "done", "planned": "waiting"}.get(self.state, "stopped")


class EditionLine(models.Model):
    """One dish of the menu: a service, or one of its sessions."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="lines")
    service = models.ForeignKey(Service, models.PROTECT, related_name="edition_lines")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="edition_lines"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "session"], name="a_session_stands_once_on_an_edition"
            ),
            models.UniqueConstraint(
                fields=["edition", "service"], condition=Q(session=None),
                name="a_service_stands_once_on_an_edition",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.service_id}"
