"""Robots, and telling people things."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import translation
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import key_of
from tongxin.messaging.actions import Letter, post_many

from ..models import Person
from ..powers import ROBOTS


class UnknownRole(DomainError):
    """The table of powers has no such role."""

    status = 422


def robot(name: str) -> Person:
    """Return the robot that acts under `name` (see `powers.ROBOTS`)."""
    if name not in ROBOTS:
        raise UnknownRole(_("There is no robot called %(name)s.") % {"name": name})
    found: Person
    found, _made = Person.objects.get_or_create(
        username=name,
        defaults={"kind": Person.Kind.ROBOT, "name": name, "password": make_password(None)},
    )
    return found


def tell(
    person: Person,
    *,
    subject: str,
    body: str = "",
    values: Mapping[str, Any] | None = None,
    about: Any = None,
    url: str = "",
) -> None:
    """Write a message to `person`, in their language, on the channels they read.

    `subject` and `body` are texts marked with `gettext_noop`; `values` fills their placeholders.
    """
    letter = letter_to(person, subject=subject, body=body, values=values, about=about, url=url)
    post_many([letter] if letter else [])


def letter_to(
    person: Person,
    *,
    subject: str,
    body: str = "",
    values: Mapping[str, Any] | None = None,
    about: Any = None,
    url: str = "",
) -> Letter | None:
    """Return what `tell` would post: for telling many at once. None: nobody to tell."""
    if person.kind == Person.Kind.ROBOT or person.closed_at:
        return None
    addresses = {"inapp": ""}
    if person.phone_verified_at and person.phone_sealed:
        addresses["sms"] = person.phone
    with translation.override(person.language):
        values = {key: str(value) for key, value in (values or {}).items()}
        return Letter(
            to=key_of(person),
            subject=translation.gettext(subject) % values,
            body=translation.gettext(body) % values if body else "",
            about=about,
            url=url,
            at=person.home,
            addresses=addresses,
        )
