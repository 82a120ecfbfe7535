"""Decide what a need is. People decide; the machine only proposes (rule 21)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError
from tongxin.journal.actions import record_many
from tongxin.people.models import Person

from ..models import Decision, Need, Proposal
from ..models.need import Route
from ..redaction import redact
from ..search import write_words
from ..topics import topic_of
from .informing import inform
from .moving import IllegalJump, lock, move, write

DECIDABLE = {Need.State.PENDING, Need.State.LISTED, Need.State.REFERRED}


class Incomplete(DomainError):
    """The decision lacks a part its route asks for."""

    status = 422


@dataclass(frozen=True)
class Judgement:
    """What a person says a need is."""

    route: str
    urgency: int
    platform: str = ""  # code, with route "menu"
    service_class: str = ""  # code, with route "hands"
    refer_to: str = ""  # with route "refer"
    needed_by: datetime | None = None
    risks: tuple[str, ...] = ()
    topic: str = ""

    def check(self) -> None:
        """Raise `Incomplete` when a part is missing."""
        asked = {
            Route.MENU: (self.platform, _("Choose the platform that answers.")),
            Route.HANDS: (self.service_class, _("Choose the class of service.")),
            Route.REFER: (self.refer_to, _("Say to which department it goes.")),
        }
        if self.route not in Route.values:
            raise Incomplete(_("Choose where the need belongs."))
        part, sentence = asked.get(Route(self.route), ("-", ""))
        if not part:
            raise Incomplete(sentence)

    @classmethod
    def proposed(cls, proposal: Proposal) -> "Judgement":
        """The judgement a person makes who says: yes, as proposed."""
        return cls(
            route=proposal.route, urgency=proposal.urgency, platform=proposal.platform_code,
            service_class=proposal.class_code, refer_to=proposal.refer_to,
            needed_by=proposal.needed_by, risks=tuple(proposal.risks),
        )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of needs decided together."""

    decided: list[Need]
    gone: list[Need]  # somebody else had decided them already


@transaction.atomic
def decide_needs(needs: Iterable[Need], *, judgement: Judgement, by: Person) -> list[Need]:
    """Put needs on the list, or refer them, as judged; the difference to the proposal is kept.

    Deciding again what is listed or referred corrects it. Raises `IllegalJump`, `Incomplete`.
    """
    rows = lock(needs)
    for need in rows:
        by.must("need.triage", at=need.place)
        if need.state not in DECIDABLE:
            raise IllegalJump(_("“%(need)s” is already being answered.") % {"need": need})
    _decide(rows, judgement, by)
    return rows


@transaction.atomic
def decide_pending(judgements: Mapping[Need, Judgement], *, by: Person) -> Outcome:
    """Decide each need of the queue by its own judgement, at one stroke.

    What somebody else decided a moment ago stays as that person decided. Raises `Incomplete`.
    """
    rows = lock(judgements)
    for need in rows:
        by.must("need.triage", at=need.place)
    waiting = [need for need in rows if need.state == Need.State.PENDING]
    gone = [need for need in rows if need.state != Need.State.PENDING]
    said = {need.pk: judgement for need, judgement in judgements.items()}
    for judgement, group in groupby(
        sorted(waiting, key=lambda need: repr(said[need.pk])), key=lambda need: said[need.pk]
    ):
        _decide(list(group), judgement, by)
    return Outcome(waiting, gone)


def _decide(rows: list[Need], judgement: Judgement, by: Person) -> None:
    judgement.check()
    urgency = 1 if judgement.route == Route.EMERGENCY else judgement.urgency
    for need in rows:
        need.route, need.urgency = judgement.route, urgency
        need.platform_id = judgement.platform or None if judgement.route == Route.MENU else None
        need.service_class_id = (
            judgement.service_class or None if judgement.route == Route.HANDS else None
        )
        need.refer_to = judgement.refer_to if judgement.route == Route.REFER else ""
        need.needed_by = judgement.needed_by or need.needed_by
        need.risks = sorted({*need.risks, *judgement.risks})
        need.topic = judgement.topic or need.topic or topic_of(need.words, judgement.platform)
        need.public_words = need.public_words or redact(need.words)
    _keep_decisions(rows, judgement, urgency, by)
    to = Need.State.REFERRED if judgement.route == Route.REFER else Need.State.LISTED
    moving = [need for need in rows if need.state != to]
    _write_again([need for need in rows if need.state == to], by)
    _settle(moving, to, judgement, by)


def _settle(rows: list[Need], to: str, judgement: Judgement, by: Person) -> None:
    if not rows:
        return
    values: dict[str, Any] = {"to": judgement.refer_to}
    if to == Need.State.REFERRED:
        subject = gettext_noop("Your request %(code)s was passed on to %(to)s")
    else:
        subject = gettext_noop("Your request %(code)s is on the list")
    move(rows, to=to, verb=f"need.{to}", by=by, route=judgement.route)
    inform(rows, subject=subject, **values)


def _write_again(rows: list[Need], by: Person) -> None:
    fields = [
        "route", "platform", "service_class", "refer_to", "urgency", "needed_by", "risks",
        "topic", "public_words",
    ]  # fmt: skip
    write(rows, fields)
    record_many("need.decided_again", by=by, rows=[(n, n.place, {"route": n.route}) for n in rows])


def _keep_decisions(rows: list[Need], judgement: Judgement, urgency: int, by: Person) -> None:
    proposals = {p.need_id: p for p in Proposal.objects.filter(need__in=rows)}
    kept = []
    for need in rows:
        decision = Decision(
            need=need, by=by, route=judgement.route, platform_code=need.platform_id or "",
            class_code=need.service_class_id or "", refer_to=need.refer_to, urgency=urgency,
        )  # fmt: skip
        proposal = proposals.get(need.pk)
        decision.differs = proposal is not None and not decision.agrees_with(proposal)
        kept.append(decision)
    Decision.objects.bulk_create(kept, batch_size=500)
    # who decides before the machine has looked can find the need by its words all the same
    write_words([(need.pk, need.words) for need in rows if need.pk not in proposals])


@transaction.atomic
def reject_needs(needs: Iterable[Need], *, reason: str, by: Person) -> list[Need]:
    """Refuse needs with one reason, told to each requester (rules 14, 15)."""
    rows = lock(needs)
    for need in rows:
        by.must("need.triage", at=need.place)
    if not reason.strip():
        raise Incomplete(_("Say why, so that the resident knows what to do next."))
    for need in rows:
        need.reason = reason.strip()[:300]
    move(rows, to=Need.State.REJECTED, verb="need.rejected", by=by, note=reason)
    inform(
        rows,
        subject=gettext_noop("Your request %(code)s could not be accepted"),
        body="%(reason)s",
        reason=reason.strip(),
    )
    return rows
