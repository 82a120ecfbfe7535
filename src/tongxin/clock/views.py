from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tongxin.journal.actors import Actor
from tongxin.web.http import render_page_or_part

from . import actions
from .models import Job


@login_required
@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show how far a job is; htmx asks for the part again until it is over."""
    found = get_object_or_404(Job.objects.visible_to(cast(Actor, request.user)), pk=job_id)
    context = {"job": found, "seconds_left": found.seconds_left(timezone.now())}
    return render_page_or_part(request, "clock/job.html", context, part="clock/_job.html")


@login_required
@require_POST
def cancellation(request: HttpRequest, job_id: int) -> HttpResponse:
    found = get_object_or_404(Job.objects.visible_to(cast(Actor, request.user)), pk=job_id)
    actions.ask_cancel(found, by=cast(Actor, request.user))
    return redirect("clock:job", found.pk)


@login_required
@require_GET
def file(request: HttpRequest, job_id: int) -> FileResponse:
    """Hand over the file the job made, to its owner alone."""
    found = get_object_or_404(
        Job.objects.visible_to(cast(Actor, request.user)).exclude(file=""), pk=job_id
    )
    path = Path(settings.MEDIA_ROOT) / found.file
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
