"""What protection does: health, kits, stock, insurance, hours. The only writers of this app."""

from ..alarms import on_unfit
from .accidents import Report, close_accident, report_accident, tell_insurer
from .cases import clear_case, open_case
from .declaring import declare_health, set_aside
from .forgetting import (
    approve_destruction,
    forget_health,
    propose_destruction,
    to_destroy,
)
from .holders import holder_of
from .issuing import confirm_kit, issue_kit, return_kit
from .kitting import fill_kit, set_threshold, set_up_kits
from .limiting import BadHours, set_hours
from .listing import TooManyLines, cover_listed
from .merging import take_over
from .policies import (
    BadCover,
    BadPolicy,
    Contract,
    PolicyNotOpen,
    cancel_policy,
    cover_people,
    end_cover,
    enter_policy,
)
from .reading import read_facts
from .refusals import (
    BadAnswers,
    BadKit,
    BadMovement,
    BadReport,
    CaseNotOpen,
    KitMissing,
    NoKitNeeded,
    NotEnough,
    NothingToDestroy,
    NotTheirs,
    ReplenishmentNotOpen,
)
from .replenishing import (
    ask_replenishment,
    decide_replenishment,
    send_replenishment,
    withdraw_replenishment,
)
from .reserving import release_reservation, reserve
from .stocking import Arrival, count_stock, receive, transfer, write_off
from .warning import warn_low

__all__ = [
    "Arrival",
    "BadAnswers",
    "BadCover",
    "BadHours",
    "BadKit",
    "BadMovement",
    "BadPolicy",
    "BadReport",
    "CaseNotOpen",
    "Contract",
    "KitMissing",
    "NoKitNeeded",
    "NotEnough",
    "NotTheirs",
    "NothingToDestroy",
    "PolicyNotOpen",
    "ReplenishmentNotOpen",
    "Report",
    "TooManyLines",
    "approve_destruction",
    "ask_replenishment",
    "cancel_policy",
    "clear_case",
    "close_accident",
    "confirm_kit",
    "count_stock",
    "cover_listed",
    "cover_people",
    "decide_replenishment",
    "declare_health",
    "end_cover",
    "enter_policy",
    "fill_kit",
    "forget_health",
    "holder_of",
    "issue_kit",
    "on_unfit",
    "open_case",
    "propose_destruction",
    "read_facts",
    "receive",
    "release_reservation",
    "report_accident",
    "reserve",
    "return_kit",
    "send_replenishment",
    "set_aside",
    "set_hours",
    "set_threshold",
    "set_up_kits",
    "take_over",
    "tell_insurer",
    "to_destroy",
    "transfer",
    "warn_low",
    "withdraw_replenishment",
    "write_off",
]  # fmt: skip
