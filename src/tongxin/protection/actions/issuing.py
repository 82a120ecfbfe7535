"""Give somebody the kit for an occasion, confirm their own, take it back (rules 34 and 35)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.journal.actions import record
from tongxin.people.models import Person, Unit
from tongxin.places.models import Place

from ..models import KitIssue, Movement
from ..occasions import Occasion
from .doors import must_look_after
from .gearing import back_to_stock, in_hand, keep, legs_out, missing_from, needed_at
from .posting import Paper, post
from .refusals import BadMovement, KitMissing, NotTheirs
from .reserving import use_reserved


@transaction.atomic
def issue_kit(
    person: Person, occasion: Occasion, *, by: Person, supplier: Unit | Place | None = None,
    words: str = "",
) -> KitIssue:  # fmt: skip
    """Hand out what the occasion asks for, from the stock of who must supply it.

    `supplier`: another one, with `words` that say why. Who has the kit keeps it: twice is once;
    one that is not enough any more is made up. Raises `NoKitNeeded`, `NotEnough`, `NotAllowed`.
    """
    must_look_after("kit.issue", person, by=by, occasion=occasion)
    needed, row = needed_at(occasion), in_hand(person, occasion)
    missing = missing_from(row, needed)
    if row is not None and not missing:
        return row
    if supplier is not None and not words.strip():
        raise BadMovement(_("Somebody else supplies this: please say why."))
    goes = legs_out(person, occasion, missing, supplier)
    paper = Paper(Movement.Kind.ISSUE, by, words.strip(), "", occasion.key, person)
    post(paper, goes)
    use_reserved(occasion, goes)
    row = keep(row, person, occasion, needed, KitIssue.How.ISSUED, words.strip(), by)
    record("kit.issued", by=by, on=row, at=occasion.place, person=person.pk,
           occasion=occasion.key, kit=needed.key, reason=words.strip())  # fmt: skip
    return row


@transaction.atomic
def confirm_kit(person: Person, occasion: Occasion, *, words: str, by: Person) -> KitIssue:
    """Confirm that somebody brought the gear, their own or their unit's; `words`: what was seen.

    Nobody confirms their own. Twice is once. Raises `NoKitNeeded`, `NotTheirs`, `NotAllowed`.
    """
    must_look_after("kit.issue", person, by=by, occasion=occasion)
    if by.pk == person.pk:
        raise NotTheirs(_("Somebody else has to see your gear."))
    if not words.strip():
        raise BadMovement(_("Please say what you have seen."))
    needed, row = needed_at(occasion), in_hand(person, occasion)
    if row is not None and not missing_from(row, needed):
        return row
    row = keep(row, person, occasion, needed, KitIssue.How.CONFIRMED, words.strip(), by)
    record("kit.confirmed", by=by, on=row, at=occasion.place, person=person.pk,
           occasion=occasion.key, kit=needed.key)  # fmt: skip
    return row


@transaction.atomic
def return_kit(
    issue: KitIssue, *, by: Person, back: Mapping[str, int] | None = None, words: str = ""
) -> KitIssue:
    """Take a kit back; `back`: how many of which item return to stock, None: what can be reused.

    Each goes to the stock it came from. Raises `KitMissing`, `BadMovement`, `NotAllowed`.
    """
    must_look_after("kit.issue", issue.person, by=by)
    row: KitIssue = (
        KitIssue.objects.select_for_update(of=("self",))
        .select_related("person", "place")
        .get(pk=issue.pk)
    )
    if row.returned_at is not None:
        raise KitMissing(_("This kit was given back before."))
    goes = back_to_stock(row, back)
    if goes:
        paper = Paper(Movement.Kind.RETURN, by, words.strip(), "", row.occasion_key, row.person)
        post(paper, goes)
    row.returned_at, row.returned_by = timezone.now(), by
    row.save(update_fields=["returned_at", "returned_by"])
    record("kit.returned", by=by, on=row, at=row.place, person=row.person_id,
           occasion=row.occasion_key)  # fmt: skip
    return row
