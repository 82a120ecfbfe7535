"""Tell the one who asked, by account or by phone, in their language."""

from collections.abc import Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import translation

from tongxin.journal.actions import key_of
from tongxin.messaging.actions import Letter, post_many
from tongxin.people.actions import letter_to

from ..models import Need


def inform(needs: Iterable[Need], *, subject: str, body: str = "", **values: Any) -> None:
    """Write to each requester; `subject` and `body` are marked with `gettext_noop`.

    `%(code)s` in a text is the tracking code. Telling many takes as many queries as telling one.
    """
    rows = list(needs)
    prefetch_related_objects(rows, "requester__home")
    letters = [_letter(need, subject, body, values) for need in rows]
    post_many([letter for letter in letters if letter])


def _letter(need: Need, subject: str, body: str, values: dict[str, Any]) -> Letter | None:
    facts = {"code": need.tracking_code_shown, "need": str(need)} | values
    url = reverse("needs:status", args=[need.tracking_code])
    if need.requester is not None:
        return letter_to(
            need.requester, subject=subject, body=body, values=facts, about=need, url=url
        )
    if not need.phone_sealed:
        return None
    with translation.override(need.language):
        return Letter(
            to=key_of(need),
            subject=translation.gettext(subject) % facts,
            body=translation.gettext(body) % facts if body else "",
            about=need,
            url=url,
            at=need.place,
            addresses={"sms": need.phone},
        )
