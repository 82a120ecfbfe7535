"""Join needs that are one, and part them again. Every requester is kept (rule 18)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.people.models import Person

from ..models import Likeness, Need
from .informing import inform
from .moving import IllegalJump, lock, move

STANDS = [
    Need.State.PENDING, Need.State.LISTED, Need.State.REFERRED, Need.State.DISPATCHED,
    Need.State.ACCEPTED, Need.State.IN_SERVICE,
]  # fmt: skip


class TooFarApart(DomainError):
    """The needs belong to different towns: the same sort of matter, but not the same."""


class NotMergeable(DomainError):
    """The needs cannot become one."""


@transaction.atomic
def merge_needs(needs: Iterable[Need], *, into: Need, by: Person) -> Need:
    """Join `needs` with `into`, which goes on for all of them.

    What had been joined with one of them joins `into` too, so chains stay flat. Each requester is
    told. Raises `TooFarApart`, `NotMergeable`, `IllegalJump`, `NotAllowed`.
    """
    joining = [need for need in needs if need.pk != into.pk]
    rows = {need.pk: need for need in lock([into, *joining])}
    into = rows.pop(into.pk)
    by.must("need.merge", at=into.place)
    _check(into, rows.values(), by)
    for need in rows.values():
        need.merged_into, need.team = into, None
    if rows:
        move(
            list(rows.values()), to=Need.State.MERGED, verb="need.merged", by=by,
            note=into.tracking_code_shown, into=into.pk,
        )  # fmt: skip
        Need.objects.filter(merged_into__in=rows).update(merged_into=into)
        _mark(rows, into, Likeness.State.SAME, by)
        inform(
            rows.values(),
            subject=gettext_noop("Your request %(code)s was joined with the same of a neighbour"),
            body=gettext_noop("Both are answered together; you will be told and asked how it was."),
        )
    return into


def _check(into: Need, rows: Iterable[Need], by: Person) -> None:
    if into.state not in STANDS:
        raise NotMergeable(_("“%(need)s” is no longer open; join the others with an open one.")
                           % {"need": into})  # fmt: skip
    town = into.place.path.split("/")[:2]
    for need in rows:
        by.must("need.merge", at=need.place)
        if need.place.path.split("/")[:2] != town and into.place.parent_id and need.place.parent_id:
            raise TooFarApart(
                _("“%(need)s” is in another town. The same matter elsewhere is another need.")
                % {"need": need}
            )


def _mark(rows: dict[int, Need], into: Need, state: str, by: Person) -> None:
    between = Q(need__in=rows, other=into) | Q(need=into, other__in=rows)
    Likeness.objects.filter(between).update(state=state, decided_by=by)


@transaction.atomic
def unmerge_need(need: Need, *, by: Person) -> Need:
    """Part a need from the one it was joined with; it goes on from where it stood.

    Raises `IllegalJump`, `NotAllowed`.
    """
    (need,) = lock([need])
    by.must("need.merge", at=need.place)
    into = need.merged_into
    if into is None:
        raise IllegalJump(_("“%(need)s” is not joined with another.") % {"need": need})
    stood = Need.State.REFERRED if need.refer_to else Need.State.LISTED
    need.merged_into = None
    move(
        [need], to=stood if need.route else Need.State.PENDING, verb="need.unmerged", by=by,
        out_of=into.pk,
    )  # fmt: skip
    _mark({need.pk: need}, into, Likeness.State.DIFFERENT, by)
    inform([need], subject=gettext_noop("Your request %(code)s is looked after by itself again"))
    return need


@transaction.atomic
def decide_likeness(likeness: Likeness, *, same: bool, by: Person) -> Likeness:
    """Say whether two needs are one. The same are joined, the later with the earlier.

    Raises `NotMergeable`, `TooFarApart`, `NotAllowed`.
    """
    found = Likeness.objects.select_for_update(of=("self",)).get(pk=likeness.pk)
    need, other = found.need, found.other.standing
    by.must("need.merge", at=need.place)
    if found.state != Likeness.State.PROPOSED:
        raise NotMergeable(_("Somebody has decided this already."))
    if same and need.pk != other.pk:
        merge_needs([need], into=other, by=by)
    found.state = Likeness.State.SAME if same else Likeness.State.DIFFERENT
    found.decided_by = by
    found.save(update_fields=["state", "decided_by"])
    record("likeness.decided", by=by, on=found, at=need.place, need=need.pk, other=other.pk,
           same=same)  # fmt: skip
    return found
