"""Tell the one who enrolled: by account, by text message, or through the team's leaders."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_noop

from tongxin.journal.actions import key_of
from tongxin.messaging.actions import Letter, post_many
from tongxin.people.actions import letter_to
from tongxin.people.models import Person, Team

from ..models import Enrolment, Shift


def tell_enrolled(enrolments: Iterable[Enrolment], *, subject: str, **parts: Any) -> None:
    """Write the same to many, at one stroke; their shifts' posts and places are loaded already.

    Texts are marked `gettext_noop`; they may name %(post)s, %(when)s, %(where)s and what is in
    `parts`.
    """
    rows = list(enrolments)
    leaders = _leaders([row for row in rows if not row.person_id and not row.helper_name])
    letters = [
        letter for row in rows for letter in _letters(row, leaders, subject=subject, **parts)
    ]
    post_many(letters)


def _letters(
    enrolment: Enrolment, leaders: dict[int, list[Person]], *, subject: str, body: str = "",
    url: str = "", **values: Any,
) -> list[Letter]:  # fmt: skip
    facts = facts_of(enrolment.shift) | values
    url = url or reverse("rosters:shift", args=[enrolment.shift_id])
    if enrolment.helper_name:
        return _by_phone(enrolment, subject, body, url, facts)
    people = [enrolment.person] if enrolment.person else leaders.get(enrolment.team_id or 0, [])
    written = [
        letter_to(person, subject=subject, body=body, values=facts, about=enrolment, url=url)
        for person in people
    ]
    return [letter for letter in written if letter]


def _by_phone(
    enrolment: Enrolment, subject: str, body: str, url: str, facts: dict[str, Any]
) -> list[Letter]:
    if not enrolment.helper_phone_sealed:
        return []
    with translation.override("zh-hans"):
        return [
            Letter(
                to=key_of(enrolment),
                subject=translation.gettext(subject) % facts,
                body=translation.gettext(body) % facts if body else "",
                about=enrolment,
                url=url,
                addresses={"sms": enrolment.helper_phone},
            )
        ]


def _leaders(unnamed: list[Enrolment]) -> dict[int, list[Person]]:
    teams = {row.team_id for row in unnamed if row.team_id}
    found: dict[int, list[Person]] = {}
    for team in Team.objects.filter(pk__in=teams).prefetch_related("memberships__person__home"):
        found[team.pk] = [
            row.person for row in team.memberships.all() if row.role in {"leader", "deputy"}
        ]
    return found


def tell_keepers(enrolment: Enrolment) -> None:
    """Tell whoever leads the post that somebody will not come after all; the shift is loaded."""
    write_to_keepers(
        enrolment,
        subject=gettext_noop("Somebody cannot come: %(post)s"),
        body=gettext_noop("%(who)s gave the place back. %(when)s, %(where)s."),
    )


def write_to_keepers(enrolment: Enrolment, *, subject: str, body: str) -> None:
    """Write to whoever leads the post about an enrolment; its shift is loaded already."""
    shift = enrolment.shift
    facts = facts_of(shift) | {"who": enrolment.shown_name}
    url = reverse("rosters:roster", args=[shift.pk])
    written = [
        letter_to(person, subject=subject, body=body, values=facts, about=enrolment, url=url)
        for person in _keepers(shift)
    ]  # fmt: skip
    post_many([letter for letter in written if letter])


def _keepers(shift: Shift) -> list[Person]:
    """The leaders of the post's team; without one, who made the post."""
    post = shift.post
    if post.team_id is None:
        return [post.made_by]
    rows = Person.objects.filter(
        memberships__team=post.team_id, memberships__role__in=["leader", "deputy"]
    )
    return list(rows.select_related("home"))


def facts_of(shift: Shift) -> dict[str, Any]:
    """Return what a letter may say of a shift."""
    return {"post": shift.post, "when": shown_time(shift), "where": shift.post.where}


def shown_time(shift: Shift) -> str:
    """Return the start and the end as people read them."""
    start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{date_format(start, 'Y-m-d H:i')}–{date_format(end, 'H:i')}"
