from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.places.models import Named, Place, ServiceClass

from ..queries import KitIssueQuerySet
from .ledger import Item


class Kit(Named):
    """What somebody wears and carries for a class of work, from a response level on (防护包).

    `level` is the mildest at which it is asked for: 3 holds at III, II and I; 0 always. The
    most particular kit counts: of a kind of post before a class, of a harder level before a milder.
    """

    service_class = models.ForeignKey(
        ServiceClass, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: of any class
    post_kind = models.CharField(max_length=16, blank=True)  # "": of any kind
    level = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["post_kind", "service_class", "-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_class", "post_kind", "level"], condition=Q(retired_at=None),
                name="one_kit_for_a_class_kind_and_level",
            ),
            models.UniqueConstraint(
                fields=["post_kind", "level"], condition=Q(retired_at=None, service_class=None),
                name="one_kit_for_any_class",
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="kit_level_is_0_to_4"),
        ]  # fmt: skip


class KitLine(models.Model):
    """How many of an item are in a kit."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "item"], name="an_item_is_in_a_kit_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_kit_holds_something"),
        ]

    def __str__(self) -> str:
        between = " " if get_language() == "en" else ""
        return f"{self.item} {self.quantity}{between}{self.item.unit_label}"


class KitIssue(models.Model):
    """Somebody has the kit for an occasion: from stock, or their own, confirmed (rule 34).

    What came from stock are the movements of this person and occasion.
    """

    class How(models.TextChoices):
        ISSUED = "issued", _("issued from stock")
        CONFIRMED = "confirmed", _("own gear, seen and confirmed")

    person = models.ForeignKey(Person, models.PROTECT, related_name="kits")
    kit = models.ForeignKey(Kit, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    occasion_key = models.CharField(max_length=40, db_index=True)
    occasion_title = models.CharField(max_length=120)
    day = models.DateField()
    how = models.CharField(max_length=10, choices=How)
    words = models.CharField(max_length=300, blank=True)  # what was seen, or why another supplied
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = KitIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occasion_key"], condition=Q(returned_at=None),
                name="one_kit_in_hand_for_an_occasion",
            ),
            models.CheckConstraint(
                condition=~Q(how="confirmed") | ~Q(words=""), name="what_was_seen_is_said"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kit} {self.occasion_title}"
