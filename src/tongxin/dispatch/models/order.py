from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place
from tongxin.rosters.models import Post

from ..queries import OrderQuerySet


class Order(models.Model):
    """An order of the headquarters: a unit or team sends people to a post (调度令, rule 31)."""

    class State(models.TextChoices):
        ISSUED = "issued", _("issued")
        TAKEN = "taken", _("acknowledged")
        ANSWERED = "answered", _("carried out")
        WITHDRAWN = "withdrawn", _("withdrawn")

    number = models.CharField(max_length=24, unique=True)  # 2020-014
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")  # whose headquarters
    post = models.ForeignKey(Post, models.PROTECT, related_name="orders")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    hands = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    across_towns = models.BooleanField(default=False)  # also lifts rule 30 for the post
    state = models.CharField(max_length=10, choices=State, default=State.ISSUED)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # what was done, or why it ended
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hands__gte=1), name="an_order_sends_somebody"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, team=None) | Q(unit=None, team__isnull=False),
                name="an_order_is_to_one_unit_or_team",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_order_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_words(self) -> str:
        """The state in words; of an order that waits, that it does."""
        waits = self.state == self.State.ISSUED
        return gettext("given, not acknowledged") if waits else self.get_state_display()

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"issued": "waiting", "taken": "active", "answered": "done"}.get(
            self.state, "stopped"
        )

    @property
    def to(self) -> str:
        """Who is ordered."""
        return str(self.unit or self.team)

    @property
    def to_place(self) -> Place:
        """Where whoever is ordered belongs."""
        there: Place = (self.unit or self.team).place  # type: ignore[union-attr]  # one of them is
        return there
