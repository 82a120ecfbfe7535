"""After a month of duty: every total again from the rows it is made of. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from .month_stage import Month

SEEN = ("here", "left", "turned_away")


def recount(month: Month) -> list[str]:
    """Return every difference between a total and its rows; none: all is sound."""
    from tongxin.journal.actions import seal_entries, verify_journal
    from tongxin.people.actions import robot
    from tongxin.protection.recount import stock_faults
    from tongxin.records.actions import seal_lines, verify_records

    while seal_entries(thoroughly=True):
        pass
    while seal_lines(by=robot("clock"), thoroughly=True):
        pass
    found = [*month.faults, *_attendance(), *_hours(), *_points(), *_rewards(), *_kits()]
    found += [*_certificates()]
    found += [f"records: {fault}" for fault in verify_records()]
    found += [f"stock: {fault}" for fault in stock_faults()]
    found += [f"journal: {fault}" for fault in verify_journal()]
    return found


def picture_faults(month: Month) -> list[str]:
    """Return where the picture of the city differs from a count of its rows, at this moment."""
    from django.utils import timezone

    from tongxin.duty.picture import NAMES, below, on_now, total
    from tongxin.duty.times import times_in_force
    from tongxin.rosters.models import Enrolment, Shift

    now, times = timezone.now(), times_in_force()
    shown = total(line.counted for line in below(month.boss.home, now, times))
    shifts = Shift.objects.filter(on_now(now, times)).in_bulk()
    rows = Enrolment.objects.filter(shift__in=list(shifts)).select_related("attendance", "absence")
    counted: Counter[str] = Counter()
    late = timedelta(minutes=times.late_minutes)
    for row in rows:
        noted, missed = getattr(row, "attendance", None), getattr(row, "absence", None)
        counted["expected"] += row.heads if row.state in ("joined", "invited") else 0
        if noted is not None:
            counted[noted.state if noted.state != "turned_away" else "away"] += 1
        if missed is not None and missed.state != "lifted":
            counted["absent"] += 1
        due = shifts[row.shift_id].starts_at <= now - late and row.state == "joined"
        counted["late"] += due and noted is None and missed is None
    return [
        f"{now}: the picture says {getattr(shown, name)} {name}, the rows {counted[name]}"
        for name in NAMES if getattr(shown, name) != counted[name]
    ]  # fmt: skip


def _attendance() -> Iterator[str]:
    """Nobody is here any more; who left has one line of hours, and the journal one of each."""
    from tongxin.duty.models import Attendance
    from tongxin.journal.models import Entry
    from tongxin.records.models import Credit

    rows = list(Attendance.objects.select_related("enrolment"))
    yield from (f"attendance {row.pk} is still here" for row in rows if row.state == "here")
    first = Credit.objects.filter(kind="verified", corrects=None)
    lines = Counter(first.values_list("person", "occasion"))
    left = Counter((row.person_id, f"shift:{row.enrolment.shift_id}")
                   for row in rows if row.state == "left")  # fmt: skip
    for key in lines.keys() | left.keys():
        if lines[key] != 1 or left[key] != 1:
            yield f"person {key[0]}, {key[1]}: left {left[key]} times, {lines[key]} lines of hours"
    entries = Counter(Entry.objects.filter(verb__in=["attendance.began", "attendance.ended"])
                      .values_list("on", "verb"))  # fmt: skip
    for row in rows:
        for verb in ("attendance.began", "attendance.ended") if row.state == "left" else ():
            if entries[f"attendance:{row.pk}", verb] != 1:
                yield f"attendance {row.pk}: {entries[f'attendance:{row.pk}', verb]} × {verb}"


def _hours() -> Iterator[str]:
    """Minutes by hand from what the door saw; books from the lines that stand."""
    from tongxin.records.models import Book, Credit

    lines = list(Credit.objects.order_by("pk"))
    before: dict[int, list[Any]] = defaultdict(list)
    for line in lines:
        first = line.kind == "verified" and line.corrects_id is None
        alone = first and not _touched(line, before[line.person_id])
        before[line.person_id].append(line)
        if alone and line.minutes != by_hand(line):
            yield f"line {line.pk}: {line.minutes} minutes, {by_hand(line)} by hand"
    yield from _books(lines, Book.objects.all())


def _books(lines: list[Any], books: Any) -> Iterator[str]:
    corrected = {line.corrects_id for line in lines}
    sums: Counter[tuple[int, bool]] = Counter()
    for line in lines:
        if line.pk not in corrected:
            sums[line.person_id, line.kind == "made_up"] += line.minutes
    for book in books:
        said = (book.verified_minutes, book.made_up_minutes)
        if said != (sums[book.pk, False], sums[book.pk, True]) or min(said) < 0:
            yield f"book {book.pk}: {said}, by its lines {sums[book.pk, False]}"


def _touched(line: Any, others: list[Any]) -> bool:
    """Whether another line counts some of the same time, or much of the same day."""
    return any(
        one.day == line.day
        or (one.served_from < line.ends_at and one.served_until > line.starts_at)
        for one in others
    )


def by_hand(line: Any) -> int:
    """Return what a stint is worth beside no other: rule 41, said once more."""
    since, until = max(line.came_at, line.starts_at), min(line.left_at, line.ends_at)
    present = max(timedelta(), until - since)
    if present * 100 < (line.ends_at - line.starts_at) * 60:
        return 0
    return max(0, min(480, present // timedelta(minutes=1) - line.pauses_minutes))


def _points() -> Iterator[str]:
    """Points from the lines that stand by the rules, less what was spent."""
    from tongxin.records.models import Book, Credit, PointMove, Redemption
    from tongxin.records.rules import rules_in_force

    rules, due = rules_in_force(), Counter[int]()
    for line in Credit.objects.standing():
        due[line.person_id] += rules.points(line.minutes, line.service_class)
    for row in Redemption.objects.exclude(state="returned"):
        due[row.person_id] -= row.points
    moved = Counter[int]()
    for person, points in PointMove.objects.values_list("person", "points"):
        moved[person] += points
    for book in Book.objects.all():
        if book.points < 0 or book.owed < 0 or book.points != moved[book.pk]:
            yield f"book {book.pk}: {book.points} points, {moved[book.pk]} moved"
        if book.points - book.owed != due[book.pk]:
            yield f"book {book.pk}: {book.points} − {book.owed} points, {due[book.pk]} by its lines"


def _rewards() -> Iterator[str]:
    """What is left of a reward is what was offered less what was taken (the journal knows)."""
    from tongxin.journal.models import Entry
    from tongxin.records.models import Redemption, Reward

    taken = Counter(Redemption.objects.exclude(state="returned").values_list("reward", flat=True))
    for row in Reward.objects.all():
        offered = Entry.objects.get(verb="reward.offered", on=f"reward:{row.pk}").facts["count"]
        if row.left != offered - taken[row.pk] or row.left < 0:
            yield f"reward {row.pk}: {row.left} left of {offered}, {taken[row.pk]} taken"


def _kits() -> Iterator[str]:
    """With a kit at least as much left the shelves as came back, by person and occasion."""
    from tongxin.protection.models import Balance, MovementLine

    out: Counter[tuple[Any, ...]] = Counter()
    lines = MovementLine.objects.filter(movement__kind__in=["issue", "return"])
    for person, key, item, quantity in lines.exclude(holder__kind="outside").values_list(
        "movement__person", "movement__occasion_key", "lot__item", "quantity"
    ):
        out[person, key, item] -= quantity
    yield from (f"kit of {key}: {-n} more came back than left" for key, n in out.items() if n < 0)
    yield from (f"balance {row.pk} is negative" for row in Balance.objects.filter(quantity__lt=0))


def _certificates() -> Iterator[str]:
    """A valid certificate says the sum of its lines, and all of them stand; others say so."""
    from tongxin.records.models import Certificate, Credit

    standing = set(Credit.objects.standing().values_list("pk", flat=True))
    for row in Certificate.objects.exclude(number=None).prefetch_related("lines"):
        lines = list(row.lines.all())
        if row.minutes != sum(line.minutes for line in lines):
            yield f"certificate {row.number}: {row.minutes} minutes, not the sum of its lines"
        stands = all(line.pk in standing for line in lines)
        if stands != (row.state == "issued") and row.state in ("issued", "corrected"):
            yield f"certificate {row.number} is {row.state}, its lines say otherwise"
