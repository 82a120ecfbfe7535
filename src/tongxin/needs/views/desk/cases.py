"""All needs of the desk: search, filter, send many to a team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.models import Person, Team
from tongxin.people.phones import BadPhone, normalise_phone
from tongxin.vault.sealing import blind_index
from tongxin.web.http import is_key

from ... import search
from ...actions import dispatch_needs
from ...actions.triaging import Incomplete
from ...day.figures import in_measure, in_row
from ...day.figures import rows as day_rows
from ...kinds import kinds
from ...models import Need
from . import for_desk, kept_for_desk, person_of
from .queue import asked, towns_of

PAGE = 50
MOMENT_SECONDS = 2  # the list may be this old for who only looks


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for."""

    q: str = ""
    place: str = ""  # path
    state: str = ""
    row: str = ""  # of the list of the day
    measure: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        return cls(**{name: query.get(name, "").strip() for name in cls.__dataclass_fields__})

    def apply(self, needs: "QuerySet[Any]") -> "QuerySet[Any]":
        """Return the needs that answer; words, a code and a phone are told apart by their look."""
        now = timezone.now()
        if self.state in Need.State.values:
            needs = needs.filter(state=self.state)
        if self.place:
            needs = needs.filter(place__path__gte=self.place, place__path__lt=self.place[:-1] + "0")
        if self.measure in {"open", "waiting", "late", "in_hand", "new", "answered"}:
            needs = in_measure(needs, self.measure, now)
        if self.row and self.row in {row["key"] for row in day_rows()}:
            needs = in_row(needs, self.row)
        return needs.filter(self._said()) if self.q else needs

    def _said(self) -> Q:
        bare = self.q.replace("-", "").replace(" ", "").upper()
        if len(bare) == 12 and bare.isascii() and bare.isalnum() and not bare.isdecimal():
            return Q(tracking_code=bare)
        try:
            return Q(phone_index=blind_index(normalise_phone(bare, landline=True), kind="phone"))
        except BadPhone:
            pass  # then it is words
        found = search.matching(self.q)
        return Q(pk__in=[]) if found is None else Q(pk__in=found)


@for_desk("need.see")
@require_GET
@kept_for_desk(seconds=MOMENT_SECONDS)
def cases(request: HttpRequest) -> HttpResponse:
    """List the needs of one's desk, the newest first."""
    person, wanted = person_of(request), Wanted.read(request.GET)
    needs = wanted.apply(Need.objects.at_desk_of(person)).order_by("-raised_at", "-pk")
    after = request.GET.get("after", "")
    rows = list(_after(needs, after).select_related(
        "place__parent", "platform", "service_class", "team"
    ).defer("phone_sealed", "location_sealed", "public_words")[: PAGE + 1])  # fmt: skip
    more = f"{rows[PAGE - 1].raised_at.isoformat()}_{rows[PAGE - 1].pk}" if rows[PAGE:] else ""
    context = {
        "needs": rows[:PAGE], "after": more, "wanted": wanted, "asked": asked(request),
        "towns": towns_of(person), "states": Need.State.choices, "kinds": kinds(),
        "now": timezone.now(), "teams": _teams(person) if wanted.state == "listed" else [],
    }  # fmt: skip
    return render(request, "needs/desk/cases.html", context)


def _after(needs: "QuerySet[Any]", cursor: str) -> "QuerySet[Any]":
    when, _bar, key = cursor.partition("_")
    try:
        moment = datetime.fromisoformat(when)
        return needs.filter(Q(raised_at__lte=moment), Q(raised_at__lt=moment) | Q(pk__lt=int(key)))
    except ValueError:
        return needs


def _teams(person: Person) -> list[Team]:
    """Return the teams of the cities where the person may dispatch."""
    roots = {path.split("/")[0] for path in person.paths_where("need.dispatch")}
    found = Team.objects.none()
    for root in roots:
        found = found | Team.objects.current().filter(place__path__startswith=f"{root}/")
    return list(found.select_related("place")[:300])


@for_desk("need.dispatch")
@require_POST
def dispatches(request: HttpRequest) -> HttpResponse:
    """Send the chosen needs to one team."""
    keys = [key for key in request.POST.getlist("need") if is_key(key)][:500]
    needs = Need.objects.at_desk_of(person_of(request)).filter(pk__in=keys)
    if not keys:
        raise Incomplete(_("Choose at least one need first."))
    team = get_object_or_404(Team.objects.current(), pk=request.POST.get("team") or 0)
    sent = dispatch_needs(needs, team=team, by=person_of(request))
    messages.success(request, _("%(count)s sent to %(team)s.") % {"count": len(sent), "team": team})
    return HttpResponseRedirect(f"{reverse('needs:cases')}?{request.POST.get('asked', '')}")
