"""A recruitment notice: eight things said, or it does not go out (rule 22)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.journal.actions import record
from tongxin.messaging.actions import post_many
from tongxin.people.models import Person, Team

from ..models import Notice, Post, Request
from ..models.request import LEGAL_FIELDS, LEGAL_NAMES
from ..wording import usual_words
from .hooking import events_of


class NoticeLacks(DomainError):
    """The notice does not say all eight things the law asks for."""

    status = 422


class NoticeNotReady(DomainError):
    """The notice is out already, or was withdrawn, or speaks of no post."""


@transaction.atomic
def write_notice(
    request: Request, *, title: str, by: Person, posts: Iterable[Post] = (), **said: Any
) -> Notice:
    """Draft a notice for posts of an approved request (all its drafts, unless named).

    What is not said is taken from the posts. Raises `NoticeNotReady`, `NotAllowed`.
    """
    must_publish(request.place, request.team, by)
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != Request.State.APPROVED:
        raise NoticeNotReady(_("The request has to be approved first."))
    rows = list(posts) or list(
        request.posts.filter(notice=None).exclude(state="ended").order_by("place__path", "pk")
    )
    if not rows or any(row.request_id != request.pk for row in rows):
        raise NoticeNotReady(_("Make its posts first: a notice says what one would do."))
    said = usual_words(request, rows) | {name: value for name, value in said.items() if value}
    notice = Notice(request=request, place=request.place, title=title, written_by=by, **said)
    notice.full_clean()
    notice.save()
    Post.objects.filter(pk__in=[row.pk for row in rows]).update(notice=notice)
    record("notice.written", by=by, on=notice, at=notice.place, posts=len(rows))
    return notice


@transaction.atomic
def change_notice(notice: Notice, *, by: Person, **said: Any) -> Notice:
    """Change what it says; systems that heard of it hear of the change.

    A published one keeps all eight. Raises `NoticeLacks`, `NotAllowed`.
    """
    must_publish(notice.place, notice.request.team, by)
    notice = _locked(notice)
    for name in {"title", *LEGAL_FIELDS} & said.keys():
        setattr(notice, name, said[name])
    notice.changed_at = timezone.now()
    if notice.state == Notice.State.PUBLISHED:
        must_be_complete(notice)
    notice.full_clean()
    notice.save()
    post_many(events_of(notice, "notice.changed") if _is_known(notice) else [])
    record("notice.changed", by=by, on=notice, at=notice.place, parts=sorted(said))
    return notice


@transaction.atomic
def publish_notice(notice: Notice, *, by: Person) -> Notice:
    """Put it on the board and open its posts. Raises `NoticeLacks`, `NoticeNotReady`."""
    by.must("notice.publish", at=notice.place)
    notice = _locked(notice)
    if notice.state == Notice.State.PUBLISHED:
        return notice
    if notice.state != Notice.State.DRAFT or not notice.posts.exists():
        raise NoticeNotReady(_("This notice cannot be published any more."))
    must_be_complete(notice)
    notice.state = Notice.State.PUBLISHED
    notice.published_at = notice.changed_at = timezone.now()
    notice.save(update_fields=["state", "published_at", "changed_at"])
    notice.posts.filter(state=Post.State.DRAFT).update(state=Post.State.OPEN)
    record("notice.published", by=by, on=notice, at=notice.place)
    return notice


@transaction.atomic
def withdraw_notice(notice: Notice, *, reason: str, by: Person) -> Notice:
    """Take it off the board; who joined stays joined. Raises `NotAllowed`."""
    by.must("notice.publish", at=notice.place)
    notice = _locked(notice)
    was_told = _is_known(notice)
    notice.state, notice.changed_at = Notice.State.WITHDRAWN, timezone.now()
    notice.save(update_fields=["state", "changed_at"])
    post_many(events_of(notice, "notice.withdrawn") if was_told else [])
    record("notice.withdrawn", by=by, on=notice, at=notice.place, reason=reason)
    return notice


def must_be_complete(notice: Notice) -> None:
    """Raise `NoticeLacks`, naming what is missing."""
    if notice.lacking:
        names = "、".join(str(LEGAL_NAMES[name]) for name in notice.lacking)
        raise NoticeLacks(_("Before it can go out, say also: %(names)s.") % {"names": names})


def must_publish(place: Any, team: Team | None, by: Person) -> None:
    """Raise `NotAllowed` unless `by` writes notices there, or leads the team they are for."""
    if team is None or not by.may_for("post.manage", team=team):
        by.must("post.manage", at=place)


def _is_known(notice: Notice) -> bool:
    """Whether other systems were told of it and still believe that it is out."""
    return notice.state == Notice.State.PUBLISHED and notice.told_at is not None


def _locked(notice: Notice) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("place", "request__team")
    found: Notice = rows.get(pk=notice.pk)
    return found
