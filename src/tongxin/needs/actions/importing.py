"""Take the rows of somebody else's list: in the background, chunk by chunk, to the end."""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from django.db import IntegrityError, transaction
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
from tongxin.people.models import Person
from tongxin.places.gazetteer import gazetteer_of
from tongxin.places.models import Place
from tongxin.sheets.reading import Sheet

from ..intake.columns import Columns
from ..intake.drafts import Draft, Reader, Refused
from ..models import Intake
from .receiving import BadColumns, lock_intake, read_intake
from .taking import Stroke, take_rows

IMPORT = "tongxin.needs.tasks.import_rows"
AT_ONCE = 500  # rows in one transaction
GIVE_UP_AFTER = 1000  # rows refused without one that could be taken: the columns are wrong
CANCELLED = "cancelled"


@transaction.atomic
def start_import(intake: Intake, *, by: Person) -> Intake:
    """Take the rows in the background, from where an earlier try stopped.

    Raises `BadColumns`, `IntakeBusy`, `IntakeOver`, `NotAllowed`.
    """
    intake = _open_job(intake, by)
    send(IMPORT, key=f"needs.import:{intake.pk}", intake=intake.pk)
    return intake


@transaction.atomic
def _open_job(intake: Intake, by: Person) -> Intake:
    intake = lock_intake(intake, by)
    if "words" not in intake.columns:
        raise BadColumns(_("Choose the column that says what is needed."))
    title = _("Import of %(name)s") % {"name": intake.name}
    intake.job = open_job("needs.import", title, by=by, total=intake.rows)
    intake.save(update_fields=["job"])
    record("intake.started", by=by, on=intake, at=intake.place, next_row=intake.next_row)
    return intake


@transaction.atomic
def stop_import(intake: Intake, *, by: Person) -> None:
    """Ask an import under way to stop after the rows at hand. Raises `JobFinished`."""
    by.must("need.import", at=intake.place)
    assert intake.job is not None
    ask_cancel(intake.job, by=by)


def import_now(intake: Intake, *, by: Person, tell: Callable[[Job], None]) -> Intake:
    """Take the rows here and now, telling how far it is: for the command line."""
    intake = _open_job(intake, by)
    run_import(intake, by=by, tell=tell)
    fresh: Intake = Intake.objects.select_related("job", "place").get(pk=intake.pk)
    return fresh


def run_import(
    intake: Intake, *, by: Person, tell: Callable[[Job], None] = lambda job: None
) -> None:
    """Take the rows chunk by chunk, from where a killed worker stopped. Safe to run twice."""
    job = intake.job
    if job is None or job.is_finished:
        return None
    with translation.override(by.language):
        try:
            sheet = read_intake(intake)
            by.must("need.import", at=intake.place)
        except DomainError as error:
            return fail(job, str(error))
        start(job, total=intake.rows)
        end = _take_all(intake, sheet, by, tell)
    if end == CANCELLED:
        cancel(job, result=_figures(intake))
    elif end:
        fail(job, end)
    else:
        _finish(intake, job, by)
    return tell(job)


@transaction.atomic
def export_refused(intake: Intake, *, by: Person) -> Iterator[list[str]]:
    """Yield the refused rows as a table: number, reason, and the cells as they came."""
    by.must("need.import", at=intake.place)
    record("intake.refused_exported", by=by, on=intake, at=intake.place)
    rows = intake.refused.all()
    header = [_("row"), _("reason"), *intake.headings]
    return chain([header], ([str(row.number), row.reason, *row.cells] for row in rows.iterator()))


def _take_all(intake: Intake, sheet: Sheet, by: Person, tell: Callable[[Job], None]) -> str:
    """Take every row; return "" or why it ended early."""
    job = intake.job
    assert job is not None
    columns = Columns.load(intake.columns)
    reader = Reader(columns, gazetteer_of(intake.place), now=timezone.now())
    places = Place.objects.current().under(intake.place).in_bulk()
    done = intake.taken + intake.known + intake.refused.count()
    for chunk, next_row in _chunks(reader.read(sheet.rows, intake.next_row), len(sheet.rows)):
        if is_cancelled(job):
            return CANCELLED
        stroke = _take(intake, chunk, next_row, places, by)
        if stroke is None:
            return _("Another worker takes these rows already.")
        intake.refresh_from_db(fields=["next_row", "taken", "known"])
        done += len(chunk)
        report(job, done, intake.rows)
        tell(job)
        if done >= GIVE_UP_AFTER and not intake.taken + intake.known:
            return _("None of the first %(rows)s rows can be taken: check the columns.") % {
                "rows": done
            }
    return ""


def _take(
    intake: Intake,
    chunk: list[Draft | Refused],
    next_row: int,
    places: dict[int, Place],
    by: Person,
) -> Stroke | None:
    try:
        return take_rows(
            intake, chunk, start=intake.next_row, next_row=next_row, places=places, by=by
        )
    except IntegrityError:  # another file brought one of these numbers at this very moment
        return take_rows(
            intake, chunk, start=intake.next_row, next_row=next_row, places=places, by=by
        )


def _chunks(
    rows: Iterator[Draft | Refused], end: int
) -> Iterator[tuple[list[Draft | Refused], int]]:
    """Yield chunks of rows, each with the index at which the next one begins."""
    while chunk := list(islice(rows, AT_ONCE)):
        yield chunk, chunk[-1].number if len(chunk) == AT_ONCE else end


def _figures(intake: Intake) -> dict[str, int]:
    return {
        "taken": intake.taken, "known": intake.known, "refused": intake.refused.count(),
    }  # fmt: skip


@transaction.atomic
def _finish(intake: Intake, job: Job, by: Person) -> None:
    """End the job and throw the file away: what could not be taken is kept sealed, row by row."""
    figures: dict[str, Any] = _figures(intake)
    finish(job, result=figures)
    name, storage = intake.file.name or "", intake.file.storage
    intake.file = ""
    intake.save(update_fields=["file"])
    record("intake.finished", by=by, on=intake, at=intake.place, **figures)
    transaction.on_commit(lambda: storage.delete(name))
