"""Two accounts of one human: what they suggested and were asked goes along."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.feedback.actions import make_suggestion
from tongxin.feedback.actions.merging import take_over
from tongxin.journal.models import Entry


def test_suggestions_go_along(resident, stranger, village, director):
    made = make_suggestion("周末也开网课就好了", at=village, author=resident, by=resident)
    take_over(stranger, resident, director)
    made.refresh_from_db()
    assert made.author == stranger
    assert Entry.objects.filter(verb="receipt.taken_over").exists()


def test_only_who_merges_in_the_register_moves_receipts(resident, stranger, officer):
    with pytest.raises(NotAllowed):
        take_over(stranger, resident, officer)
