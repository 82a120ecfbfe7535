from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person

from ..queries import StarQuerySet


class StarAward(models.Model):
    """One to five stars, asked for by the volunteer and given by the desk (rule 45)."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("not given")

    person = models.ForeignKey(Person, models.PROTECT, related_name="stars")
    stars = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    minutes = models.PositiveIntegerField()  # verified when it was asked for
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)

    objects = StarQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="star_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "stars"], condition=~Q(state="refused"),
                name="stars_are_given_once",
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="there_are_one_to_five_stars"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")),
                name="nobody_gives_stars_to_themselves",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {'★' * self.stars}"

    @property
    def shown(self) -> str:
        return "★" * self.stars

    @property
    def tone(self) -> str:
        return {"asked": "waiting", "given": "done"}.get(self.state, "stopped")
