"""The station's screen: the code, who is expected, and check-in without a phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongxin.errors import DomainError
from tongxin.people.actions import robot
from tongxin.web.http import wants_part

from .. import actions
from ..codes import shown
from ..forms import NumberForm
from ..models import Attendance, Screen
from ..picture import shifts_at
from ..qrs import address_of, drawing
from ..times import times_in_force


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the code of a place, and take a number; without a login, so it can do nothing else."""
    rows = Screen.objects.open().select_related("place__parent")
    found: Screen = get_object_or_404(rows, digest=actions.screen_digest(secret))
    if request.method == "POST":
        return _pass(request, found, secret)
    return _page(request, found, secret, NumberForm())


def _pass(request: HttpRequest, found: Screen, secret: str) -> HttpResponse:
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, found, secret, form, status=422)
    try:
        done = actions.pass_screen(found, by=robot("duty-screen"), **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, found, secret, form, status=error.status)
    return _page(request, found, secret, NumberForm(), said=_said(done))


def _said(done: Attendance) -> str:
    name = done.enrolment.shown_name
    if done.state == Attendance.State.HERE:
        return _("%(name)s is on duty. Thank you for coming!") % {"name": name}
    return _("%(name)s went home. Thank you!") % {"name": name}


def _page(
    request: HttpRequest, found: Screen, secret: str, form: NumberForm, *, said: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now, times, door = timezone.now(), times_in_force(), f"p{found.place_id}"
    digits, left = shown(door, now, times.code_seconds)
    context = {
        "screen": found, "secret": secret, "form": form, "said": said, "digits": digits,
        "seconds_left": left, "qr": drawing(address_of(door, digits), digits), "now": now,
        "polled": wants_part(request),
        "rows": shifts_at(robot("duty-screen"), found.place, now, times),
    }  # fmt: skip
    page = "duty/_screen.html" if context["polled"] else "duty/screen.html"
    return render(request, page, context, status=status)
