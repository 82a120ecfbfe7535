"""Work the needs list does in the background. Each is safe to run twice."""

from django_tasks import task

from tongxin.clock.actions import fail
from tongxin.clock.models import Job
from tongxin.people.actions import robot
from tongxin.places.models import Place

from .actions import drafting, exporting, importing, limits, listing, proposing, receiving
from .models import Intake


@task()
def propose_for_pending() -> int:
    """Write a proposal for every need that waits for one."""
    return proposing.propose_for_pending(by=robot("triage"))


@task()
def forget_files() -> int:
    """Throw away lists that were uploaded and never taken."""
    return receiving.forget_old_files(by=robot("importer"))


@task()
def import_rows(intake: int) -> None:
    """Take the rows of a list somebody brought in, from where a killed worker stopped."""
    row = Intake.objects.select_related("job", "by", "place").get(pk=intake)
    importing.run_import(row, by=row.by)


@task()
def fit_triage(job: int = 0) -> str:
    """Learn from the labelled examples and from what people corrected."""
    watched = Job.objects.filter(pk=job).first()
    return proposing.fit_triage(by=robot("triage"), job=watched)


@task()
def flag_overdue() -> int:
    """Let late needs rise to the desk above."""
    return limits.flag_overdue(by=robot("clock"))


@task()
def drop_drafts() -> int:
    """Forget what residents typed and never sent."""
    return drafting.drop_old_drafts()


@task()
def publish_day_lists() -> int:
    """Publish the list of the day, at its hour."""
    return listing.publish_day_lists(by=robot("clock"))


@task()
def export_day(job: int, place: int, kind: str, measure: str, language: str) -> str:
    """Write the list of the day to a file."""
    watched = Job.objects.get(pk=job)
    try:
        path = exporting.export_day(
            job=watched, place=Place.objects.get(pk=place), kind=kind, measure=measure,
            language=language,
        )  # fmt: skip
    except Exception as error:
        fail(watched, str(error))
        raise
    return str(path)
