"""Two accounts of one human: what was asked on one is followed on the other."""

import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.needs.actions.handing_over import take_over
from tongxin.needs.models import Need


def test_needs_go_along(need, resident, stranger, director):
    take_over(stranger, resident, director)
    assert Need.objects.visible_to(stranger).get() == need
    assert Entry.objects.get(verb="need.taken_over").facts == {"moved": 1}


def test_only_who_merges_in_the_register_moves_needs(need, resident, stranger, officer):
    with pytest.raises(NotAllowed):
        take_over(stranger, resident, officer)
