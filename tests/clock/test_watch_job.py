import pytest
from django.utils import timezone

from tongxin.clock.actions import (
    JobFinished,
    ask_cancel,
    cancel,
    fail,
    finish,
    is_cancelled,
    open_job,
    report,
    start,
)
from tongxin.clock.models import Job
from tongxin.journal.models import Entry


class Somebody:
    """Anyone the journal can name."""

    def __init__(self, pk):
        self.pk = pk

    class _meta:
        model_name = "person"


ME, STRANGER, NOBODY = Somebody(1), Somebody(2), Somebody(None)


@pytest.fixture
def mine(db):
    return open_job("test", "Counting sheep", by=ME)


def test_a_job_tells_how_far_it_is(mine):
    start(mine, total=10)
    report(mine, 4, note="fourth")
    assert (mine.state, mine.percent, mine.note) == ("running", 40, "fourth")
    finish(mine, result={"rows": 10})
    assert (mine.state, mine.percent, mine.result) == ("done", 100, {"rows": 10})


def test_a_report_starts_the_job_and_may_exceed_the_guess(mine):
    report(mine, 5, 4)
    assert (mine.state, mine.done, mine.total) == ("running", 5, 5)


def test_the_time_left_follows_the_pace(mine, time_machine):
    time_machine.move_to("2026-06-01T12:00:00Z", tick=False)
    start(mine, total=10)
    assert mine.seconds_left(timezone.now()) is None
    time_machine.shift(20)
    report(mine, 4)
    assert mine.seconds_left(timezone.now()) == 30


def test_the_owner_can_stop_it(mine):
    start(mine)
    assert not is_cancelled(mine)
    ask_cancel(mine, by=ME)
    ask_cancel(mine, by=ME)
    assert is_cancelled(mine)
    cancel(mine)
    assert mine.state == "cancelled"
    verbs = Entry.objects.filter(on=f"job:{mine.pk}").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["job.opened", "job.cancel_asked"]


def test_what_is_over_cannot_be_stopped(mine):
    fail(mine, "the file is broken")
    assert (mine.state, mine.note) == ("failed", "the file is broken")
    with pytest.raises(JobFinished):
        ask_cancel(mine, by=ME)


def test_a_job_is_seen_by_its_owner_alone(mine):
    assert Job.objects.visible_to(ME).get() == mine
    assert not Job.objects.visible_to(STRANGER).exists()
    assert not Job.objects.visible_to(NOBODY).exists()
