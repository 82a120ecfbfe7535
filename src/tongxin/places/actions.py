"""Set up the city: places from official code lists, platforms and classes from data."""

import csv
import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.journal.actors import Actor

from .models import Place, Platform, ResponseLevel, ServiceClass, Site

DATA = Path(__file__).parent / "data"
SHORT = {"村村民委员会": "村", "社区居民委员会": "社区", "社区居委会": "社区", "村民委员会": "村"}
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
KM_PER_DEGREE = 111.32


class BadPlaceList(DomainError):
    """The list is not one of places."""

    status = 422


@transaction.atomic
def import_places(
    towns: Path, villages: Path, *, city: str, city_name: str, city_name_en: str, by: Actor
) -> dict[str, int]:
    """Make or refresh the tree from two code lists (columns as in `data/README.md`).

    Return counts by level. Raises `BadPlaceList`. Twice is once.
    """
    centre = _keep(city, city_name, Place.Level.CENTRE, None, name_en=city_name_en)
    by.must("place.manage", at=centre)
    institutes = {}
    for row in _rows(towns, {"code9", "name", "lat", "lon"}):
        point = (float(row["lat"]), float(row["lon"]))
        located = "published" if row.get("located") == "geonames" else "estimated"
        institutes[row["code9"]] = _keep(
            row["code9"], row["name"], Place.Level.INSTITUTE, centre,
            name_en=row.get("name_en", ""), point=point, located=located,
        )  # fmt: skip
    stations = 0
    placed: dict[str, int] = {}
    for row in _rows(villages, {"code12", "township_code9", "name", "kind"}):
        parent = institutes.get(row["township_code9"])
        if row["kind"] == "virtual" or parent is None:
            _keep(row["code12"], row["name"], Place.Level.ZONE, centre)
            continue
        stations += 1
        nth = placed[parent.code] = placed.get(parent.code, 0) + 1
        _keep(
            row["code12"], row["name"], Place.Level.STATION, parent,
            point=_around(parent, nth), located="estimated",
        )  # fmt: skip
    counts = {"institute": len(institutes), "station": stations}
    record("place.imported", by=by, on=centre, at=centre, counts=counts)
    return counts


def _rows(path: Path, wanted: set[str]) -> Iterable[Mapping[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := wanted - set(reader.fieldnames or ()):
            raise BadPlaceList(
                _("The list %(name)s lacks the columns %(columns)s.")
                % {"name": path.name, "columns": ", ".join(sorted(missing))}
            )
        yield from reader


def _keep(
    code: str,
    official_name: str,
    level: str,
    parent: Place | None,
    *,
    name_en: str = "",
    point: tuple[float, float] | None = None,
    located: str = "",
) -> Place:
    name = short_name(official_name)
    pinyin = lazy_pinyin(name.removesuffix("社区").removesuffix("村") or name)
    step = code[len(parent.code) :] if parent and code.startswith(parent.code) else code
    values = {
        "name": name,
        "official_name": official_name,
        "name_en": name_en or "".join(pinyin).capitalize(),
        "pinyin": "".join(pinyin),
        "level": level,
        "parent": parent,
        "path": f"{parent.path if parent else ''}{step}/",
    }
    fresh = {"latitude": point and point[0], "longitude": point and point[1], "located": located}
    place, _created = Place.objects.update_or_create(
        code=code, defaults=values, create_defaults=values | fresh
    )
    return place


def short_name(official_name: str) -> str:
    """龙溪村村民委员会 → 龙溪村; 茶东社区居民委员会 → 茶东社区."""
    for suffix, short in SHORT.items():
        if official_name.endswith(suffix):
            return official_name.removesuffix(suffix) + short
    return official_name


def _around(parent: Place, nth: int) -> tuple[float, float]:
    """Return the nth point of a sunflower around `parent`, about 900 m × √n from it."""
    assert parent.latitude is not None
    assert parent.longitude is not None
    radius, angle = 0.9 * math.sqrt(nth), nth * GOLDEN_ANGLE
    shrink = math.cos(math.radians(parent.latitude))
    return (
        parent.latitude + radius * math.sin(angle) / KM_PER_DEGREE,
        parent.longitude + radius * math.cos(angle) / (KM_PER_DEGREE * shrink),
    )


@transaction.atomic
def set_up_yixing(*, by: Actor) -> dict[str, int]:
    """Import the places, platforms and classes that ship with the product."""
    for model, name in ((Platform, "platforms.json"), (ServiceClass, "service_classes.json")):
        for order, row in enumerate(json.loads((DATA / name).read_text())):
            code = row.pop("code")
            model.objects.update_or_create(code=code, defaults=row | {"order": order})
    return import_places(
        DATA / "yixing_towns.csv",
        DATA / "yixing_villages.csv",
        city="320282",
        city_name="宜兴市",
        city_name_en="Yixing",
        by=by,
    )


@transaction.atomic
def add_site(*, at: Place, name: str, address: str = "", by: Actor) -> Site:
    """Add a spot to a place; it is not public until somebody verified it."""
    by.must("place.manage", at=at)
    site = Site(place=at, name=name, address=address)
    site.full_clean()
    site.save()
    record("site.added", by=by, on=site, at=at)
    return site


@transaction.atomic
def verify_site(site: Site, *, by: Actor) -> Site:
    """Declare that somebody went and looked."""
    by.must("place.manage", at=site.place)
    site.verified = True
    site.save(update_fields=["verified"])
    record("site.verified", by=by, on=site, at=site.place)
    return site


class BadResponseLevel(DomainError):
    """The level is not one of four, or begins where it cannot."""

    status = 422


@transaction.atomic
def declare_level(
    place: Place, *, level: int, source: str, by: Actor, since: datetime | None = None
) -> ResponseLevel:
    """Put `place` and all below under a response level; the one before ends when it begins.

    `level` 1–4 (I–IV); `since` may lie ahead or behind, after the level before began; None: now.
    Source: Emergency Response Law, articles 16 and 69 to 76. Raises `BadResponseLevel`.
    """
    by.must("level.declare", at=place)
    Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    moment = since or timezone.now()
    standing = ResponseLevel.objects.filter(place=place).order_by("-since").first()
    if level not in ResponseLevel.Level.values or not source.strip():
        raise BadResponseLevel(_("A response level is I, II, III or IV, by a notice you can name."))
    if standing and (moment <= standing.since or (standing.until and moment < standing.until)):
        raise BadResponseLevel(_("It has to begin after the level before it."))
    if standing and standing.until is None:
        standing.until = moment
        standing.save(update_fields=["until"])
    declared: ResponseLevel = ResponseLevel.objects.create(
        place=place, level=level, since=moment, source=source.strip()
    )
    record("level.declared", by=by, on=declared, at=place, level=level, since=moment)
    return declared


@transaction.atomic
def end_level(declared: ResponseLevel, *, by: Actor) -> ResponseLevel:
    """End a response level now; one that has not begun never does. Raises `BadResponseLevel`."""
    by.must("level.declare", at=declared.place)
    declared = ResponseLevel.objects.select_for_update(of=("self",)).get(pk=declared.pk)
    if declared.until is not None:
        raise BadResponseLevel(_("This level has already ended."))
    declared.until = max(timezone.now(), declared.since)
    declared.save(update_fields=["until"])
    record("level.ended", by=by, on=declared, at=declared.place)
    return declared
