"""What can be done about a need. Every change to a need goes through here."""

from .answering import (
    accept_need,
    answer_needs,
    cancel_dispatch,
    complete_need,
    dispatch_needs,
    return_need,
    start_service,
)
from .drafting import drop_old_drafts, keep_draft, raise_draft
from .ending import (
    add_note,
    close_need,
    mark_reviewed,
    note_reviewed,
    reopen_need,
    withdraw_need,
)
from .limits import flag_overdue, seed_limits, set_limits
from .listing import order_export, publish_day_list
from .merging import decide_likeness, merge_needs, unmerge_need
from .moving import IllegalJump
from .proposing import order_fit
from .raising import raise_need
from .revealing import reveal_need
from .triaging import decide_needs, decide_pending, reject_needs
from .undoing import undo_decisions

__all__ = [
    "IllegalJump",
    "accept_need",
    "add_note",
    "answer_needs",
    "cancel_dispatch",
    "close_need",
    "complete_need",
    "decide_likeness",
    "decide_needs",
    "decide_pending",
    "dispatch_needs",
    "drop_old_drafts",
    "flag_overdue",
    "keep_draft",
    "mark_reviewed",
    "merge_needs",
    "note_reviewed",
    "order_export",
    "order_fit",
    "publish_day_list",
    "raise_draft",
    "raise_need",
    "reject_needs",
    "reopen_need",
    "return_need",
    "reveal_need",
    "seed_limits",
    "set_limits",
    "start_service",
    "undo_decisions",
    "unmerge_need",
    "withdraw_need",
]
