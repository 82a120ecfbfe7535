"""Import needs from a message board or spreadsheet (XLSX, CSV; UTF-8 or GB18030).

examples:
  tongxin import-needs messages.xlsx --place 320282 --dry-run        what would become of it
  tongxin import-needs messages.xlsx --place 320282 --source 市民留言板 --refused refused.csv
  tongxin import-needs odd.xlsx --place 320282 --source 台账 --columns words=E,ref=A,time=D

Columns are guessed and shown; --columns puts them right (words, subject, ref, time, name, phone,
place, address, category). Rows that cannot be taken are listed with the reason, and written to the
file of --refused. Importing the same rows again changes nothing.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongxin.needs.models import Intake
    from tongxin.people.models import Person
    from tongxin.places.models import Place

LISTED = 20  # refused rows shown on the console; the file of --refused has all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("file", type=Path)
    add("--place", "--at", required=True, help="code of the place of rows that name none")
    add("--by", help="username of who imports; without it, the importer robot")
    add("--source", default="", help="name of the list; its own numbers are kept under it")
    add("--columns", default="", help="which column says what: words=E,ref=A or words=5,ref=1")
    add("--refused", type=Path, help="CSV to write the refused rows to")
    add("--dry-run", action="store_true", help="show what would happen, change nothing")


def run(options: argparse.Namespace) -> int:
    from . import refuse, wake

    wake()
    from django.core.exceptions import ValidationError

    from tongxin.errors import DomainError
    from tongxin.people.models import Person
    from tongxin.places.models import Place

    try:
        return _import(options)
    except (Person.DoesNotExist, Place.DoesNotExist):
        return refuse(f"there is no person {options.by!r} or no place {options.place!r}")
    except (DomainError, ValidationError, OSError, ValueError) as error:
        return refuse("; ".join(getattr(error, "messages", [str(error)])))


def _import(options: argparse.Namespace) -> int:
    from tongxin.needs.actions.importing import import_now
    from tongxin.needs.actions.receiving import receive_file, settle_columns
    from tongxin.people.actions import robot
    from tongxin.people.models import Person
    from tongxin.places.models import Place

    from ..progress import Progress

    by = Person.objects.get(username=options.by) if options.by else robot("importer")
    place = Place.objects.get(code=options.place)
    columns = read_columns(options.columns)
    if options.dry_run:
        return _dry_run(options.file, place, columns)
    name, source = options.file.name, options.source or options.file.stem
    intake = receive_file(options.file, name=name, source=source, at=place, by=by)
    if columns:
        intake = settle_columns(intake, columns=columns, by=by)
    _show_columns(intake.headings, intake.columns)
    say = Progress()
    intake = import_now(
        intake, by=by, tell=lambda job: say("Taking rows", job.done, job.total or intake.rows)
    )
    say.close()
    return _tell_end(intake, options.refused, by)


def _tell_end(intake: "Intake", path: Path | None, by: "Person") -> int:
    from tongxin.needs.actions.importing import export_refused
    from tongxin.sheets.writing import as_csv

    refused = intake.refused.count()
    print(f"{intake.taken:,} taken, {intake.known:,} known already, {refused:,} refused")
    for row in intake.refused.all()[:LISTED]:
        print(f"  {row.number}: {row.reason}")
    if refused > LISTED:
        print(f"  … and {refused - LISTED:,} more: --refused FILE writes them all")
    if path is not None and refused:
        path.write_bytes(b"".join(as_csv(export_refused(intake, by=by))))
    if intake.is_done:
        return 0
    assert intake.job is not None
    print(f"it stopped: {intake.job.note or intake.job.get_state_display()}")
    return 1


def _dry_run(path: Path, place: "Place", columns: dict[str, int]) -> int:
    from django.utils import timezone

    from tongxin.needs.intake.columns import guess, headings_of
    from tongxin.needs.intake.drafts import Reader, Refused
    from tongxin.places.gazetteer import gazetteer_of
    from tongxin.sheets.reading import read_sheet

    sheet = read_sheet(path)
    mapping = guess(sheet.rows)
    mapping.of = columns or mapping.of
    _show_columns(headings_of(sheet.rows, mapping), mapping.of)
    reader = Reader(mapping, gazetteer_of(place), now=timezone.now())
    rows = list(reader.read(sheet.rows))
    bad = [row for row in rows if isinstance(row, Refused)]
    for row in bad[:LISTED]:
        print(f"  {row.number}: {row.refusal.reason}")
    print(f"{len(rows) - len(bad):,} could be taken, {len(bad):,} refused; nothing was changed")
    return 0


def _show_columns(headings: list[str], columns: dict[str, int]) -> None:
    for field, column in columns.items():
        if field != "header" and column < len(headings):
            print(f"  {field}: {headings[column]}")


def read_columns(text: str) -> dict[str, int]:
    """Read "words=E,ref=A", or the same with numbers from 1."""
    columns = {}
    for pair in filter(None, text.split(",")):
        name, sign, column = pair.strip().partition("=")
        if not sign or not (column.isascii() and column.isalnum()):
            raise ValueError(f"--columns: “{pair}” is not like words=E")
        if column.isdigit():
            columns[name] = int(column) - 1
            continue
        place = 0
        for character in column.upper():
            place = place * 26 + ord(character) - 64
        columns[name] = place - 1
    return columns
