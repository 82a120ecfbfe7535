import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tongxin.people.models import Person, Unit
from tongxin.places.models import Named, Place

from ..queries import BalanceQuerySet, HolderQuerySet, MovementQuerySet


class Item(Named):
    """Something that protects: a mask, a suit, a thermometer (物资)."""

    code = models.CharField(max_length=24, primary_key=True)
    unit_word = models.CharField(max_length=8)  # 只, 副, 瓶
    unit_word_en = models.CharField(max_length=16, blank=True)
    is_urgent = models.BooleanField(default=False)  # the city supplies it (rule 35)
    is_reusable = models.BooleanField(default=False)  # comes back after the shift
    least = models.PositiveIntegerField(default=0)  # below it a holder runs low, unless it chose
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "code"]

    @property
    def unit_label(self) -> str:
        return self.unit_word_en if self.unit_word_en and get_language() == "en" else self.unit_word


class Lot(models.Model):
    """What was made at one time, and is good to one day (批次)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # the last good day; None: keeps

    class Meta:
        ordering = [models.F("expires_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number", "expires_on"], name="a_lot_is_known_once"
            ),
            models.UniqueConstraint(
                fields=["item", "number"], condition=Q(expires_on=None),
                name="a_lot_that_keeps_is_known_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.number}".strip()

    def is_good_on(self, day: date) -> bool:
        return self.expires_on is None or self.expires_on >= day


class Holder(models.Model):
    """Who keeps stock: a place, a unit; or the outside world, where it comes from and goes to."""

    class Kind(models.TextChoices):
        CITY = "city", gettext_lazy("city")
        TOWN = "town", gettext_lazy("town")
        VILLAGE = "village", gettext_lazy("village")
        UNIT = "unit", gettext_lazy("unit")
        OUTSIDE = "outside", gettext_lazy("outside")

    kind = models.CharField(max_length=8, choices=Kind)
    place = models.OneToOneField(
        Place, models.PROTECT, null=True, blank=True, related_name="holder"
    )
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="holder")
    path = models.CharField(max_length=80, db_index=True)  # where it is kept; "": outside

    objects = HolderQuerySet.as_manager()

    class Meta:
        ordering = ["path", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="outside", place=None, unit=None)
                | Q(kind="unit", place=None, unit__isnull=False)
                | Q(kind__in=["city", "town", "village"], place__isnull=False, unit=None),
                name="a_holder_is_a_place_a_unit_or_the_world",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="outside"), name="there_is_one_outside_world"
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.place or _("outside"))

    @property
    def seat(self) -> Place:
        """Where powers over this stock are looked up."""
        found = self.unit.place if self.unit else self.place
        assert found is not None, "nobody keeps the outside world"
        return found


class Movement(models.Model):
    """One document of the stock ledger: its lines sum to zero for each lot (出入库单)."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", gettext_lazy("received")
        TRANSFER = "transfer", gettext_lazy("passed on")
        ISSUE = "issue", gettext_lazy("issued")
        RETURN = "return", gettext_lazy("given back")
        WRITE_OFF = "write_off", gettext_lazy("written off")
        COUNT = "count", gettext_lazy("difference found when counting")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    client_key = models.CharField(max_length=64, blank=True)  # sent twice, done once
    occasion_key = models.CharField(max_length=40, blank=True, db_index=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""),
                name="a_movement_sent_twice_is_done_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["write_off", "count"]) | ~Q(reason=""),
                name="what_vanishes_has_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d}"


class MovementLine(models.Model):
    """So many of a lot to (+) or from (−) a holder. Never changed, never deleted."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="lines")
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="lines")
    quantity = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["holder", "lot"], name="line_by_holder_and_lot")]
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "holder", "lot"], name="a_movement_names_a_lot_once_per_holder"
            ),
            models.CheckConstraint(condition=~Q(quantity=0), name="a_line_moves_something"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.lot} {self.quantity:+}"


class Balance(models.Model):
    """How many of a lot a holder has: what its lines add up to, and never below zero (rule 36)."""

    holder = models.ForeignKey(Holder, models.PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances")
    quantity = models.IntegerField(default=0)

    objects = BalanceQuerySet.as_manager()

    class Meta:
        ordering = ["holder", "lot"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "lot"], name="one_balance_per_lot"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_is_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.lot} {self.quantity}"
