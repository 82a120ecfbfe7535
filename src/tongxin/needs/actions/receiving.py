"""Receive somebody else's list, and settle what its columns say."""

import hashlib
from datetime import timedelta
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.sheets.reading import Sheet, Unreadable, read_sheet

from ..intake.columns import FIELDS, Columns, guess, headings_of
from ..models import Intake

KEPT = timedelta(days=30)  # a file waits this long for somebody to import it


class BadColumns(DomainError):
    """The columns cannot be as said."""

    status = 422


class SourceTaken(DomainError):
    """Another place's list bears this name: its numbers would be taken for the same."""


class IntakeBusy(DomainError):
    """The rows of this file are being taken already."""


class IntakeOver(DomainError):
    """Every row of this file was dealt with, and the file is gone."""


def receive_file(path: Path, *, name: str, source: str, at: Place, by: Person) -> Intake:
    """Keep a list to be imported, with its columns guessed. Raises `Unreadable`, `NotAllowed`.

    The columns are those of the last file from this source when that had the same header.
    Raises `SourceTaken`.
    """
    by.must("need.import", at=at)
    _check_source(source.strip(), at)
    sheet = read_sheet(path)
    columns = guess(sheet.rows)
    headings = headings_of(sheet.rows, columns)
    intake = Intake(
        name=Path(name).name[:200], source=source.strip()[:60], place=at, by=by,
        encoding=sheet.encoding, headings=headings, rows=_count(sheet, columns),
        digest=hashlib.sha256(path.read_bytes()).hexdigest(),
    )  # fmt: skip
    if not intake.rows:
        raise Unreadable(_("The file has a header line at most: there are no rows to take."))
    before = Intake.objects.filter(source=intake.source, headings=headings).exclude(job=None)
    last = before.order_by("-pk").first()
    intake.columns = last.columns if last else columns.stored()
    intake.full_clean(exclude=["file"])
    return _keep(intake, path, by)


def _check_source(source: str, at: Place) -> None:
    for intake in Intake.objects.filter(source=source).exclude(place=at).select_related("place"):
        if not (at.is_under(intake.place) or intake.place.is_under(at)):
            raise SourceTaken(
                _("“%(source)s” is a list of %(place)s already. Give yours a name of its own.")
                % {"source": source, "place": intake.place}
            )


@transaction.atomic
def _keep(intake: Intake, path: Path, by: Person) -> Intake:
    with path.open("rb") as file:
        intake.file.save(
            f"{intake.digest[:16]}{Path(intake.name).suffix[:8]}", File(file), save=False
        )
    intake.save()
    record("intake.received", by=by, on=intake, at=intake.place, source=intake.source,
           rows=intake.rows, digest=intake.digest)  # fmt: skip
    return intake


@transaction.atomic
def settle_columns(intake: Intake, *, columns: dict[str, int], by: Person) -> Intake:
    """Say which column holds what, {"words": 4, …}; rows refused before are looked at anew.

    Raises `BadColumns`, `IntakeBusy`, `IntakeOver`, `NotAllowed`.
    """
    intake = lock_intake(intake, by)
    chosen = {name: place for name, place in columns.items() if name in FIELDS}
    if "words" not in chosen:
        raise BadColumns(_("Choose the column that says what is needed."))
    if len(set(chosen.values())) < len(chosen):
        raise BadColumns(_("One column cannot be two things. Choose each column once."))
    if any(not 0 <= place < len(intake.headings) for place in chosen.values()):
        raise BadColumns(_("There is no such column in this file."))
    chosen["header"] = intake.columns.get("header", -1)
    if chosen != intake.columns:
        intake.columns = chosen
        intake.next_row = intake.taken = intake.known = 0  # what is here already will be known
        intake.refused.all().delete()
        intake.save()
        record("intake.columns_settled", by=by, on=intake, at=intake.place, columns=chosen)
    return intake


def forget_old_files(*, by: Person) -> int:
    """Throw away files nobody took to the end within `KEPT`; their rows hold people's phones."""
    old = Intake.objects.exclude(file="").filter(created_at__lt=timezone.now() - KEPT)
    forgotten = 0
    for intake in old.select_related("job", "place"):
        by.must("need.import", at=intake.place)
        if not intake.is_under_way:
            intake.file.delete(save=False)
            intake.save(update_fields=["file"])
            record("intake.file_forgotten", by=by, on=intake, at=intake.place)
            forgotten += 1
    return forgotten


def lock_intake(intake: Intake, by: Person) -> Intake:
    """Return the intake locked, when `by` may work on it and rows are left to take.

    Raises `IntakeBusy`, `IntakeOver`, `NotAllowed`.
    """
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    by.must("need.import", at=intake.place)
    if intake.is_under_way:
        raise IntakeBusy(_("The rows of this file are being taken already."))
    if intake.is_done:
        raise IntakeOver(_("Every row of this file was dealt with. To import it again, upload it."))
    return intake


@transaction.atomic
def drop_intake(intake: Intake, *, by: Person) -> None:
    """Forget a file whose rows nobody took."""
    intake = lock_intake(intake, by)
    record("intake.dropped", by=by, on=intake, at=intake.place, digest=intake.digest)
    name, storage = intake.file.name or "", intake.file.storage
    intake.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _count(sheet: Sheet, columns: Columns) -> int:
    return sum(
        any(cell not in ("", None) for cell in row) for row in sheet.rows[columns.header + 1 :]
    )


def read_intake(intake: Intake) -> Sheet:
    """Return the rows of a kept file. Raises `Unreadable`."""
    if not intake.file:
        raise Unreadable(_("This file is gone: every row of it was dealt with."))
    try:
        return read_sheet(Path(intake.file.path))
    except FileNotFoundError as error:
        raise Unreadable(
            _("The file was lost. Upload it again: nothing is taken twice.")
        ) from error
