"""Keep the parts of a page that are the same for everybody: rendered once by each process.

{% kept "footer" %} … {% endkept %}
{% kept "sidebar" powers here %} … {% endkept %}

What stands inside may depend on the reader's language, theme and print size, and on what is named
after the part's name; on nothing else: no token, no query, nobody's data.
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 1000  # parts; then all are forgotten and made anew
_parts: dict[tuple[Any, ...], Any] = {}


def kept_part(
    context: template.Context, keys: tuple[Any, ...], make: Callable[[template.Context], Any]
) -> Any:
    """Return what `make` made of the context for these keys, this language, theme and size."""
    reader = context.get("reader") or {}
    key = (get_language(), reader.get("theme"), reader.get("large"), *keys)
    part = _parts.get(key)
    if part is None:
        if len(_parts) >= MOST:
            _parts.clear()
        part = _parts[key] = make(context)
    return part


class Kept(template.Node):
    """Render what is inside once for each key."""

    def __init__(self, inside: template.NodeList, name: Any, keys: list[Any]) -> None:
        self.nodelist = inside
        self.name = name
        self.keys = keys

    def render(self, context: template.Context) -> SafeString:
        keys = (self.name.resolve(context), *(key.resolve(context) for key in self.keys))
        part: SafeString = kept_part(context, keys, self.nodelist.render)
        return part


@register.tag
def kept(parser: Any, token: Any) -> Kept:
    """Keep what stands before `endkept`."""
    _tag, name, *keys = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, parser.compile_filter(name), [parser.compile_filter(key) for key in keys])
