"""The only writers of this app, by subject; everything public is named here."""

from .inviting import OtherName, invite
from .merging import CannotMerge, hold_apart, merge
from .numbering import take_numbers
from .offering import (
    NotOpen,
    Offer,
    TooFarOut,
    TooManyBlackouts,
    add_blackout,
    change_offer,
    remove_blackout,
    set_emergency,
    set_start,
)
from .qualifying import (
    Expired,
    HeldAlready,
    NotWaiting,
    ReasonMissing,
    claim,
    look_at,
    refuse,
    seed_kinds,
    verify,
    withdraw,
)
from .registering import (
    AlreadyVolunteer,
    ConsentNeeded,
    HomeNeeded,
    IdentityNeeded,
    Suspended,
    leave,
    register,
    take_up,
    take_up_waiting,
)
from .replying import Answered, take_replies
from .suspending import (
    EndInThePast,
    NotActive,
    SuspensionReasonNeeded,
    lift,
    lift_ended,
    suspend,
)

__all__ = [
    "AlreadyVolunteer", "Answered", "CannotMerge", "ConsentNeeded", "EndInThePast", "Expired",
    "HeldAlready", "HomeNeeded", "IdentityNeeded", "NotActive", "NotOpen", "NotWaiting",
    "Offer", "OtherName", "ReasonMissing", "Suspended", "SuspensionReasonNeeded", "TooFarOut",
    "TooManyBlackouts", "add_blackout", "change_offer", "claim", "hold_apart", "invite",
    "leave", "lift", "lift_ended", "look_at", "merge", "refuse", "register", "remove_blackout",
    "seed_kinds", "set_emergency", "set_start", "suspend", "take_numbers", "take_replies",
    "take_up", "take_up_waiting", "verify", "withdraw",
]  # fmt: skip
