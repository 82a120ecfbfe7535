"""Take in what residents write, decide it, hear appeals, keep the list of words."""

from .appealing import appeal, decide_appeal
from .deciding import Decided, decide, return_to_queue
from .merging import take_over
from .refusals import (
    AlreadyDecided,
    CannotAppeal,
    LookAtEachAlone,
    NothingWritten,
    OwnSubmission,
    ReasonMissing,
    SamePerson,
)
from .submitting import Text, submit, submit_many, withdraw, words_in
from .wordkeeping import NotAWord, remove_word, set_word

__all__ = [
    "AlreadyDecided",
    "CannotAppeal",
    "Decided",
    "LookAtEachAlone",
    "NotAWord",
    "NothingWritten",
    "OwnSubmission",
    "ReasonMissing",
    "SamePerson",
    "Text",
    "appeal",
    "decide",
    "decide_appeal",
    "remove_word",
    "return_to_queue",
    "set_word",
    "submit",
    "submit_many",
    "take_over",
    "withdraw",
    "words_in",
]
