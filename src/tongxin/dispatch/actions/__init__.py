"""What can be done with plans, offers, calls and orders. Every change of them is here."""

from .calling import NothingFree, call
from .drawing import draw
from .forgetting import forget_plans
from .ordering import (
    BadOrder,
    Command,
    OrderOver,
    answer_order,
    issue_order,
    take_order,
    withdraw_order,
)
from .planning import BadPlan, NotADraft, drop_plan, order_plan, pin, unpin
from .refilling import ask_chosen, asked_for, costs_of, refill, refill_due, seat_freed
from .sending import send_now, send_plan

__all__ = [
    "BadOrder",
    "BadPlan",
    "Command",
    "NotADraft",
    "NothingFree",
    "OrderOver",
    "answer_order",
    "ask_chosen",
    "asked_for",
    "call",
    "costs_of",
    "draw",
    "drop_plan",
    "forget_plans",
    "issue_order",
    "order_plan",
    "pin",
    "refill",
    "refill_due",
    "seat_freed",
    "send_now",
    "send_plan",
    "take_order",
    "unpin",
    "withdraw_order",
]
