"""`{% load messaging %}{% unread_count as unread %}`: one short query, none for strangers."""

import re
from typing import Any

from django import template

from ..models import Message

register = template.Library()
CODE = re.compile(r"\d{4,}")


@register.simple_tag(takes_context=True)
def unread_count(context: dict[str, Any]) -> int:
    """How many messages the reader has not opened, 100 at most."""
    person = getattr(context.get("request"), "user", None)
    if person is None or not person.is_authenticated:
        return 0
    count: int = Message.objects.unread_count(person)
    return count


@register.filter
def without_codes(text: str) -> str:
    """Hide numbers of four digits and more: the desk needs no one's login code."""
    return CODE.sub("••••", text)
