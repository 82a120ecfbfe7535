"""Declare one's health for today, before going on duty (rule 33)."""

import json
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place, ResponseLevel
from tongxin.vault.sealing import seal

from ..health import COLDEST, HOTTEST, Answers, is_unfit, symptom_names
from ..models import Declaration
from ..occasions import Occasion
from .doors import must_look_after, speaks_for
from .refusals import BadAnswers, NotTheirs
from .telling import tell_unfit


@transaction.atomic
def declare_health(
    person: Person, answers: Answers, *, by: Person, occasion: Occasion | None = None
) -> Declaration:
    """Keep what `person` says of their health today; unfit is told to who coordinates.

    The worst of the day counts: saying later that all is well changes nothing. Twice the same is
    once. Raises `BadAnswers`, `NotAllowed`.
    """
    if not speaks_for(by, person):
        must_look_after("health.enter", person, by=by, occasion=occasion)
    _check(answers)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    today, place = timezone.localdate(), person.seat
    verdict = Declaration.Verdict.UNFIT if is_unfit(answers) else Declaration.Verdict.FIT
    said = Declaration.objects.standing().filter(person=person, day=today)
    before: Declaration | None = said.filter(verdict=verdict).first()
    if before is not None:
        return before
    row = Declaration(
        person=person, place=place, day=today, verdict=verdict, declared_by=by,
        emergency=standing_emergency(place),
    )  # fmt: skip
    row.facts_sealed = seal(json.dumps(answers.stored()), row=row.row())
    row.save()
    record("health.declared", by=by, on=row, at=place, verdict=verdict)
    if row.is_unfit:
        tell_unfit(person, today, by=by, about=row)
    return row


def _check(answers: Answers) -> None:
    if not COLDEST <= answers.temperature <= HOTTEST:
        raise BadAnswers(
            _("A temperature lies between %(least)s and %(most)s °C.")
            % {"least": COLDEST, "most": HOTTEST}
        )
    if unknown := set(answers.symptoms) - set(symptom_names()):
        raise BadAnswers(_("Unknown symptom: %(code)s.") % {"code": min(unknown)})


def standing_emergency(place: Place) -> ResponseLevel | None:
    """Return the response level that holds at `place`, the nearest: what is kept is tagged."""
    levels = ResponseLevel.objects.in_force(timezone.now()).over(place).select_related("place")
    found: ResponseLevel | None = max(levels, key=lambda row: len(row.place.path), default=None)
    return found


@transaction.atomic
def set_aside(declaration: Declaration, *, reason: str, by: Person) -> Declaration:
    """Take a declaration back that was entered by mistake: never by the volunteer themselves.

    Raises `BadAnswers` without a reason, `NotTheirs`, `NotAllowed`.
    """
    by.must("health.clear", at=declaration.place)
    if by.pk == declaration.person_id or by.pk == declaration.declared_by_id:
        raise NotTheirs(_("Somebody else has to look at this."))
    if not reason.strip():
        raise BadAnswers(_("Please say in a few words why."))
    row: Declaration = (
        Declaration.objects.select_for_update(of=("self",))
        .select_related("place", "person")
        .get(pk=declaration.pk)
    )
    if row.verdict != Declaration.Verdict.MISTAKEN:
        row.verdict = Declaration.Verdict.MISTAKEN
        row.save(update_fields=["verdict"])
        record("health.set_aside", by=by, on=row, at=row.place, reason=reason.strip())
    return row


def declared_on(person: Person, day: date) -> Declaration | None:
    """Return the worst the person said on that day; None: nothing."""
    rows = list(Declaration.objects.standing().filter(person=person, day=day))
    return max(rows, key=lambda row: row.is_unfit, default=None)
