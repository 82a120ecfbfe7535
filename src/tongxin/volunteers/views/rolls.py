"""Lists of volunteers: upload, preview, take in the background, what was refused and why."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.people.forms import posted
from tongxin.people.requests import PersonRequest
from tongxin.places.models import Place
from tongxin.sheets.reading import Sheet, Unreadable
from tongxin.sheets.writing import as_csv, as_xlsx
from tongxin.vault.sealing import mask_identity, mask_phone
from tongxin.web.http import render_page_or_part

from ..actions import rolls as acting
from ..forms.rolls import ColumnsForm, FileForm
from ..models import Roll
from ..rolls.lines import Line, Refused

SHOWN = 8  # lines of the preview, and refused ones
TRIED = 2000  # rows looked at for the preview
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
def rolls(request: PersonRequest) -> HttpResponse:
    """List what came in; take a new file."""
    request.user.must_somewhere("volunteer.import")
    form = FileForm(posted(request), request.FILES or None, person=request.user)
    if form.is_valid():
        told = form.cleaned_data
        try:
            with _on_disk(told["file"]) as path:
                roll = acting.receive_roll(
                    path, name=told["file"].name or "", at=told["place"], unit=told["unit"],
                    by=request.user,
                )  # fmt: skip
            return redirect("volunteers:roll", roll.pk)
        except Unreadable as error:
            form.add_error("file", str(error))
    found = Roll.objects.visible_to(request.user).select_related("job", "place__parent", "unit")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page}
    return render(request, "volunteers/rolls/index.html", context, status=status)


@contextmanager
def _on_disk(upload: "UploadedFile[Any]") -> Iterator[Path]:
    if hasattr(upload, "temporary_file_path"):
        yield Path(upload.temporary_file_path())
        return
    with tempfile.NamedTemporaryFile(prefix="roll-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def _found(request: PersonRequest, pk: int) -> Roll:
    request.user.must_somewhere("volunteer.import")
    everything = Roll.objects.visible_to(request.user)
    found: Roll = get_object_or_404(
        everything.select_related("job", "place__parent", "by", "unit"), pk=pk
    )
    return found


@require_GET
@login_required
def roll(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a list on its way: columns and preview, how far it is, or what became of it."""
    found = _found(request, pk)
    if found.is_under_way or found.is_done:
        return _result(request, found)
    try:
        sheet = acting.read_roll(found)
    except Unreadable as error:
        return _result(request, found, problem=str(error))
    return _columns(request, found, sheet, ColumnsForm(roll=found))


@require_POST
@login_required
def columns(request: PersonRequest, pk: int) -> HttpResponse:
    """Settle which column says what; show the preview again."""
    return _settle(request, pk, then=lambda found: None)


@require_POST
@login_required
def taking(request: PersonRequest, pk: int) -> HttpResponse:
    """Settle the columns as shown, and take the lines."""
    return _settle(request, pk, then=lambda found: acting.start_taking(found, by=request.user))


def _settle(request: PersonRequest, pk: int, *, then: Callable[[Roll], Any]) -> HttpResponse:
    found = _found(request, pk)
    form = ColumnsForm(request.POST, roll=found)
    if form.is_valid():
        try:
            then(acting.settle_columns(found, columns=form.columns(), by=request.user))
        except acting.BadColumns as error:
            form.add_error(None, str(error))
        else:
            return redirect("volunteers:roll", pk)
    return _columns(request, found, acting.read_roll(found), form, status=422)


@require_POST
@login_required
def cancellation(request: PersonRequest, pk: int) -> HttpResponse:
    """Stop after the lines at hand; what was taken stays."""
    found = _found(request, pk)
    if found.job is None:
        raise Http404
    acting.stop_taking(found, by=request.user)
    return redirect("volunteers:roll", pk)


@require_POST
@login_required
def removal(request: PersonRequest, pk: int) -> HttpResponse:
    """Forget a list nobody wants; who was taken from it stays."""
    acting.drop_roll(_found(request, pk), by=request.user)
    return redirect("volunteers:rolls")


@require_GET
@login_required
def refused(request: PersonRequest, pk: int, kind: str) -> HttpResponseBase:
    """Hand over the refused lines with their reasons, to be put right and sent again."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    found = _found(request, pk)
    rows = acting.export_refused(found, by=request.user)
    headers = {
        "Content-Disposition": f'attachment; filename="refused-{found.pk}.{kind}"',
        "Cache-Control": "no-store",
    }
    if kind == "csv":
        return StreamingHttpResponse(as_csv(rows), content_type="text/csv", headers=headers)
    return HttpResponse(as_xlsx(rows, _("Refused rows")), content_type=XLSX, headers=headers)


def _columns(
    request: PersonRequest, found: Roll, sheet: Sheet, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    context = {"roll": found, "form": form, "preview": _preview(found, sheet)}
    return render(request, "volunteers/rolls/columns.html", context, status=status)


def _preview(found: Roll, sheet: Sheet) -> dict[str, Any] | None:
    """Look at the first rows as the import will; nothing is written."""
    if "name" not in found.columns:
        return None
    rows = list(islice(acting.reader_of(found).read(sheet.rows), TRIED))
    good = [row for row in rows if isinstance(row, Line)]
    bad = [row for row in rows if isinstance(row, Refused)]
    names = {
        place.pk: str(place)
        for place in Place.objects.filter(pk__in={line.place for line in good[:SHOWN]})
    }
    shown = [
        {
            "line": line, "phone": mask_phone(line.phone), "identity": mask_identity(line.identity),
            "place": names.get(line.place or 0, str(found.place)),
        }
        for line in good[:SHOWN]
    ]  # fmt: skip
    return {"lines": shown, "refused": bad[:SHOWN], "good": len(good), "bad": len(bad),
            "tried": len(rows), "is_doubtful": len(bad) > len(good)}  # fmt: skip


def _result(request: PersonRequest, found: Roll, problem: str = "") -> HttpResponse:
    page = Paginator(found.refused.all(), PAGE).get_page(request.GET.get("page"))
    context = {"roll": found, "page": page, "problem": problem, "task": _task(found)}
    return render_page_or_part(
        request, "volunteers/rolls/result.html", context, part="volunteers/rolls/_result.html"
    )


def _task(found: Roll) -> dict[str, Any] | None:
    """Return the job as `web/_progress.html` wants to see it."""
    job = found.job
    if job is None:
        return None
    seconds = job.seconds_left(timezone.now())
    left = "" if seconds is None else _("about %(seconds)s s left") % {"seconds": seconds}
    return {
        "what": f"{job.title} · {job.get_state_display()}", "done": job.done, "total": job.total,
        "left": left, "is_running": not job.is_finished,
    }  # fmt: skip
