from .absence import Absence
from .attendance import Attendance
from .door import DoorTimes, Handover, Screen

__all__ = ["Absence", "Attendance", "DoorTimes", "Handover", "Screen"]
