from .enrolment import Enrolment, RosterFeed, Swap
from .hook import Hook
from .post import Part, Post, Shift, Template
from .request import Notice, Request

__all__ = [
    "Enrolment",
    "Hook",
    "Notice",
    "Part",
    "Post",
    "Request",
    "RosterFeed",
    "Shift",
    "Swap",
    "Template",
]
