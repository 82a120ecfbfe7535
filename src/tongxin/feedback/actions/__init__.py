"""What can be done with receipts and suggestions. Every change goes through here."""

from .inviting import (
    invite_due,
    must_be_answered,
    must_be_over,
    receipt_for_booking,
    receipt_for_edition,
    receipt_for_need,
)
from .reviewing import give_review
from .suggesting import answer_suggestion, make_suggestion, own_suggestion
from .typing import Sheet, type_in_reviews

__all__ = [
    "Sheet",
    "answer_suggestion",
    "give_review",
    "invite_due",
    "make_suggestion",
    "must_be_answered",
    "must_be_over",
    "own_suggestion",
    "receipt_for_booking",
    "receipt_for_edition",
    "receipt_for_need",
    "type_in_reviews",
]
