"""Receive a list of volunteers, settle its columns, and take its lines to the end."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tongxin.clock.actions import (
    ask_cancel,
    cancel,
    fail,
    finish,
    is_cancelled,
    open_job,
    report,
    send,
    start,
)
from tongxin.clock.models import Job
from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person, Unit
from tongxin.places.gazetteer import gazetteer_of
from tongxin.places.models import Place, ServiceClass
from tongxin.sheets.reading import Sheet, Unreadable, read_sheet

from ..models import Roll
from ..rolls.columns import FIELDS, Columns, guess, headings_of
from ..rolls.lines import Line, Reader, Refused
from .taking import Stroke, take_lines

TAKE = "tongxin.volunteers.tasks.take_roll"
AT_ONCE = 1000  # lines in one transaction
GIVE_UP_AFTER = 2000  # lines refused without one taken: the columns are wrong
KEPT = timedelta(days=30)  # a file, and the sealed lines of it that were refused
CANCELLED = "cancelled"
Tell = Callable[[Job], None]
Told = Line | Refused


class BadColumns(DomainError):
    """The columns cannot be as said."""

    status = 422


class RollBusy(DomainError):
    """The lines of this file are being taken already."""


class RollOver(DomainError):
    """Every line of this file was dealt with, and the file is gone."""


def receive_roll(path: Path, *, name: str, at: Place, by: Person, unit: Unit | None = None) -> Roll:
    """Keep a list to be taken, its columns guessed. Raises `Unreadable`, `NotAllowed`."""
    by.must("volunteer.import", at=at)
    sheet = read_sheet(path)
    columns = guess(sheet.rows)
    below = sheet.rows[columns.header + 1 :]
    roll = Roll(
        name=Path(name).name[:200], place=at, unit=unit, by=by, encoding=sheet.encoding,
        headings=headings_of(sheet.rows, columns), columns=columns.stored(),
        rows=sum(any(cell not in ("", None) for cell in row) for row in below),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    if not roll.rows:
        raise Unreadable(_("The file has a header line at most: there are no rows to take."))
    roll.full_clean(exclude=["file"])
    return _keep(roll, path, by)


@transaction.atomic
def _keep(roll: Roll, path: Path, by: Person) -> Roll:
    with path.open("rb") as file:
        name = f"{roll.digest[:16]}{Path(roll.name).suffix[:8]}"
        roll.file.save(name, File(file), save=False)
    roll.save()
    record("roll.received", by=by, on=roll, at=roll.place, rows=roll.rows, digest=roll.digest)
    return roll


@transaction.atomic
def settle_columns(roll: Roll, *, columns: dict[str, int], by: Person) -> Roll:
    """Say which column holds what; lines refused before are looked at anew.

    Raises `BadColumns`, `RollBusy`, `RollOver`, `NotAllowed`.
    """
    roll = _lock(roll, by)
    chosen = {name: place for name, place in columns.items() if name in FIELDS}
    if "name" not in chosen or not {"phone", "identity"} & chosen.keys():
        raise BadColumns(_("Choose the column of the name, and of the phone or identity number."))
    if len(set(chosen.values())) < len(chosen):
        raise BadColumns(_("One column cannot be two things. Choose each column once."))
    if any(not 0 <= place < len(roll.headings) for place in chosen.values()):
        raise BadColumns(_("There is no such column in this file."))
    chosen["header"] = roll.columns.get("header", -1)
    if chosen != roll.columns:
        roll.columns = chosen
        roll.next_row = roll.taken = roll.known = 0  # who is here already will be known
        roll.refused.all().delete()
        roll.save()
        record("roll.columns_settled", by=by, on=roll, at=roll.place, columns=chosen)
    return roll


@transaction.atomic
def start_taking(roll: Roll, *, by: Person) -> Roll:
    """Take the lines in the background, from where an earlier try stopped.

    Raises `BadColumns`, `RollBusy`, `RollOver`, `NotAllowed`.
    """
    roll = _open_job(roll, by)
    send(TAKE, key=f"volunteers.take:{roll.pk}", roll=roll.pk)
    return roll


@transaction.atomic
def _open_job(roll: Roll, by: Person) -> Roll:
    roll = _lock(roll, by)
    if "name" not in roll.columns or not {"phone", "identity"} & roll.columns.keys():
        raise BadColumns(_("Choose the column of the name, and of the phone or identity number."))
    title = _("List of volunteers: %(name)s") % {"name": roll.name}
    roll.job = open_job("volunteers.take", title, by=by, total=roll.rows)
    roll.save(update_fields=["job"])
    record("roll.started", by=by, on=roll, at=roll.place, next_row=roll.next_row)
    return roll


@transaction.atomic
def stop_taking(roll: Roll, *, by: Person) -> None:
    """Ask to stop after the lines at hand. Raises `JobFinished`."""
    by.must("volunteer.import", at=roll.place)
    assert roll.job is not None
    ask_cancel(roll.job, by=by)


def take_now(roll: Roll, *, by: Person, tell: Tell = lambda job: None) -> Roll:
    """Take the lines here and now, telling how far it is: for the command line and the demo."""
    run_taking(_open_job(roll, by), by=by, tell=tell)
    fresh: Roll = Roll.objects.select_related("job", "place").get(pk=roll.pk)
    return fresh


def run_taking(roll: Roll, *, by: Person, tell: Tell = lambda job: None) -> None:
    """Take the lines chunk by chunk, from where a killed worker stopped. Safe to run twice."""
    job = roll.job
    if job is None or job.is_finished:
        return None
    with translation.override(by.language):
        try:
            sheet = read_roll(roll)
            by.must("volunteer.import", at=roll.place)
        except DomainError as error:
            return fail(job, str(error))
        start(job, total=roll.rows)
        end = _take_all(roll, sheet, by, tell)
    if end == CANCELLED:
        cancel(job, result=_figures(roll))
    elif end:
        fail(job, end)
    else:
        _finish(roll, job, by)
    return tell(job)


def reader_of(roll: Roll) -> Reader:
    """Return the reader for a roll's columns and place."""
    classes: dict[str, str] = {}
    for one in ServiceClass.objects.all():
        classes |= {one.name: one.pk, one.name_en: one.pk, one.pk: one.pk}
    return Reader(
        Columns.load(roll.columns), gazetteer_of(roll.place), classes, today=timezone.localdate()
    )


