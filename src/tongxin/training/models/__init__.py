from .batch import Batch, Seat
from .course import Attachment, Course, Lesson, Module, ModuleNeed
from .passing import Pass
from .quiz import Attempt, Question, Study

__all__ = [
    "Attachment",
    "Attempt",
    "Batch",
    "Course",
    "Lesson",
    "Module",
    "ModuleNeed",
    "Pass",
    "Question",
    "Seat",
    "Study",
]
