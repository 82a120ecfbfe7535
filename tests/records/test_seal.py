"""The chain finds whatever was changed behind the product's back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.records.conftest import HOUR, MONDAY
from tongxin.config.cli import main
from tongxin.errors import NotAllowed
from tongxin.people.actions import robot
from tongxin.records.actions import seal_lines, verify_records
from tongxin.records.models import Book, Credit, Link


@pytest.fixture
def sealed(serve, django_capture_on_commit_callbacks):
    """Three lines of hours and three of points, chained."""
    lines = [serve(start=MONDAY + n * 24 * HOUR) for n in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        seal_lines(by=robot("clock"))
    return lines


def behind_its_back(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def faults():
    return [fault.what for fault in verify_records()]


def test_every_line_gets_its_link_once(sealed):
    assert seal_lines(by=robot("clock")) == 0
    assert list(Link.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert faults() == []


def test_more_lines_go_on_with_the_chain(sealed, serve):
    serve(start=MONDAY + 240 * HOUR)
    assert seal_lines(by=robot("clock")) == 2
    assert faults() == []


def test_only_the_clock_seals(director, city):
    with pytest.raises(NotAllowed):
        seal_lines(by=director)


@pytest.mark.parametrize(
    "change",
    [
        "minutes = 999, change = 999",
        "name = '别人'",
        "day = '2020-01-01'",
        "flags = '[]', client = ''",
    ],
)
def test_a_changed_line_is_found(sealed, change):
    behind_its_back(f"UPDATE records_credit SET {change} WHERE id = %s", sealed[1].pk)
    assert any("was changed" in what for what in faults())


def test_a_removed_link_and_a_cut_end_are_found(sealed):
    behind_its_back("DELETE FROM records_link WHERE number = 2")
    assert "the link is missing" in faults()
    behind_its_back("DELETE FROM records_link WHERE number > 2")
    assert any("end of the ledger" in what for what in faults())


def test_hours_moved_to_somebody_elses_book_are_found(sealed, make_helper):
    other = make_helper("thief")
    behind_its_back("UPDATE records_credit SET person_id = %s WHERE id = %s", other.pk,
                    sealed[0].pk)  # fmt: skip
    found = faults()
    assert any("somebody else's book" in what for what in found)
    assert any("not the sum of its lines" in what for what in found)


def test_a_book_that_is_not_its_lines_is_found(sealed, helper):
    Book.objects.filter(pk=helper.pk).update(verified_minutes=1)
    assert any("not the sum of its lines" in what for what in faults())


def test_the_command_says_so(sealed, capsys):
    assert main(["records", "verify"]) == 0
    assert "the ledger holds" in capsys.readouterr().out
    behind_its_back("UPDATE records_credit SET minutes = 0, change = 0 WHERE id = %s", sealed[0].pk)
    assert main(["records", "verify"]) == 1


def test_a_late_line_is_chained_by_the_thorough_round(sealed, serve):
    line = serve(start=MONDAY + 240 * HOUR)
    Credit.objects.filter(pk=line.pk)
    behind_its_back(
        "UPDATE records_credit SET entered_at = %s WHERE id = %s",
        timezone.now() - timedelta(hours=3), line.pk,
    )  # fmt: skip
    seal_lines(by=robot("clock"))
    assert Link.objects.filter(ledger="credit", row=line.pk).count() == 0
    seal_lines(by=robot("clock"), thoroughly=True)
    assert Link.objects.filter(ledger="credit", row=line.pk).count() == 1
