import pytest

from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.moderation.actions import AlreadyDecided, decide, withdraw
from tongxin.moderation.models import Submission


def test_an_author_takes_a_shown_text_back(written, moderator, resident):
    made = written()
    decide([made], verdict="passed", by=moderator)
    withdraw(made, by=resident)
    withdraw(made, by=resident)
    assert not Submission.objects.public().exists()
    assert Entry.objects.about(made).filter(verb="submission.withdrawn").count() == 1


def test_what_was_taken_back_is_not_decided(written, moderator, resident):
    made = written()
    withdraw(made, by=resident)
    with pytest.raises(AlreadyDecided):
        decide([made], verdict="passed", by=moderator)


def test_nobody_else_takes_it_back(written, moderator):
    with pytest.raises(NotAllowed):
        withdraw(written(), by=moderator)
