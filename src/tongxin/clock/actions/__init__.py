"""What can be done about time. These are plumbing: the work they carry is done by somebody,
and the task says by whom (`by=robot("…")`), so most of them take no `by` and write no journal.
"""

from .errands import relay_errands, send
from .jobs import (
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
from .leases import beat, forget, take_lease, yield_lease
from .schedules import run_due, sync_schedules
from .sweeping import sweep
from .work import close_task, fail_task, give_back

__all__ = [
    "JobFinished",
    "ask_cancel",
    "beat",
    "cancel",
    "close_task",
    "fail",
    "fail_task",
    "finish",
    "forget",
    "give_back",
    "is_cancelled",
    "open_job",
    "relay_errands",
    "report",
    "run_due",
    "send",
    "start",
    "sweep",
    "sync_schedules",
    "take_lease",
    "yield_lease",
]
