"""Who may speak for somebody at the door; and the locks, on one enrolment and nothing shared."""

from django.utils.translation import gettext as _

from tongxin.errors import NotAllowed
from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment, Shift
from tongxin.web.questions import RowQuestion


def _locked(*loaded: str) -> RowQuestion:
    """Return the question for one enrolment, locked, with what is `loaded`."""
    return RowQuestion(
        lambda: Enrolment,
        lambda rows, key: rows.filter(pk=key).order_by().select_related(*loaded)
        .select_for_update(of=("self",), no_key=True),
        int,
    )  # fmt: skip


# What the gates look at, and no more: a wide row costs more than all the rest of a check-in.
COMING = _locked("person__volunteer", "part", "shift__post__place", "shift__post__site")
# What a stint is made of, and what is told to others.
GOING = _locked(
    "person__home", "part", "shift__post__place__parent", "shift__post__site",
    "shift__post__team__place", "shift__post__request__unit", "shift__post__made_by",
)  # fmt: skip


def calls_roll(shift: Shift, by: Person) -> bool:
    """Whether `by` leads the post's team, or keeps the roster of its place."""
    team = shift.post.team
    leads = team is not None and by.may_for("attendance.call", team=team)
    return leads or by.may("attendance.call", at=shift.post.place)


def must_call_roll(shift: Shift, by: Person) -> None:
    """Raise `NotAllowed` unless `by` may call the roll of the shift."""
    if not calls_roll(shift, by):
        by.must("attendance.call", at=shift.post.place)


def must_be_own(enrolment: Enrolment, by: Person) -> None:
    """Raise `NotAllowed` unless it is the person's own place."""
    if enrolment.person_id != by.pk:
        raise NotAllowed(_("Everybody checks in for themselves; a leader can call the roll."))


def lock_enrolment(enrolment: Enrolment, loaded: RowQuestion = GOING) -> Enrolment:
    """Return the enrolment fresh and locked, with what is `loaded`; one query."""
    found: list[Enrolment] = loaded.find(enrolment.pk)
    if not found:
        raise Enrolment.DoesNotExist
    return found[0]
