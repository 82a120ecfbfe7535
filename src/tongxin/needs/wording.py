"""How the states of a need are told to the one who asked: plain words, and what comes next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: dict[str, str | Promise] = {
    "pending": _("We have it"),
    "rejected": _("We could not accept it"),
    "listed": _("On the needs list"),
    "referred": _("Passed on"),
    "dispatched": _("A team was asked"),
    "accepted": _("A team has taken it"),
    "in_service": _("The team is at it"),
    "completed": _("Done"),
    "reviewed": _("You told us how it was"),
    "closed": _("Closed"),
    "withdrawn": _("You withdrew it"),
    "merged": _("Joined with the same request of your neighbours"),
}
NEXT: dict[str, str | Promise] = {
    "pending": _("Somebody at the station reads it and decides who can help."),
    "rejected": _("You can say more and open it again, or call your station."),
    "listed": _("It is on the list. We are looking for the team that can help."),
    "referred": _("The department that is responsible deals with it."),
    "dispatched": _("The team answers whether it can come."),
    "accepted": _("The team prepares, and gets in touch when it needs to."),
    "in_service": _("The team finishes and tells us what was done."),
    "completed": _("Please tell us: was it solved?"),
    "reviewed": _("Thank you. Your words make tomorrow's menu better."),
    "closed": _("Nothing more to do. If it comes back, open it again."),
    "withdrawn": _("Nothing more to do. You can ask again at any time."),
}


@dataclass(frozen=True)
class StateGroup:
    """States that mean the same to a neighbour."""

    name: str
    label: str | Promise
    states: tuple[str, ...]


STATE_GROUPS = [
    StateGroup("waiting", _("Waiting for an answer"), ("listed",)),
    StateGroup("underway", _("Being answered"), ("dispatched", "accepted", "in_service")),
    StateGroup("answered", _("Answered"), ("completed", "reviewed", "closed")),
]
