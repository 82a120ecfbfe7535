"""Let the machine propose, for people to decide (rule 21). The only place that speaks to it."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.clock.actions import finish, open_job, report, send, start
from tongxin.clock.models import Job
from tongxin.journal.actions import record
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..models import Decision, Fit, Likeness, Need, Proposal
from ..models.need import Urgency
from ..search import write_words
from .alarming import alarm
from .likening import likely
from .moving import Limits

if TYPE_CHECKING:
    from ..triage import Suggestion
    from ..triage.model import Model

logger = logging.getLogger("tongxin.needs")
BATCH = 200
AGAIN = "tongxin.needs.tasks.propose_for_pending"
FIT = "tongxin.needs.tasks.fit_triage"


def propose_for_pending(*, by: Person, limit: int = 1000) -> int:
    """Propose for pending needs that have no proposal; return how many.

    Safe to run twice, and side by side. When more wait than `limit`, another run is sent for.
    """
    done, odd = 0, set[int]()
    while done < limit:
        rows = _unproposed().exclude(pk__in=odd).values_list("pk", flat=True)
        keys = list(rows[: min(BATCH, limit - done)])
        if not keys:
            return done
        failed = _try_each(keys, by)
        odd |= failed
        done += len(keys) - len(failed)
    if _unproposed().exclude(pk__in=odd).exists():
        send(AGAIN, key="needs.propose")
    return done


def _try_each(keys: list[int], by: Person) -> set[int]:
    """Propose for all; return those the machine could not weigh, so that one odd text stops none.

    People see them in the queue without a proposal; each failure is logged with its need.
    """
    try:
        _propose(keys, by)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        if len(keys) == 1:
            logger.exception("need %s could not be weighed", keys[0])
            return set(keys)
        return set[int]().union(*(_try_each([key], by) for key in keys))
    return set()


def _unproposed() -> Any:
    return Need.objects.pending().filter(proposal=None).order_by("urgency", "pk")


def _propose(keys: list[int], by: Person) -> None:
    """Think first, holding nothing; then write in one short transaction."""
    rows = Need.objects.filter(pk__in=keys).select_related("place").order_by("pk")
    needs = list(rows)
    for need in needs:
        by.must("need.propose", at=need.place)
    fit = Fit.objects.first()
    model = model_of(fit)
    suggestions = dict(zip([need.pk for need in needs], _suggest(needs, model), strict=True))
    _write(suggestions, likely(needs, model), fit)


def _suggest(needs: Sequence[Need], model: "Model") -> "list[Suggestion]":
    from ..triage import suggest_many  # heavy: never at import, never in the web process

    written = [timezone.localtime(need.raised_at) for need in needs]
    return suggest_many([need.words for need in needs], ats=written, model=model)


@transaction.atomic
def _write(
    suggestions: "dict[int, Suggestion]", likenesses: list[Likeness], fit: Fit | None
) -> None:
    waiting = Need.objects.select_for_update(of=("self",)).select_related("place")
    fresh = waiting.filter(pk__in=suggestions, proposal=None).pending().order_by("pk")
    needs = list(fresh)
    proposals = [_proposal(need, suggestions[need.pk], fit) for need in needs]
    Proposal.objects.bulk_create(proposals)
    _make_provisional(needs, proposals)
    Likeness.objects.bulk_create(likenesses, ignore_conflicts=True)
    write_words([(need.pk, need.words) for need in needs])
    alarm(needs, proposals)


def _proposal(need: Need, one: "Suggestion", fit: Fit | None) -> Proposal:
    return Proposal(
        need=need, route=one.route, platform_code=one.platform, class_code=one.service_class,
        refer_to="/".join(one.call) or one.refer_to, urgency=Urgency[one.urgency].value,
        needed_by=_aware(one.needed_by), risks=list(one.flags), reasonable=one.reasonable,
        unreasonable_because=one.unreasonable_because, confidence=min(1.0, one.confidence),
        reasons=[{"code": r.code, "values": dict(r.values)} for r in one.reasons],
        fit=str(fit) if fit else "labels",
    )  # fmt: skip


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)


def _make_provisional(needs: list[Need], proposals: list[Proposal]) -> None:
    """Let the queue order by what is proposed; what the recorder saw is never taken back."""
    limits = Limits(Need.State.PENDING)
    for need, proposal in zip(needs, proposals, strict=True):
        need.urgency = min(need.urgency, proposal.urgency)
        need.due_at = limits.due_at(need, need.state_since)
    Need.objects.bulk_update(needs, ["urgency", "due_at"], batch_size=200)


def model_of(fit: Fit | None) -> "Model":
    """Return what was learnt by a fit; once for each process."""
    return _fitted(fit.pk if fit else 0, fit.until.isoformat() if fit else "")


@lru_cache(maxsize=1)
def _fitted(fit: int, until: str) -> "Model":
    from .. import triage

    corrections = _corrections(datetime.fromisoformat(until)) if fit else []
    return triage.fit(corrections=corrections, cache=settings.HOME / "triage")


def _differing(until: datetime) -> Any:
    return Decision.objects.filter(differs=True, undone_at=None, at__lte=until)


def _corrections(until: datetime) -> list[Any]:
    from .. import triage

    found, latest = [], {}
    for row in _differing(until).select_related("need").order_by("at", "pk"):
        latest[row.need_id] = row  # who decided last is right
    for row in latest.values():
        sub = row.platform_code or row.class_code or row.refer_to
        try:
            found.append(
                triage.correction(row.need.words, row.route, sub, Urgency(row.urgency).name)
            )
        except triage.BadLabel:  # a platform of this city that the books do not know
            continue
    return found


@transaction.atomic
def order_fit(*, at: Place, by: Person) -> Job:
    """Have triage learn from the corrections now; the job shows how far it is."""
    by.must("triage.fit", at=at)
    job = open_job("needs.fit", _("Triage learns from corrections"), by=by)
    send(FIT, job=job.pk)
    return job


def fit_triage(*, by: Person, job: Job | None = None) -> str:
    """Fit again from the books and people's corrections; return its name. Safe to run twice."""
    until = timezone.now()
    before = Fit.objects.first()
    count = _differing(until).count()
    if job:
        start(job, total=3, note=_("reading the corrections"))
    for city in Place.objects.filter(parent=None):
        by.must("triage.fit", at=city)
    if before and before.corrections == count and not job:
        return str(before)  # nothing new to learn
    if job:
        report(job, 1, note=_("learning"))
    with transaction.atomic():
        fit = Fit.objects.create(until=until, corrections=count, by=by)
        record("triage.fitted", by=by, on=fit, corrections=count)
    model_of(fit)
    if job:
        finish(job, result={"fit": str(fit), "corrections": count})
    return str(fit)
