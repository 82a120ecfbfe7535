"""What can be done with insurance and hours. Every change to a policy, cover or limit is here."""

from .limiting import BadHours, set_hours
from .listing import TooManyLines, cover_listed
from .policies import (
    BadCover,
    BadPolicy,
    Contract,
    PolicyNotOpen,
    cancel_policy,
    cover_people,
    end_cover,
    enter_policy,
    take_over,
)

__all__ = [
    "BadCover",
    "BadHours",
    "BadPolicy",
    "Contract",
    "PolicyNotOpen",
    "TooManyLines",
    "cancel_policy",
    "cover_listed",
    "cover_people",
    "end_cover",
    "enter_policy",
    "set_hours",
    "take_over",
]
