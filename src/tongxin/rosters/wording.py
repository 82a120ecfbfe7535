"""What a notice says unless its writer says it better: drawn from its posts. Writes nothing."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Part, Post, Request, Shift


def usual_words(request: Request, posts: Sequence[Post]) -> dict[str, Any]:
    """Return the eight legal fields as the posts have them; empty where they say nothing."""
    keys = [post.pk for post in posts]
    parts = list(Part.objects.filter(post__in=keys).select_related("qualification"))
    wheres = list(dict.fromkeys(post.where for post in posts))
    return {
        "when_words": _times(keys)[:200],
        "where_words": "、".join(wheres)[:200],
        "content": _each(post.duties for post in posts)[:2000],
        "conditions": _conditions(posts, parts)[:1000],
        "number": sum(part.maximum for part in parts),
        "joining": _("Online at this notice, or through your team leader or village station.")[
            :300
        ],
        "risks": _each(post.risks for post in posts)[:1000],
        "guarantees": _each(post.guarantees for post in posts)[:1000],
    }


def _times(keys: Sequence[int]) -> str:
    shifts = Shift.objects.filter(post__in=keys, state=Shift.State.OPEN)
    ends = shifts.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if ends["first"] is None:
        return ""
    first, last = (date_format(timezone.localtime(ends[key]), "Y-m-d H:i") for key in ends)
    return _("%(first)s to %(last)s, in %(n)s shifts") % {
        "first": first, "last": last, "n": shifts.count(),
    }  # fmt: skip


def _each(texts: Any) -> str:
    return "\n".join(dict.fromkeys(filter(None, (text.strip() for text in texts))))


def _conditions(posts: Sequence[Post], parts: Sequence[Part]) -> str:
    said = [_("A registered volunteer with the training this work asks for.")]
    if any(post.is_risky or post.kind for post in posts):
        said.append(_("18 years or older."))
    for part in parts:
        if part.qualification:
            said.append(
                _("%(part)s: %(qualification)s.")
                % {"part": part.name, "qualification": part.qualification.label}
            )
    return "\n".join(dict.fromkeys(said))
