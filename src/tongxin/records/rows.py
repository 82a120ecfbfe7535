"""Lines of the ledger chosen by a desk, and as the rows of a table for the authority."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.people.models import Person
from tongxin.places.queries import under_path

from .models import Credit, Link
from .queries import CreditQuerySet
from .wording import shown_hours


def chosen(by: Person, asked: dict[str, Any]) -> CreditQuerySet:
    """Return the standing lines a desk may see that fit what was `asked`."""
    rows: CreditQuerySet = Credit.objects.visible_to(by).standing()
    rows = rows.between(asked.get("since"), asked.get("until"))
    if place := asked.get("place"):
        rows = rows.filter(under_path(place.path, "place__path"))
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if q := (asked.get("q") or "").strip():
        rows = rows.filter(Q(number=q.upper()) | Q(name=q))
    return rows


def heading() -> list[str]:
    """Return what each column of the table holds (rule 43)."""
    return [
        _("Line"), _("Volunteer number"), _("Name"), _("Activity"), _("Day"), _("Place"),
        _("Who was served"), _("What was done"), _("Came"), _("Left"), _("Minutes"), _("Hours"),
        _("Kind"), _("Evaluation"), _("Principal"), _("Recorder"), _("Remarks"), _("Corrected"),
        _("Link"), _("Digest"),
    ]  # fmt: skip


def table(rows: CreditQuerySet, size: int = 2000) -> Iterator[list[str]]:
    """Yield the heading and a row for each line, from the oldest; a few queries per `size`."""
    yield heading()
    related = rows.select_related("principal", "recorder", "evaluation").order_by("pk")
    after = 0
    while some := list(related.filter(pk__gt=after)[:size]):
        links = Link.objects.filter(ledger="credit", row__in=[line.pk for line in some])
        sealed = {link.row: link for link in links}
        for line in some:
            yield _cells(line, sealed.get(line.pk))
        after = some[-1].pk


def _cells(line: Credit, link: Link | None) -> list[str]:
    evaluation = getattr(line, "evaluation", None)
    return [
        str(line.pk), line.number, line.name, line.title, line.day.isoformat(), line.where,
        line.client, line.content, _moment(line.came_at), _moment(line.left_at),
        str(line.minutes), shown_hours(line.minutes), str(line.get_kind_display()),
        str(evaluation.get_grade_display()) if evaluation else "",
        line.principal.name if line.principal else "", line.recorder.name if line.recorder else "",
        "; ".join(line.flags_in_words), line.reason, str(link.number) if link else "",
        link.digest if link else "",
    ]  # fmt: skip


def _moment(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
