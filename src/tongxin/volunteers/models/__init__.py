from .pairs import Apart
from .qualifications import Qualification, QualificationKind
from .rolls import RefusedLine, Roll
from .volunteer import Blackout, NumberSeries, Suspension, Volunteer

__all__ = [
    "Apart",
    "Blackout",
    "NumberSeries",
    "Qualification",
    "QualificationKind",
    "RefusedLine",
    "Roll",
    "Suspension",
    "Volunteer",
]
