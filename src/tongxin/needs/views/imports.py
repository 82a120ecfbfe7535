"""Import: upload a list, see how it is understood, take its rows, read which were refused."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.clock.models import Job
from tongxin.errors import NotAllowed
from tongxin.places.gazetteer import gazetteer_of
from tongxin.places.models import Place
from tongxin.sheets.reading import Sheet, Unreadable
from tongxin.sheets.writing import as_csv, as_xlsx
from tongxin.vault.sealing import mask_phone
from tongxin.web.http import render_page_or_part

from ..actions import importing, receiving
from ..intake.columns import Columns
from ..intake.drafts import Draft, Reader, Refused
from ..models import Intake
from .import_forms import ColumnsForm, FileForm

SHOWN = 8  # rows of the preview, and refused ones beside
TRIED = 2000  # rows looked at for the preview
PAGE = 50
View = Callable[..., HttpResponseBase]


def importers_only(view: View) -> View:
    """Let in whoever may import somewhere."""

    @wraps(view)
    @login_required
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.paths_where("need.import"):
            raise NotAllowed(_("Importing lists is for officers. Ask your institute."))
        return view(request, *args, **kwargs)

    return checked


@importers_only
@require_http_methods(["GET", "POST"])
def imports(request: Any) -> HttpResponse:
    """List what came in; take a new file."""
    form = FileForm(request.POST or None, request.FILES or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        intake = _receive(form, request.user)
        if intake is not None:
            return redirect("needs:import", intake.pk)
    intakes = Intake.objects.visible_to(request.user).select_related("job", "place__parent")
    sources = sorted(set(intakes.order_by().values_list("source", flat=True)))
    page = Paginator(intakes, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "sources": sources}
    status = 422 if form.is_bound else 200
    return render(request, "needs/imports/index.html", context, status=status)


def _receive(form: FileForm, person: Any) -> Intake | None:
    upload, source, place = (form.cleaned_data[part] for part in ("file", "source", "place"))
    try:
        with _on_disk(upload) as path:
            return receiving.receive_file(
                path, name=upload.name, source=source, at=place, by=person
            )
    except Unreadable as error:
        form.add_error("file", str(error))
    except receiving.SourceTaken as error:
        form.add_error("source", str(error))
    return None


@contextmanager
def _on_disk(upload: "UploadedFile[Any]") -> Iterator[Path]:
    if hasattr(upload, "temporary_file_path"):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(prefix="intake-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)


@importers_only
@require_GET
def intake(request: Any, intake_id: int) -> HttpResponse:
    """Show a file on its way: its columns and a preview, how far it is, or what became of it."""
    found = _found(request, intake_id)
    if found.is_under_way or found.is_done:
        return _show_result(request, found)
    try:
        sheet = receiving.read_intake(found)
    except Unreadable as error:
        return _show_result(request, found, problem=str(error))
    return _show_columns(request, found, sheet, ColumnsForm(intake=found, sheet=sheet))


@importers_only
@require_POST
def columns(request: Any, intake_id: int) -> HttpResponse:
    """Settle which column says what; show the preview again."""
    return _settle(request, intake_id, then=lambda found: None)


@importers_only
@require_POST
def run(request: Any, intake_id: int) -> HttpResponse:
    """Settle the columns as shown, and take the rows."""
    return _settle(
        request, intake_id, then=lambda found: importing.start_import(found, by=request.user)
    )


def _settle(request: Any, intake_id: int, *, then: Callable[[Intake], Any]) -> HttpResponse:
    found = _found(request, intake_id)
    sheet = receiving.read_intake(found)
    form = ColumnsForm(request.POST, intake=found, sheet=sheet)
    if form.is_valid():
        try:
            then(receiving.settle_columns(found, columns=form.columns(), by=request.user))
        except receiving.BadColumns as error:
            form.add_error(None, str(error))
        else:
            return redirect("needs:import", found.pk)
    return _show_columns(request, found, sheet, form, status=422)


@importers_only
@require_POST
def cancellation(request: Any, intake_id: int) -> HttpResponse:
    """Stop after the rows at hand; what was taken stays."""
    found = get_object_or_404(
        Intake.objects.visible_to(request.user).exclude(job=None), pk=intake_id
    )
    importing.stop_import(found, by=request.user)
    return redirect("needs:import", found.pk)


@importers_only
@require_POST
def removal(request: Any, intake_id: int) -> HttpResponse:
    """Forget a file nobody wants; what was taken from it stays."""
    receiving.drop_intake(_found(request, intake_id), by=request.user)
    return redirect("needs:imports")


@importers_only
@require_GET
def refused(request: Any, intake_id: int, kind: str) -> HttpResponseBase:
    """Hand over the refused rows with their reasons, to be put right and sent again."""
    found = _found(request, intake_id)
    rows = importing.export_refused(found, by=request.user)
    name = f"refused-{found.pk}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if kind == "csv":
        return StreamingHttpResponse(as_csv(rows), content_type="text/csv", headers=headers)
    if kind != "xlsx":
        raise Http404
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(as_xlsx(rows, _("Refused rows")), content_type=mime, headers=headers)


def _found(request: Any, intake_id: int) -> Intake:
    intakes = Intake.objects.visible_to(request.user).select_related("job", "place__parent", "by")
    found: Intake = get_object_or_404(intakes, pk=intake_id)
    return found


def _show_columns(
    request: HttpRequest, found: Intake, sheet: Sheet, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    before = Intake.objects.filter(digest=found.digest, source=found.source).filter(
        job__state=Job.State.DONE
    )
    context = {
        "intake": found,
        "form": form,
        "preview": preview(found, sheet) if "words" in found.columns else None,
        "before": before.exclude(pk=found.pk).order_by("-pk").first(),
    }
    return render(request, "needs/imports/columns.html", context, status=status)


def _show_result(request: HttpRequest, found: Intake, problem: str = "") -> HttpResponse:
    page = Paginator(found.refused.all(), PAGE).get_page(request.GET.get("page"))
    context = {"intake": found, "page": page, "problem": problem, "task": Task.of(found)}
    return render_page_or_part(
        request, "needs/imports/result.html", context, part="needs/imports/_result.html"
    )


@dataclass(frozen=True)
class Task:
    """An import as `web/_progress.html` wants to see it."""

    what: str
    done: int
    total: int
    left: str
    is_running: bool

    @classmethod
    def of(cls, found: Intake) -> "Task | None":
        job = found.job
        if job is None:
            return None
        seconds = job.seconds_left(timezone.now())
        left = "" if seconds is None else _("about %(seconds)s s left") % {"seconds": seconds}
        what = f"{job.title} · {job.get_state_display()}"
        return cls(what, job.done, job.total, left, not job.is_finished)


@dataclass(frozen=True)
class Line:
    """A row of the preview."""

    draft: Draft
    place: str
    phone: str  # masked


@dataclass(frozen=True)
class Preview:
    """The first rows as they will become, and the first that would be refused."""

    lines: list[Line]
    refused: list[Refused]
    good: int
    bad: int
    tried: int  # rows looked at
    odd_places: int  # rows whose place nobody knows: they go to the place of the import

    @property
    def is_doubtful(self) -> bool:
        return self.bad > self.good


def preview(found: Intake, sheet: Sheet) -> Preview:
    """Look at the first rows as the import will; nothing is written."""
    gazetteer = gazetteer_of(found.place)
    reader = Reader(Columns.load(found.columns), gazetteer, now=timezone.now())
    rows = list(islice(reader.read(sheet.rows), TRIED))
    drafts = [row for row in rows if isinstance(row, Draft)]
    bad = [row for row in rows if isinstance(row, Refused)]
    keys = {draft.place for draft in drafts[:SHOWN] if draft.place}
    names = {place.pk: str(place) for place in Place.objects.filter(pk__in=keys)}
    lines = [
        Line(draft, names.get(draft.place or 0, str(found.place)), mask_phone(draft.phone))
        for draft in drafts[:SHOWN]
    ]
    odd = sum(bool(draft.odd_place) for draft in drafts)
    return Preview(lines, bad[:SHOWN], len(drafts), len(bad), len(rows), odd)
