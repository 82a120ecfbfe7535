"""Write the list of the day to a file, while somebody watches the job."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from tongxin.clock.actions import finish, start
from tongxin.clock.models import Job
from tongxin.places.models import Place

from ..day.figures import figures
from ..day.printed import write_pdf
from ..day.sheet import write_sheet
from ..models import Need


def export_day(*, job: Job, place: Place, kind: str, measure: str, language: str) -> Path:
    """Write the file, and end the job with it. Safe to run twice."""
    now = timezone.now()
    path = Path("exports") / f"{job.pk}" / f"list-{timezone.localdate(now):%Y%m%d}.{kind}"
    whole = Path(settings.MEDIA_ROOT) / path
    start(job)
    with translation.override(language):
        counted = figures(place, now)
        if kind == "pdf":
            write_pdf(whole, counted, title=job.title, measure=measure)
        else:
            write_sheet(whole, counted, _needs(place), measure=measure)
    finish(job, file=str(path))
    return path


def _needs(place: Place) -> Iterator[Any]:
    rows = Need.objects.under(place).open().in_order_of_urgency()
    rows = rows.select_related("place", "platform", "service_class", "team")
    return rows.defer("phone_sealed", "location_sealed").iterator(chunk_size=2000)
