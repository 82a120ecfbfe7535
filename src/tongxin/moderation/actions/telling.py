"""Shared by the actions: lock a submission, tell its author."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.messaging.actions import post
from tongxin.people.actions import tell
from tongxin.people.models import Grant, Person
from tongxin.people.powers import roles_with

from ..models import Submission

DANGER_SUBJECT = gettext_noop("Somebody may be in danger: please look now")
DANGER_BODY = gettext_noop(
    "Words in a text from %(place)s sound like danger to somebody. "
    "If it is so, call 110 or 120 and tell the duty officer."
)
MOST_ALARMED = 20


def locked(submission: Submission) -> Submission:
    found: Submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("place", "author__home")
        .get(pk=submission.pk)
    )
    return found


def tell_author(submission: Submission, *, subject: str, body: str, reason: str) -> None:
    """Tell the author, by account or at the tracking page their key leads to."""
    short = submission.text if len(submission.text) <= 40 else f"{submission.text[:40]}…"
    values = {"text": short, "reason": reason.strip().rstrip("。.")}
    if submission.author is not None:
        tell(submission.author, subject=subject, body=body, values=values, about=submission,
             url=submission.url)  # fmt: skip
        return
    post(
        to=submission.author_key,
        subject=_(subject) % values,
        body=_(body) % values,
        about=submission,
        url=submission.url,
        addresses={"inapp": ""},
    )


def alarm(submission: Submission) -> None:
    """Tell those who decide here at once: words of danger must not wait their turn in a queue."""
    deciding = Grant.objects.valid(timezone.now()).filter(
        role__in=roles_with("moderation.decide"),
        place__path__in=submission.place.ancestors_paths,
    )
    people = Person.objects.filter(pk__in=deciding.values("person"), is_active=True)
    url = reverse("moderation:submission", args=[submission.pk])
    for person in people.order_by("pk")[:MOST_ALARMED]:
        tell(person, subject=DANGER_SUBJECT, body=DANGER_BODY,
             values={"place": submission.place}, about=submission, url=url)  # fmt: skip
