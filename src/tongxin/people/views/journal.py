"""The journal, readable by a lay person: who did what, about what, where, why."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tongxin.journal.actions import verify_journal
from tongxin.journal.models import Entry, Seal
from tongxin.journal.sentences import kind_and_number, sentence
from tongxin.places.models import Place
from tongxin.places.queries import under_path
from tongxin.web.http import is_key

from ..forms.journal import JournalForm
from ..models import Person
from ..requests import PersonRequest

PAGE = 100
MOST_TO_CHECK = 50_000  # seals; beyond, `tongxin journal verify` shows its progress


@require_GET
@login_required
def journal(request: PersonRequest) -> HttpResponse:
    request.user.must_somewhere("journal.see")
    form = JournalForm(request.GET or None)
    entries = Entry.objects.visible_to(request.user).order_by("-pk")
    if form.is_valid():
        entries = _filtered(entries, form.cleaned_data)
    if is_key(after := request.GET.get("after", "")):
        entries = entries.filter(pk__lt=int(after))
    rows = list(entries[: PAGE + 1])
    query = request.GET.copy()
    query["after"] = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
    context = {
        "rows": _told(rows[:PAGE]),
        "form": form,
        "next_url": f"?{query.urlencode()}" if query["after"] else "",
        "seals": (seals := Seal.objects.count()),
        "faults": _check() if request.GET.get("verify") and seals <= MOST_TO_CHECK else None,
        "may_check_here": seals <= MOST_TO_CHECK,
    }
    return render(request, "people/desk/journal.html", context)


def _check() -> list[Any]:
    return list(verify_journal())[:50]


def _filtered(entries: Any, asked: dict[str, Any]) -> Any:
    if who := asked.get("who"):
        keys = [f"person:{pk}" for pk in Person.objects.filter(
            Q(username=who) | Q(name=who)).values_list("pk", flat=True)[:50]]  # fmt: skip
        entries = entries.filter(Q(by__in=keys) | Q(on__in=keys))
    if asked.get("place"):
        entries = entries.filter(under_path(asked["place"].path, "place"))
    if asked.get("verb"):
        entries = entries.filter(verb=asked["verb"])
    if asked.get("day"):
        start = _midnight(asked["day"])
        entries = entries.filter(happened_at__gte=start, happened_at__lt=start + timedelta(days=1))
    return entries


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _told(entries: list[Entry]) -> list[dict[str, Any]]:
    """Return the rows of the page; names and places are looked up once for all of them."""
    pks = {int(key[7:]) for entry in entries for key in (entry.by, entry.on)
           if key.startswith("person:")}  # fmt: skip
    people = Person.objects.in_bulk(pks)
    places = {
        place.path: place
        for place in Place.objects.filter(path__in={entry.place for entry in entries})
        .select_related("parent")
    }  # fmt: skip

    def named(key: str) -> str:
        kind, number = kind_and_number(key)
        person = people.get(int(number)) if key.startswith("person:") else None
        return str(person) if person else f"{kind} {number}"

    return [
        {
            "entry": entry,
            "by": named(entry.by),
            "what": sentence(entry.verb),
            "on": named(entry.on) if entry.on != entry.by else "",
            "place": places.get(entry.place),
            "facts": ", ".join(f"{name}: {value}" for name, value in entry.facts.items())[:200],
        }
        for entry in entries
    ]
