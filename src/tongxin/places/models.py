from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tongxin.web.questions import RowQuestion

from .queries import PlaceQuerySet, ResponseLevelQuerySet


def label_of(name: str, name_en: str) -> str:
    """Return which of two names the reader reads."""
    return name_en if name_en and get_language() == "en" else name


class Named(models.Model):
    """Something with a Chinese and an English name."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return label_of(self.name, self.name_en)


class Place(Named):
    """A node of the city tree: the centre, its institutes, their stations, their points.

    Every step of the path ends in "/", so "320282/001/" is above "320282/001/200/" but not
    "320282/0010/".
    """

    class Level(models.TextChoices):
        CENTRE = "centre", _("Centre")
        INSTITUTE = "institute", _("Institute")
        STATION = "station", _("Station")
        POINT = "point", _("Point")
        ZONE = "zone", _("Development zone")

    class Located(models.TextChoices):
        SURVEYED = "surveyed", _("surveyed")
        PUBLISHED = "published", _("from a published gazetteer")
        ESTIMATED = "estimated", _("estimated")

    code = models.CharField(max_length=12, unique=True)  # statistical division code
    official_name = models.CharField(max_length=80, blank=True)
    pinyin = models.CharField(max_length=120, blank=True, db_index=True)
    level = models.CharField(max_length=16, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=80, unique=True)
    latitude = models.FloatField(null=True, blank=True)  # degrees, WGS-84
    longitude = models.FloatField(null=True, blank=True)
    located = models.CharField(max_length=16, choices=Located, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__endswith="/"), name="place_path_ends_with_slash"
            ),
        ]

    @property
    def ancestors_paths(self) -> list[str]:
        """Return the paths of this place and every place above it, the highest first."""
        steps = self.path.rstrip("/").split("/")
        return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]

    def is_under(self, other: "Place") -> bool:
        return self.path.startswith(other.path)


CALLED = RowQuestion(
    lambda: Place,
    lambda rows, name, code: rows.filter(models.Q(name=name) | models.Q(code=code)).current(),
    str, str,
)  # fmt: skip


def called(words: str) -> list[Place]:
    """Return the places of today with exactly this name or code; one query."""
    return CALLED.find(words, words)


class Site(Named):
    """A spot inside a place where things happen: a hall, a checkpoint, a screen."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="sites")
    address = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    verified = models.BooleanField(default=False)  # unverified sites are never published

    class Meta:
        ordering = ["name"]


class Platform(Named):
    """One of the platforms that answer needs with services (五大平台)."""

    code = models.CharField(max_length=24, primary_key=True)
    icon = models.CharField(max_length=24, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]


class ServiceClass(Named):
    """One class of work that volunteers' hands do (六大类)."""

    code = models.CharField(max_length=24, primary_key=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "service classes"


class ResponseLevel(models.Model):
    """How hard the city answers an emergency, at a place and below, for a time (应急响应级别)."""

    class Level(models.IntegerChoices):
        I = 1, "I"  # noqa: E741  as everybody writes it
        II = 2, "II"
        III = 3, "III"
        IV = 4, "IV"

    place = models.ForeignKey(Place, models.PROTECT, related_name="response_levels")
    level = models.PositiveSmallIntegerField(choices=Level)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=200)  # whose notice says so

    objects = ResponseLevelQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(until=None),
                name="one_standing_response_level_per_place",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="response_level_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4),
                name="response_level_is_one_of_four",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.place}"
