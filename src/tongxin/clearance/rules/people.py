"""Who somebody is: registered, old enough, with a guardian, of a unit."""

from collections.abc import Hashable

from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.people.ages import ADULT
from tongxin.people.models import Unit
from tongxin.volunteers.columns import NEVER, STATES

from ..crowd import Bools, Crowd
from ..requirement import Refusal, Requirement
from ..rule import Rule
from ..steps import day_of


def registered(crowd: Crowd, requirement: Requirement) -> Bools:
    """In the register, confirmed, and not suspended on the day of the shift (rules 3 and 4)."""
    standing: Bools = crowd.register.standing(requirement.first_day)
    return standing


def _unregistered(crowd: Crowd, requirement: Requirement) -> Refusal:
    register, name = crowd.register, "registered"
    state = STATES[register.state[0]] if len(crowd) else "left"
    if state == "invited":
        say = _("You have been invited to the register; please confirm first.")
        return Refusal(name, say, _("Confirm"), reverse("volunteers:mine"))
    if state == "applied":
        say = _("Your guardian has not confirmed yet. Ask them to look at their messages.")
        return Refusal(name, say, _("My guardian"), reverse("people:guardian"))
    if state != "suspended":
        return Refusal(name, _("First join the register of volunteers; it takes a minute."),
                       _("Join"), reverse("volunteers:join"))  # fmt: skip
    until = int(register.suspended_until[0])
    if until == NEVER:
        say = _(
            "Your service is suspended. The reason is on your page; your institute can lift it."
        )
    else:
        say = _("Your service is suspended until %(day)s. The reason is on your page.") % {
            "day": day_of(until)
        }
    return Refusal(name, say, _("My page"), reverse("volunteers:mine"))


def of_age(crowd: Crowd, requirement: Requirement) -> Bools:
    """Old enough on the day (rules 2 and 3); an unknown age is not enough for anything."""
    ages = crowd.register.ages(requirement.first_day)
    old_enough: Bools = (ages >= 0) & (ages >= requirement.youngest)
    return old_enough


def _too_young(crowd: Crowd, requirement: Requirement) -> Refusal:
    if crowd.register.ages(requirement.first_day)[0] < 0:
        say = _("We do not know your age yet. Please enter your identity number.")
        return Refusal("of_age", say, _("Enter it"), reverse("people:identity"))
    if requirement.is_for_adults and requirement.youngest == ADULT:
        say = _(
            "Thank you for wanting to help! This post can be dangerous, so the law keeps it for"
            " people of 18 and over. There are other posts for you."
        )
    else:
        say = _("This post is for people of %(age)s and over. There are other posts for you.") % {
            "age": requirement.youngest
        }
    return Refusal("of_age", say)


def guarded(crowd: Crowd, requirement: Requirement) -> Bools:
    """Of age, or with a guardian who has confirmed (rule 3); an unknown age is `of_age`'s."""
    ages = crowd.register.ages(requirement.first_day)
    safe: Bools = (ages < 0) | (ages >= ADULT) | crowd.register.guarded
    return safe


def _unguarded(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _("Until you are 18, a guardian has to agree before you serve.")
    return Refusal("guarded", say, _("Ask my guardian"), reverse("people:guardian"))


def of_the_unit(crowd: Crowd, requirement: Requirement) -> Bools:
    """Of the unit the post is kept for, if it is kept for one (rule 31)."""
    if requirement.unit is None:
        return crowd.everybody
    own: Bools = crowd.register.unit == requirement.unit
    return own


def _of_no_unit(crowd: Crowd, requirement: Requirement) -> Refusal:
    key = requirement.unit
    unit = crowd.once(("unit", key), lambda: Unit.objects.filter(pk__in=[key]).first())
    say = _("This post is kept for the people of %(unit)s.") % {"unit": unit or _("one unit")}
    return Refusal("of_the_unit", say)


def _age_and_day(requirement: Requirement) -> Hashable:
    return requirement.first_day, requirement.youngest


REGISTERED = Rule("registered", "3, 4", registered, lambda one: one.first_day, _unregistered)
OF_AGE = Rule("of_age", "2, 3", of_age, _age_and_day, _too_young)
GUARDED = Rule("guarded", "3", guarded, lambda one: one.first_day, _unguarded)
OF_THE_UNIT = Rule("of_the_unit", "31", of_the_unit, lambda one: one.unit, _of_no_unit)
