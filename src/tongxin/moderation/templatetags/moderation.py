"""What waits for the reader: `{% submissions_waiting %}`, one count over a short index."""

from typing import Any

from django import template

from ..models import Submission

register = template.Library()


@register.simple_tag(takes_context=True)
def submissions_waiting(context: dict[str, Any]) -> int:
    """How many texts wait at the reader's desk; 0 for who has none."""
    person = getattr(context.get("request"), "user", None)
    if person is None or not person.is_authenticated:
        return 0
    return Submission.objects.on_desk_of(person).waiting().count()
