"""What can be done in training. Every change goes through here."""

from .batches import (
    call_roll,
    cancel_batch,
    change_batch,
    check_in_online,
    code_of,
    plan_batch,
)
from .courses import (
    add_lesson,
    add_question,
    change_course,
    change_lesson,
    change_module,
    close_course,
    compose_course,
    drop_need,
    need_module,
    open_course,
    remove_lesson,
    retire_question,
)
from .filing import attach, detach, set_video
from .learning import finish_lesson, open_lesson, watch
from .passing import give_passes, revoke_pass, standing_pass, warn_ending
from .quizzes import (
    class_attended,
    lessons_left,
    quiz_passed,
    start_attempt,
    submit_attempt,
)
from .seats import confirm_seat, give_up_seat, lapse_seats, remind_seats, take_seat
from .starters import set_up_training

__all__ = [
    "add_lesson",
    "add_question",
    "attach",
    "call_roll",
    "cancel_batch",
    "change_batch",
    "change_course",
    "change_lesson",
    "change_module",
    "check_in_online",
    "class_attended",
    "close_course",
    "code_of",
    "compose_course",
    "confirm_seat",
    "detach",
    "drop_need",
    "finish_lesson",
    "give_passes",
    "give_up_seat",
    "lapse_seats",
    "lessons_left",
    "need_module",
    "open_course",
    "open_lesson",
    "plan_batch",
    "quiz_passed",
    "remind_seats",
    "remove_lesson",
    "retire_question",
    "revoke_pass",
    "set_up_training",
    "set_video",
    "standing_pass",
    "start_attempt",
    "submit_attempt",
    "take_seat",
    "warn_ending",
    "watch",
]
