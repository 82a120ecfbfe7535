"""Where somebody who works here starts."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from .models import Person


def desk_url(person: Person) -> str:
    """Return the address of the first desk open to `person`; "" for who has none."""
    held = person.powers_anywhere()
    for power, url_name in settings.DESK_DOORS:
        if power in held:
            try:
                return reverse(url_name)
            except NoReverseMatch:
                continue
    return ""
