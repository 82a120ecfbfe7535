"""What somebody has learnt, may prove, and is insured for."""

from collections.abc import Hashable

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tongxin.training.models import Module
from tongxin.volunteers.models import QualificationKind
from tongxin.web.briefly import briefly

from ..crowd import Bools, Crowd, Ints
from ..requirement import Refusal, Requirement
from ..rule import Rule
from ..steps import way


def trained(crowd: Crowd, requirement: Requirement) -> Bools:
    """A pass for every module of the class and the kind, unexpired at the start (rule 24)."""
    passed: Bools = _trained_until(crowd, requirement) > requirement.seconds[0]
    return passed


def _trained_until(crowd: Crowd, requirement: Requirement) -> Ints:
    return crowd.passed_until(crowd.needed.needed(requirement.service_class, requirement.kind))


def _untrained(crowd: Crowd, requirement: Requirement) -> Refusal:
    modules = crowd.needed.needed(requirement.service_class, requirement.kind)
    lacking = [
        code for code in sorted(modules)
        if crowd.passed_until(frozenset([code]))[0] <= requirement.seconds[0]
    ]  # fmt: skip
    say, url = crowd.once(
        ("untrained", *lacking, get_language()), lambda: _lessons(crowd, lacking)
    )  # fmt: skip
    return Refusal("trained", say, _("Learn now"), url)


@briefly
def _modules() -> list[Module]:
    return list(Module.objects.all())


def _lessons(crowd: Crowd, lacking: list[str]) -> tuple[str, str]:
    """Return the sentence that names the modules, and where one learns the first of them."""
    known = crowd.once("modules", _modules)
    rows = [row for row in known if row.pk in lacking]
    names = _(", ").join(str(row) for row in rows)
    say = ngettext(
        "First pass the module %(names)s: short lessons and a quiz on your phone.",
        "First pass the modules %(names)s: short lessons and a quiz on your phone.",
        len(rows),
    ) % {"names": names}
    return say, way("training:module", rows[0].code)


def qualified(crowd: Crowd, requirement: Requirement) -> Bools:
    """Every qualification the post asks, verified, good to the last day of the shift (rule 25)."""
    held = np.ones(len(crowd), bool)
    for kind in requirement.qualifications:
        held &= crowd.register.qualified(kind, requirement.last_day)
    return held


def _unqualified(crowd: Crowd, requirement: Requirement) -> Refusal:
    lacking = [
        kind for kind in sorted(requirement.qualifications)
        if not crowd.register.qualified(kind, requirement.last_day)[0]
    ]  # fmt: skip
    known = crowd.once("kinds", lambda: list(QualificationKind.objects.all()))
    names = _(", ").join(str(row) for row in known if row.pk in lacking)
    say = _("This post asks for a verified certificate: %(names)s.") % {"names": names}
    return Refusal("qualified", say, _("Send mine in"), way("volunteers:certificates"))


def insured(crowd: Crowd, requirement: Requirement) -> Bools:
    """Covered by accident insurance on every day of a risky shift (rule 26)."""
    covered = np.ones(len(crowd), bool)
    for day in requirement.days if requirement.asks_for_insurance else ():
        today = crowd.covers.named_on(crowd.people, day.toordinal())
        for path in crowd.covers.register_on(day.toordinal()):
            today |= crowd.homes_under(path)
        covered &= today
    return covered


def _uninsured(crowd: Crowd, requirement: Requirement) -> Refusal:
    say = _(
        "This post needs accident insurance, and yours does not cover %(day)s. Your institute takes"
        " it out for you, free of charge: please ask them."
    ) % {"day": date_format(requirement.first_day, "DATE_FORMAT")}
    return Refusal("insured", say)


def _days(requirement: Requirement) -> Hashable:
    return requirement.asks_for_insurance and (requirement.first_day, requirement.last_day)


TRAINED = Rule(
    "trained", "24", trained, lambda one: (one.service_class, one.kind, one.starts_at), _untrained,
    lasts=(lambda one: (one.service_class, one.kind), _trained_until),
)  # fmt: skip
QUALIFIED = Rule(
    "qualified", "25", qualified, lambda one: (one.qualifications, one.last_day), _unqualified
)
INSURED = Rule("insured", "26", insured, _days, _uninsured)
