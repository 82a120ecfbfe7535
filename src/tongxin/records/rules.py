"""The numbers behind hours, points, stars and certificates: the city's data, each set a version."""

import json
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from .models import RuleVersion

DATA = Path(__file__).parent / "data" / "rules.json"
# (least, most) a city may choose. Retention and notice: Measures for records and certificates of
# voluntary service (MCA decree 67); eight hours: Labour Law, article 36.
BOUNDS = {
    "share_percent": (50, 100), "daily_minutes": (60, 480), "make_up_days": (0, 366),
    "answer_days": (1, 60), "notice_days": (7, 90), "retention_years": (10, 100),
    "points_per_hour": (0, 1000), "device_people": (2, 100), "night_from": (18, 23),
    "night_until": (1, 8), "night_lines": (2, 1000), "forgotten_days": (1, 366),
    "forgotten_times": (2, 100),
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """One version; `number` 0 are those that ship with the product."""

    share_percent: int  # of the window, below which nothing counts (rule 41)
    daily_minutes: int  # the most of a day that counts
    make_up_days: int  # so long after the activity a make-up may be asked for
    answer_days: int  # a dispute is answered within
    notice_days: int  # a certificate is on public notice for
    retention_years: int  # a record is kept at least
    points_per_hour: int
    class_percent: dict[str, int]  # service class → share of the usual points; unnamed: 100
    star_hours: list[int]  # verified hours for one star, two, …
    device_people: int  # so many people on one device in a day are listed
    night_from: int  # local hours between which many entries by one hand are listed
    night_until: int
    night_lines: int
    forgotten_days: int  # so many forgotten check-outs within so many days are listed
    forgotten_times: int
    number: int = field(default=0, compare=False)

    def stored(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key != "number"}

    def points(self, minutes: int, service_class: str) -> int:
        """Return the points of so many minutes of one line, rounded down."""
        return minutes * self.points_per_hour * self.class_percent.get(service_class, 100) // 6000


@cache
def usual_rules() -> Rules:
    """Return the rules that ship with the product."""
    return Rules(**json.loads(DATA.read_text()))


def rules_in_force() -> Rules:
    """Return the version set last, or the usual rules; one query."""
    return _rules(RuleVersion.objects.order_by("-pk").first())


def rules_numbered(number: int) -> Rules:
    """Return one version: what was reckoned by it is reckoned by it again."""
    return _rules(RuleVersion.objects.filter(pk=number).first() if number else None)


def _rules(row: RuleVersion | None) -> Rules:
    if row is None:
        return usual_rules()
    known = {one.name for one in fields(Rules)}
    told = usual_rules().stored() | {key: row.said[key] for key in row.said if key in known}
    return Rules(**told, number=row.pk)