def read_roll(roll: Roll) -> Sheet:
    """Return the rows of a kept file. Raises `Unreadable`."""
    if not roll.file:
        raise Unreadable(_("This file is gone: every row of it was dealt with."))
    try:
        return read_sheet(Path(roll.file.path))
    except FileNotFoundError as error:
        raise Unreadable(
            _("The file was lost. Upload it again: nothing is taken twice.")
        ) from error


def _take_all(roll: Roll, sheet: Sheet, by: Person, tell: Tell) -> str:
    """Take every line; return "" or why it ended early."""
    job = roll.job
    assert job is not None
    places = Place.objects.current().under(roll.place).in_bulk()
    done = roll.taken + roll.known + roll.refused.count()
    lines = reader_of(roll).read(sheet.rows, roll.next_row)
    for chunk, next_row in _chunks(lines, len(sheet.rows)):
        if is_cancelled(job):
            return CANCELLED
        if _take(roll, chunk, next_row, places, by) is None:
            return _("Another worker takes these rows already.")
        roll.refresh_from_db(fields=["next_row", "taken", "known"])
        done += len(chunk)
        report(job, done, roll.rows)
        tell(job)
        if done >= GIVE_UP_AFTER and not roll.taken + roll.known:
            return _("None of the first %(rows)s rows can be taken: check the columns.") % {
                "rows": done
            }
    return ""


def _take(
    roll: Roll, chunk: list[Told], next_row: int, places: dict[int, Place], by: Person
) -> Stroke | None:
    start = roll.next_row
    try:
        return take_lines(roll, chunk, start=start, next_row=next_row, places=places, by=by)
    except IntegrityError:  # somebody else entered one of these people at this very moment
        return take_lines(roll, chunk, start=start, next_row=next_row, places=places, by=by)


def _chunks(lines: Iterator[Told], end: int) -> Iterator[tuple[list[Told], int]]:
    while chunk := list(islice(lines, AT_ONCE)):
        yield chunk, chunk[-1].number if len(chunk) == AT_ONCE else end


def _figures(roll: Roll) -> dict[str, int]:
    return {"taken": roll.taken, "known": roll.known, "refused": roll.refused.count()}


@transaction.atomic
def _finish(roll: Roll, job: Job, by: Person) -> None:
    """End the job and throw the file away: what could not be taken is kept sealed."""
    figures: dict[str, Any] = _figures(roll)
    finish(job, result=figures)
    name, storage = roll.file.name or "", roll.file.storage
    roll.file = ""
    roll.save(update_fields=["file"])
    record("roll.finished", by=by, on=roll, at=roll.place, **figures)
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def export_refused(roll: Roll, *, by: Person) -> Iterator[list[str]]:
    """Yield the refused lines as a table: number, reason, and the cells as they came."""
    by.must("volunteer.import", at=roll.place)
    record("roll.refused_exported", by=by, on=roll, at=roll.place)
    header = [_("row"), _("reason"), *roll.headings]
    lines = roll.refused.all()
    return chain([header], ([str(row.number), row.reason, *row.cells] for row in lines.iterator()))


@transaction.atomic
def drop_roll(roll: Roll, *, by: Person) -> None:
    """Forget a list nobody takes; who was taken from it stays."""
    roll = _lock(roll, by)
    record("roll.dropped", by=by, on=roll, at=roll.place, digest=roll.digest)
    name, storage = roll.file.name or "", roll.file.storage
    roll.delete()
    transaction.on_commit(lambda: storage.delete(name))


def forget_old(*, by: Person) -> int:
    """Throw away old files and refused lines: they hold people's numbers; return how many rolls."""
    old = Roll.objects.filter(created_at__lt=timezone.now() - KEPT).select_related("job", "place")
    forgotten = 0
    for roll in old.filter(~Q(file="") | Q(refused__isnull=False)).distinct():
        by.must("volunteer.import", at=roll.place)
        if not roll.is_under_way:
            roll.file.delete(save=False)
            roll.save(update_fields=["file"])
            roll.refused.all().delete()
            record("roll.file_forgotten", by=by, on=roll, at=roll.place)
            forgotten += 1
    return forgotten


def _lock(roll: Roll, by: Person) -> Roll:
    roll = Roll.objects.select_for_update(of=("self",)).get(pk=roll.pk)
    by.must("volunteer.import", at=roll.place)
    if roll.is_under_way:
        raise RollBusy(_("The rows of this file are being taken already."))
    if roll.is_done:
        raise RollOver(_("Every row of this file was dealt with. To import it again, upload it."))
    return roll
