"""List what an auditor should look at (rule 42), and note what came of it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Credit, Finding, MakeUp
from ..queries import CreditQuerySet
from ..rules import Rules, rules_in_force
from .refusals import AlreadyDecided, ReasonNeeded

LOOK_BACK = timedelta(hours=36)  # a line is looked at this long after it was written
SHARED = {"kiosk", "roll_call"}  # one device for many is as it should be
Seen = tuple[str, str, date, int, list[int]]  # kind, about, day, place, keys of the lines


@transaction.atomic
def look_for_findings(*, by: Person, now: datetime | None = None) -> int:
    """List every anomaly among the lines written lately; return how many are new.

    Safe to run twice: an anomaly is listed once, and grows while it is open.
    """
    by.must("hours.audit", at=by.seat)
    now = now or timezone.now()
    rules, since = rules_in_force(), now - LOOK_BACK
    lines = Credit.objects.filter(entered_at__gte=since, corrects=None).exclude(kind="joined")
    new = 0
    for kind, about, day, place, keys in [
        *_devices(lines, rules), *_nights(since, rules), *_clients(lines),
        *_forgotten(lines, rules, now), *_overlaps(lines),
    ]:  # fmt: skip
        row, made = Finding.objects.get_or_create(
            kind=kind, about=about, day=day, defaults={"place_id": place, "lines": keys}
        )
        new += made
        if not made and row.state == Finding.State.OPEN and row.lines != keys:
            row.lines = keys
            row.save(update_fields=["lines"])
    return new


def _devices(lines: CreditQuerySet, rules: Rules) -> Iterator[Seen]:
    """One device that checked many people in or out on a day; shared screens name none."""
    seen = lines.exclude(device="").order_by().values("day", "device").distinct()
    for one in seen:
        rows = Credit.objects.filter(day=one["day"], device=one["device"], corrects=None)
        kept = rows.order_by("pk").values_list("pk", "person", "place", "flags")
        told = [row[:3] for row in kept if not SHARED & set(row[3])]
        if len({person for _pk, person, _place in told}) >= rules.device_people:
            keys = [pk for pk, _person, _place in told]
            yield "device", f"device:{one['device']}", one["day"], told[0][2], keys


def _nights(since: datetime, rules: Rules) -> Iterator[Seen]:
    """Many made-up hours entered by one hand in one night."""
    night = Q(entered_at__hour__gte=rules.night_from) | Q(entered_at__hour__lt=rules.night_until)
    entered = MakeUp.objects.filter(night, entered_at__gte=since).exclude(entered_by=F("person"))
    hands: dict[tuple[int, date], list[tuple[int, int | None]]] = defaultdict(list)
    for hand, at, place, line in entered.order_by("pk").values_list(
        "entered_by", "entered_at", "place", "credit"
    ):
        began = timezone.localdate(at - timedelta(hours=rules.night_until))
        hands[hand, began].append((place, line))
    for (hand, day), told in hands.items():
        if len(told) >= rules.night_lines:
            keys = [line for _place, line in told if line]
            yield "night", f"person:{hand}", day, told[0][0], keys


def _clients(lines: CreditQuerySet) -> Iterator[Seen]:
    """Hours for nobody in particular, by occasion."""
    found: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    rows = lines.filter(client="", minutes__gt=0).order_by("pk")
    for pk, occasion, day, place in rows.values_list("pk", "occasion", "day", "place"):
        found[occasion, day].append((pk, place))
    for (occasion, day), told in found.items():
        yield "client", occasion, day, told[0][1], [pk for pk, _place in told]


def _flagged(lines: CreditQuerySet, flag: str) -> CreditQuerySet:
    said = Cast("flags", models.TextField())
    found: CreditQuerySet = lines.alias(said=said).filter(said__contains=f'"{flag}"')
    return found


def _forgotten(lines: CreditQuerySet, rules: Rules, now: datetime) -> Iterator[Seen]:
    """Somebody who forgets to check out again and again; once a month."""
    since = now - timedelta(days=rules.forgotten_days)
    lately = _flagged(lines, "closed_at_end").order_by().values_list("person").distinct()
    again = _flagged(Credit.objects.filter(served_from__gte=since), "closed_at_end")
    found: dict[int, list[tuple[int, int, date]]] = defaultdict(list)
    rows = again.filter(corrects=None, person__in=list(lately.values_list("person", flat=True)))
    for pk, person, place, day in rows.order_by("pk").values_list("pk", "person", "place", "day"):
        found[person].append((pk, place, day))
    for person, told in found.items():
        if len(told) >= rules.forgotten_times:
            month = max(day for _pk, _place, day in told).replace(day=1)
            keys = [pk for pk, _place, _day in told]
            yield "forgotten", f"person:{person}", month, told[0][1], keys


def _overlaps(lines: CreditQuerySet) -> Iterator[Seen]:
    """One person at two places at once."""
    for flag in ("overlap", "two_places"):
        rows = _flagged(lines, flag).order_by("pk")
        for pk, place, day in rows.values_list("pk", "place", "day"):
            yield "overlap", f"credit:{pk}", day, place, [pk]


@transaction.atomic
def settle_finding(row: Finding, *, wrong: bool, answer: str, by: Person) -> Finding:
    """Note what came of looking at an anomaly. What is `wrong` is then corrected line by line.

    Raises `ReasonNeeded`, `AlreadyDecided`, `NotAllowed`.
    """
    by.must("hours.audit", at=row.place)
    row = Finding.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    if not answer.strip():
        raise ReasonNeeded(_("Say in a sentence what you found."))
    state = Finding.State.CONFIRMED if wrong else Finding.State.CLEARED
    if row.state == state and row.settled_by_id == by.pk:
        return row
    if row.state != Finding.State.OPEN:
        raise AlreadyDecided(_("Somebody has decided on it already."))
    row.state, row.answer = state, answer.strip()[:300]
    row.settled_by, row.settled_at = by, timezone.now()
    row.save(update_fields=["state", "answer", "settled_by", "settled_at"])
    record("finding.settled", by=by, on=row, at=row.place, reason=row.answer, state=state)
    return row
