"""What can be done at the door. Every change to an attendance or an absence is here."""

from .absent import appeal, excuse, forget_absences, lift, record_absences, uphold
from .calling import call_in, call_out
from .handing import take_handover, write_handover
from .leaving import close_due
from .passing import TOO_OFTEN, check_in, check_out
from .places import calls_roll
from .replacing import replace
from .screens import end_screen, make_screen, pass_screen, screen_digest
from .timing import set_times
from .unwell import fall_unwell, stand_down

__all__ = [
    "TOO_OFTEN",
    "appeal",
    "call_in",
    "call_out",
    "calls_roll",
    "check_in",
    "check_out",
    "close_due",
    "end_screen",
    "excuse",
    "fall_unwell",
    "forget_absences",
    "lift",
    "make_screen",
    "pass_screen",
    "record_absences",
    "replace",
    "screen_digest",
    "set_times",
    "stand_down",
    "take_handover",
    "uphold",
    "write_handover",
]
