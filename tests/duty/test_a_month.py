"""A month of duty in small: late, forgotten, unwell, corrected, spent; every total is recounted.

The same as `python -m bench month`, with a village or two.
"""

import pytest

from bench.month import play
from tongxin.protection.models import Balance
from tongxin.records.models import Book

pytestmark = pytest.mark.django_db


DEEDS = {  # what has to happen in a month for its recount to say anything
    "checked in", "checked out", "called in", "forgotten", "no-show", "fell unwell",
    "issued a kit", "returned a kit", "counted", "corrected", "struck", "disputed", "made up",
    "redeemed", "gave back", "issued a certificate", "accepted", "declined",
}  # fmt: skip


def test_after_a_month_every_total_equals_a_recount():
    month, faults, _lived, _whole = play("small")
    assert faults == []
    assert {name for name in DEEDS if not month.done.get(name)} == set()
    book = Book.objects.order_by("-verified_minutes").first()
    Book.objects.filter(pk=book.pk).update(verified_minutes=book.verified_minutes + 1)
    Balance.objects.filter(quantity__gt=0).update(quantity=1)
    assert_noticed(month)


def assert_noticed(month):
    """The recount is no rubber stamp: what was changed behind the house's back is found."""
    from bench.month_recount import recount

    faults = recount(month)
    assert any(fault.startswith("book ") for fault in faults)
    assert any(fault.startswith("stock:") for fault in faults)
