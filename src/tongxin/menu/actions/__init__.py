"""What can be done with the menu. Every change to a service or booking goes through here."""

from .attending import enter_door_list
from .bookings import (
    book,
    cancel_booking,
    confirm_booking,
    mark_attendance,
    may_book_for_others,
)
from .composing import (
    answer_with,
    change_service,
    compose_service,
    end_service,
    open_service,
    propose_service,
    return_service,
)
from .editions import DishGone, cancel_edition, plan_edition, publish_due_editions, set_lines
from .feeds import renew_calendar_feed, renew_station_feed, renew_team_feed
from .reminding import remind_due
from .seats import lapse_invitations
from .sessions import add_series, add_session, cancel_session, change_session

__all__ = [
    "DishGone",
    "add_series",
    "add_session",
    "answer_with",
    "book",
    "cancel_booking",
    "cancel_edition",
    "cancel_session",
    "change_service",
    "change_session",
    "compose_service",
    "confirm_booking",
    "end_service",
    "enter_door_list",
    "lapse_invitations",
    "mark_attendance",
    "may_book_for_others",
    "open_service",
    "plan_edition",
    "propose_service",
    "publish_due_editions",
    "remind_due",
    "renew_calendar_feed",
    "renew_station_feed",
    "renew_team_feed",
    "return_service",
    "set_lines",
]
