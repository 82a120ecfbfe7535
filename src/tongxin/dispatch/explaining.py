"""Why me, why not me, why is it empty, who else: numbers of the engine as sentences (rule 29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import muster
from tongxin.people.models import Person
from tongxin.rosters.gates import refusals_of
from tongxin.rosters.models import Part, Shift
from tongxin.volunteers.models import Volunteer

from .arrays import Arrays, arrays_of
from .lately import stood_lately
from .models import Offer, Placement, Plan


@dataclass(frozen=True)
class Other:
    """Somebody who could stand there and does not. `km` of the way, `loss` in km for the city."""

    person: Person
    km: float
    loss: float
    busy: bool


def why_me(offers: Sequence[Offer]) -> list[str]:
    """Say for each offer of one volunteer, in one sentence, why they were asked; three queries."""
    if not offers:
        return []
    person = offers[0].enrolment.person_id or 0
    volunteer = Volunteer.objects.filter(person=person).first()
    first = min(offer.enrolment.shift.starts_at for offer in offers)
    rested = not stood_lately(first, [person]).get(person)
    return [_why_me(offer, volunteer, rested) + _next_best(offer) for offer in offers]


def _why_me(offer: Offer, volunteer: Volunteer | None, rested: bool) -> str:
    said = [_("you are %(km)s km away") % {"km": offer.km}]
    if volunteer and offer.enrolment.shift.post.service_class_id in volunteer.prefers:
        said.append(_("this is work you like"))
    if rested:
        said.append(_("you have not stood or been asked for two weeks"))
    because = _(", ").join([*said, _("you may stand there and are free")])
    return _("You were asked because %(because)s.") % {"because": because}


def _next_best(offer: Offer) -> str:
    """Say what sending somebody else instead would have cost, if a plan knows."""
    arrays = arrays_of(offer.plan) if offer.plan else None
    if arrays is None:
        return ""
    row = arrays.row_of(offer.enrolment.person_id or 0)
    here = [d for d in arrays.demands_of(offer.enrolment.shift_id) if _stands(arrays, row, d)]
    others = _explainer(arrays).who_else(here[0], 1) if here else []
    if not others or others[0].loss <= 0:
        return ""
    return " " + _("Sending somebody else would have cost the city %(km)s km of way and rest.") % {
        "km": _km(others[0].loss)
    }  # fmt: skip


def why_not_me(volunteer: Volunteer, shift: Shift) -> str:
    """Say in one sentence why this volunteer was not asked for a shift, and what they can do."""
    part: Part | None = shift.post.parts.first()
    if part is None:
        return _("This shift has no places.")
    if refused := refusals_of(volunteer, shift, part):
        return refused[0].sentence
    placement = (
        Placement.objects.filter(person=volunteer.person_id, plan__state=Plan.State.SENT)
        .filter(shift__starts_at__date=timezone.localdate(shift.starts_at))
        .exclude(shift=shift).select_related("shift__post").first()
    )  # fmt: skip
    if placement:
        return _("You were asked for %(post)s that day.") % {"post": placement.shift.post}
    plan = Plan.objects.filter(
        state=Plan.State.SENT, offers__enrolment__shift=shift
    ).distinct().order_by("-pk").first()  # fmt: skip
    if plan:
        return _by_the_plan(plan, volunteer, shift)
    if Offer.objects.filter(enrolment__shift=shift).exists():
        return _("Those who were asked are nearer, like this work more, or were asked less lately.")
    return _("Nobody was sent to this shift.")


def _by_the_plan(plan: Plan, volunteer: Volunteer, shift: Shift) -> str:
    arrays = arrays_of(plan)
    row = arrays.row_of(volunteer.person_id) if arrays else None
    demands = arrays.demands_of(shift.pk) if arrays else []
    if arrays is None or row is None or not demands:
        return _("When people were sent, you were not in the register yet.")
    answer = _explainer(arrays).why_not(row, demands[0])
    rules = {finding.rule for finding in answer.reasons}
    if "near" in rules:
        return _("It is farther than you told us you go.")
    if "free" in rules:
        return _("It lies outside the hours you told us you can help.")
    if "cap" in rules:
        return _("You were asked as often that week as you chose at most.")
    if "with_the_team" in rules:
        return _("You are wanted with your team that day; its leader is asked.")
    if rules:
        return _("A rule stood against it when people were sent.")
    return _(
        "Others are nearer or had longer rest: sending you would have cost the city %(km)s km more."
    ) % {"km": _km(max(0, answer.loss or 0))}


def why_empty(plan: Plan, shift: Shift) -> str:
    """Say in one sentence why places of a shift are empty in a plan; "" if none is."""
    arrays = arrays_of(plan)
    if arrays is None:
        return ""
    for d in arrays.demands_of(shift.pk):
        answer = _explainer(arrays).why_empty(d)
        if answer.filled < answer.seats:
            return _empty_said(arrays, answer)
    return ""


def _empty_said(arrays: Arrays, answer: muster.answers.EmptyAnswer) -> str:
    left = dict(answer.left)
    names = list(left)
    if answer.reason in left:
        before = left[names[names.index(answer.reason) - 1]]
        said = {
            "able": _(
                "%(n)s people are in the register, none of them may stand there"
                " (training, age, town, insurance)."
            ),
            "free": _("%(n)s people may stand there, none of them is free at that time."),
            "near": _("%(n)s people may and are free, none of them comes that far."),
        }.get(answer.reason, _("%(n)s people may come, and a rule of the city keeps each away."))
        return said % {"n": before}
    if answer.reason == "elsewhere":
        return ngettext(
            "The %(n)s person who could come stands where more is at stake that day.",
            "The %(n)s people who could come stand where more is at stake that day.",
            answer.elsewhere,
        ) % {"n": answer.elsewhere}
    if answer.reason == "cap":
        return _("Whoever could come has given as many days that week as they chose.")
    return _("Somebody could come, but the way and the rest they need weigh more than this place.")


def who_else(plan: Plan, shift: Shift, most: int = 8) -> list[Other]:
    """Return who else could stand in a shift, least loss for the city first."""
    arrays = arrays_of(plan)
    demands = arrays.demands_of(shift.pk) if arrays else []
    if arrays is None or not demands:
        return []
    found = _explainer(arrays).who_else(demands[0], most)
    keys = [int(arrays.people[one.volunteer]) for one in found]
    people = Person.objects.select_related("volunteer").in_bulk(keys)
    return [
        Other(people[key], _kilometres(one.cost), _kilometres(one.loss), one.standing >= 0)
        for key, one in zip(keys, found, strict=True)
        if key in people
    ]


@lru_cache(maxsize=2)
def _explainer(arrays: Any) -> muster.Explainer:
    return muster.Explainer(arrays.problem, arrays.plan)


def _stands(arrays: Arrays, row: int | None, d: int) -> bool:
    return row is not None and bool(
        ((arrays.plan.volunteer == row) & (arrays.plan.demand == d)).any()
    )


def _km(metres: int) -> str:
    return f"{_kilometres(metres):.1f}"


def _kilometres(metres: int) -> float:
    return max(0, metres) / 1000
