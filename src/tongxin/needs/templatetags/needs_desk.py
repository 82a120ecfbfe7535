"""Reasons in templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from ..reasons import sentences

register = template.Library()


@register.filter
def said(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return stored reasons as sentences in the reader's language."""
    return sentences(reasons)


@register.filter
def percent(share: float) -> str:
    """Write a share of one: 0.93 → 93%."""
    return f"{share:.0%}"
