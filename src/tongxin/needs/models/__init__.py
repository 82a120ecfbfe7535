from .day import DayList, DayListLine
from .draft import Draft
from .intake import Intake, RefusedRow
from .need import Assignment, Need, Picture, Step, Urgency
from .report import Report
from .triage import Decision, Fit, Likeness, Proposal, TimeLimit

__all__ = [
    "Assignment",
    "DayList",
    "DayListLine",
    "Decision",
    "Draft",
    "Fit",
    "Intake",
    "Likeness",
    "Need",
    "Picture",
    "Proposal",
    "RefusedRow",
    "Report",
    "Step",
    "TimeLimit",
    "Urgency",
]
