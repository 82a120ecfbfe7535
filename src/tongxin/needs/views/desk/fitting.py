"""What triage has learnt, and the button to let it learn now."""

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ...actions import order_fit
from ...models import Decision, Fit
from . import desk_place, for_desk, person_of

DAYS = 30


@for_desk("triage.fit")
@require_http_methods(["GET", "POST"])
def fits(request: HttpRequest) -> HttpResponse:
    """Show the fits and how often people agreed; POST starts the next fit."""
    if request.method == "POST":
        job = order_fit(at=desk_place(request, "triage.fit"), by=person_of(request))
        return HttpResponseRedirect(reverse("clock:job", args=[job.pk]))
    since = timezone.now() - timedelta(days=DAYS)
    recent = Decision.objects.filter(at__gte=since, undone_at=None, need__proposal__isnull=False)
    context = {
        "fits": Fit.objects.select_related("by")[:20], "days": DAYS,
        "agreed": recent.aggregate(all=Count("pk"), differs=Count("pk", filter=Q(differs=True))),
        "waiting": Decision.objects.filter(differs=True, undone_at=None).count(),
    }  # fmt: skip
    return render(request, "needs/desk/fits.html", context)
