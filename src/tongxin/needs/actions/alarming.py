"""Tell the officers on duty at once when a need speaks of danger."""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from tongxin.people.actions import tell
from tongxin.people.models import Grant, Person

from ..models import Need, Proposal
from ..models.need import Route

FRESH = timedelta(hours=48)  # an imported message of last month alarms nobody


def is_alarming(proposal: Proposal) -> bool:
    """Whether somebody on duty must know now: danger, or a minor without essentials."""
    risks = set(proposal.risks)
    return (
        proposal.route == Route.EMERGENCY
        or "danger" in risks
        or ("minor" in risks and proposal.urgency <= 2)
    )


def alarm(needs: list[Need], proposals: list[Proposal]) -> None:
    """Tell every duty officer at or above the place, one message for what came together."""
    since = timezone.now() - FRESH
    dire = [
        need for need, proposal in zip(needs, proposals, strict=True)
        if is_alarming(proposal) and need.raised_at >= since
    ]  # fmt: skip
    told: dict[Person, list[Need]] = defaultdict(list)
    if not dire:
        return
    grants = Grant.objects.valid(timezone.now()).filter(role="duty_officer", person__closed_at=None)
    for grant in grants.select_related("person", "place"):
        for need in dire:
            if need.place.path.startswith(grant.place.path) and need not in told[grant.person]:
                told[grant.person].append(need)
    for person, known in told.items():
        if known:
            _tell(person, known)


def _tell(person: Person, needs: list[Need]) -> None:
    first = needs[0]
    tell(
        person,
        subject=gettext_noop("Danger: %(place)s, “%(words)s”"),
        body=gettext_noop("%(count)s need(s) speak of danger. Call 110, 119 or 120 if nobody has."),
        values={"place": first.place, "words": str(first), "count": len(needs)},
        about=first,
        url=reverse("needs:case", args=[first.pk]),
    )
