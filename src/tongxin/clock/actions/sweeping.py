"""Throw away what nobody will ask for again."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ..models import Beat, Errand, Job

KEEP_BEATS = timedelta(days=1)
KEEP_ERRANDS = timedelta(days=7)
KEEP_RESULTS = timedelta(days=14)
KEEP_JOBS = timedelta(days=30)  # and the files they made: they hold personal data


def sweep() -> dict[str, int]:
    """Delete old signs of life, carried errands, finished tasks and jobs; return the counts."""
    now = timezone.now()
    jobs = Job.objects.filter(ended_at__lt=now - KEEP_JOBS)
    for file in jobs.exclude(file="").values_list("file", flat=True):
        (Path(settings.MEDIA_ROOT) / file).unlink(missing_ok=True)
    old = {
        "jobs": jobs,
        "beats": Beat.objects.filter(beaten_at__lt=now - KEEP_BEATS),
        "errands": Errand.objects.filter(sent_at__lt=now - KEEP_ERRANDS),
        "results": DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS),
    }
    return {name: rows.delete()[0] for name, rows in old.items()}
