"""The staff's side of the needs list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.web.caching import keep_for_desk

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> Person:
    """Return the signed-in person."""
    return cast(Person, request.user)


def for_desk(*powers: str) -> Callable[[View], View]:
    """Show a page to whoever holds one of `powers` somewhere; to others it does not exist.

    What may be done there is decided by the actions.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(power in person_of(request).powers_anywhere() for power in powers):
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View, guarded)

    return wrap


def kept_for_desk(*, seconds: int) -> Callable[[View], View]:
    """Keep a page that looks the same to everybody with the same roles and teams."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return keep_for_desk(
                request, lambda: view(request, *args, **kwargs),
                scope=person_of(request).scope, seconds=seconds,
            )  # fmt: skip

        return cast(View, answer)

    return wrap


def desk_place(request: HttpRequest, power: str = "need.see") -> Place:
    """Return the place the desk looks at: `?place=code` below the own ones, or the highest own."""
    paths = sorted(person_of(request).paths_where(power), key=len)
    if not paths:
        raise Http404
    places = Place.objects.select_related("parent__parent")
    if code := request.GET.get("place"):
        place: Place | None = places.filter(code=code).first()
        if place is None or not any(place.path.startswith(path) for path in paths):
            raise Http404
        return place
    highest: Place = Place.objects.get(path=paths[0])
    return highest
