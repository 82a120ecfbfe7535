from .booking import Booking, CalendarFeed
from .edition import Edition, EditionLine
from .service import Answer, Service, Session

__all__ = [
    "Answer",
    "Booking",
    "CalendarFeed",
    "Edition",
    "EditionLine",
    "Service",
    "Session",
]
