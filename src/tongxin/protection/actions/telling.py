"""Tell who coordinates that somebody cannot stand, and wake the apps above. Never why."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from tongxin.messaging.actions import post_many
from tongxin.people.actions import letter_to
from tongxin.people.models import Person
from tongxin.places.models import Place

from ..alarms import LISTENERS, coordinators


def tell_unfit(
    person: Person, day: date, *, by: Person, about: Any, at: Place | None = None
) -> None:
    """Tell the coordinators that `person` is not for duty, and whoever finds a replacement."""
    write_to(
        [one for one in coordinators(at or person.seat) if one.pk != person.pk],
        subject=gettext_noop("Not for duty today: %(who)s"),
        body=gettext_noop(
            "%(who)s is not fit for duty. A replacement is looked for where one is needed. Please"
            " ask how they are, and whether they need help."
        ),
        values={"who": person.public_name},
        about=about,
        url=reverse("protection:health"),
    )
    for callback in LISTENERS.values():
        callback(person, day, by)


def write_to(
    people: list[Person], *, subject: str, body: str, values: dict[str, Any], about: Any, url: str
) -> None:
    """Write the same to some people, in their languages; texts are marked `gettext_noop`."""
    letters = [
        letter_to(one, subject=subject, body=body, values=values, about=about, url=url)
        for one in people
    ]
    post_many([letter for letter in letters if letter])
