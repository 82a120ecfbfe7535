"""What a view behind `login_required` is given."""

from django.http import HttpRequest

from .models import Person


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: Person
