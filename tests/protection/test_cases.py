"""Falling unwell on duty opens a case, which blocks until somebody else cleared it (rule 37)."""

import pytest
from django.utils import timezone

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.messaging.models import Message
from tongxin.protection.actions import (
    BadReport,
    CaseNotOpen,
    NotTheirs,
    clear_case,
    open_case,
    read_facts,
)
from tongxin.protection.fitness import fitness_of
from tongxin.protection.models import Case


def ill():
    return list(fitness_of(None, timezone.localdate()).open_case)


def test_who_falls_unwell_stands_nowhere_until_cleared(volunteer, shift, steward):
    case = open_case(volunteer, what="头晕，脸色发白", occasion=shift, by=volunteer)
    assert ill() == [volunteer.pk]
    assert case.occasion_key == shift.key
    assert Message.objects.filter(recipient=f"person:{steward.pk}").count() == 1
    clear_case(case, grounds="医院证明已看", by=steward)
    assert ill() == []
    assert Message.objects.filter(recipient=f"person:{volunteer.pk}").exists()
    assert {"case.opened", "case.cleared"} <= set(Entry.objects.values_list("verb", flat=True))


def test_twice_is_once(volunteer, shift):
    one = open_case(volunteer, what="头晕", occasion=shift, by=volunteer)
    assert open_case(volunteer, what="还是头晕", by=volunteer) == one
    assert Case.objects.count() == 1


def test_nobody_clears_their_own_case(steward, officer, village):
    steward.home = village
    steward.save()
    case = open_case(steward, what="发冷", by=steward)
    with pytest.raises(NotTheirs):
        clear_case(case, by=steward)
    clear_case(case, by=officer)
    with pytest.raises(CaseNotOpen):
        clear_case(case, by=officer)


def test_a_stranger_opens_and_clears_nothing(volunteer, stranger, leader):
    with pytest.raises(NotAllowed):
        open_case(volunteer, what="头晕", by=stranger)
    case = open_case(volunteer, what="头晕", by=volunteer)
    for who in (stranger, leader):
        with pytest.raises(NotAllowed):
            clear_case(case, by=who)


def test_a_case_says_what_happened_sealed(volunteer, steward):
    with pytest.raises(BadReport):
        open_case(volunteer, what="  ", by=volunteer)
    case = open_case(volunteer, what="头晕", by=volunteer)
    assert "头晕" not in case.what_sealed
    assert read_facts(case, reason="安排就医", by=steward) == ["头晕"]
