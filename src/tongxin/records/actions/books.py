"""Lock a volunteer's book, and write one line into the ledgers of hours and points."""

from typing import Any

from tongxin.people.models import Person

from ..models import Book, Credit, PointMove
from ..rules import Rules, rules_numbered


def lock_book(person: Person) -> Book:
    """Return the person's book, locked until the transaction ends: one line after the other.

    Only who refers to nothing new waits: the lock leaves foreign keys to the person alone.
    """
    locked = Book.objects.select_for_update(of=("self",), no_key=True)
    book: Book | None = locked.filter(pk=person.pk).first()
    if book is None:
        Book.objects.get_or_create(person=person)
        book = locked.get(pk=person.pk)
    return book


def write_line(book: Book, line: Credit, rules: Rules) -> Credit:
    """Write a line of hours, what it changes in the book, and its points. The book is locked."""
    line.save(force_insert=True)
    if line.kind == Credit.Kind.MADE_UP:
        book.made_up_minutes += line.change
    else:
        book.verified_minutes += line.change
    _give_points(book, line, rules)
    book.save(update_fields=["verified_minutes", "made_up_minutes", "points", "owed"])
    return line


def _give_points(book: Book, line: Credit, rules: Rules) -> None:
    asked = rules.points(line.minutes, line.service_class)
    if line.corrects_id:
        before = Credit.objects.get(pk=line.corrects_id)
        asked -= rules_numbered(before.rules).points(before.minutes, before.service_class)
    if asked:
        kind = PointMove.Kind.CORRECTED if line.corrects_id else PointMove.Kind.EARNED
        move_points(book, asked, kind=kind, credit=line, rules=line.rules)


def move_points(book: Book, asked: int, **told: Any) -> PointMove:
    """Move points: never below nothing; what is missing is owed, and paid by the next ones."""
    moved = max(asked, -book.points) if asked < 0 else asked - min(asked, book.owed)
    book.points += moved
    book.owed += moved - asked
    move = PointMove(
        person_id=book.person_id, earned_by=book.person_id, asked=asked, points=moved, **told
    )
    move.save(force_insert=True)
    return move
