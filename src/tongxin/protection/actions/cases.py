"""Somebody falls unwell: a case that keeps them off duty until somebody else has cleared it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.journal.actions import record
from tongxin.people.actions import tell
from tongxin.people.models import Person
from tongxin.vault.sealing import seal

from ..models import Case
from ..occasions import Occasion
from .declaring import standing_emergency
from .doors import must_look_after, speaks_for
from .refusals import BadReport, CaseNotOpen, NotTheirs
from .telling import tell_unfit


@transaction.atomic
def open_case(person: Person, *, what: str, occasion: Occasion | None = None, by: Person) -> Case:
    """Note that somebody fell unwell; from now on they stand nowhere (rule 37).

    Who has an open case keeps it: twice is once. Raises `BadReport`, `NotAllowed`.
    """
    if not speaks_for(by, person):
        must_look_after("health.enter", person, by=by, occasion=occasion)
    if not what.strip():
        raise BadReport(_("Please say in a few words what happened."))
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    before: Case | None = Case.objects.open().filter(person=person).first()
    if before is not None:
        return before
    place = occasion.place if occasion else person.seat
    row = Case(
        person=person, place=place, opened_by=by, emergency=standing_emergency(place),
        occasion_key=occasion.key if occasion else "",
        occasion_title=occasion.title[:120] if occasion else "",
    )  # fmt: skip
    row.what_sealed = seal(what.strip(), row=row.row("what"))
    row.save()
    record("case.opened", by=by, on=row, at=place, person=person.pk, occasion=row.occasion_key)
    tell_unfit(person, timezone.localdate(), by=by, about=row, at=place)
    return row


@transaction.atomic
def clear_case(case: Case, *, grounds: str = "", by: Person) -> Case:
    """Let somebody stand again; never by themselves. `grounds`: seen by whom, which paper.

    Raises `CaseNotOpen`, `NotTheirs`, `NotAllowed`.
    """
    by.must("health.clear", at=case.place)
    if by.pk == case.person_id:
        raise NotTheirs(_("Somebody else has to clear your case."))
    row: Case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("place", "person__home")
        .get(pk=case.pk)
    )
    if not row.is_open:
        raise CaseNotOpen(_("This case was cleared before."))
    row.state, row.cleared_by, row.cleared_at = Case.State.CLEARED, by, timezone.now()
    row.grounds_sealed = seal(grounds.strip(), row=row.row("grounds"))
    row.save(update_fields=["state", "cleared_by", "cleared_at", "grounds_sealed"])
    record("case.cleared", by=by, on=row, at=row.place, person=row.person_id)
    tell(
        row.person, subject=gettext_noop("You can go on duty again"),
        body=gettext_noop("Thank you for resting. Declare your health on the day as usual."),
        about=row, url=reverse("protection:declare"),
    )  # fmt: skip
    return row
