"""Rows of a table that differ in plain values only: one is rendered by each process, with gaps.

{% each "people" row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.state }}</td></tr>{% endeach %}

Each row is a mapping of texts; a text is escaped unless it is safe already, as elsewhere. Of the
row only `{{ row.name }}` may be said inside, without filters. All else depends on the language,
theme and print size, and on nothing else, as in `kept`; the name is the template's alone.
For fifty rows it costs a tenth of `for`.
"""

import re
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tongxin.web.framing import gap_of

from .keeping import kept_part

register = template.Library()
GAP = re.compile("\x00(\\w+)\x00")


class _Gaps:
    """Stands for a row: each of its values is a gap."""

    def __getitem__(self, name: str) -> SafeString:
        return gap_of(name)


class Each(template.Node):
    """Render what is inside once, and fill it for each row."""

    def __init__(self, inside: template.NodeList, key: Any, name: str, rows: Any) -> None:
        self.nodelist = inside
        self.key = key
        self.name = name
        self.rows = rows

    def render(self, context: template.Context) -> SafeString:
        rows = self.rows.resolve(context)
        if not rows:
            return SafeString()
        pattern, names = kept_part(context, ("each", self.key.resolve(context)), self._pattern)
        values = [row[name] for row in rows for name in names]
        return SafeString(pattern * len(rows) % tuple(_texts(values)))

    def _pattern(self, context: template.Context) -> tuple[str, list[str]]:
        with context.push(**{self.name: _Gaps()}):
            text, *more = GAP.split(self.nodelist.render(context))
        pieces = [text, *more[1::2]]
        return "%s".join(piece.replace("%", "%%") for piece in pieces), more[::2]


def _texts(values: list[Any]) -> list[str]:
    """Escape what is not safe yet: all at once, between marks no text should hold."""
    plain = [str(one) for one in values if type(one) is not SafeString]
    escaped = escape("\x00".join(plain)).split("\x00")
    if len(escaped) != len(plain):
        escaped = [escape(one) for one in plain]
    texts = iter(escaped)
    return [one if type(one) is SafeString else next(texts) for one in values]


@register.tag
def each(parser: Any, token: Any) -> Each:
    """Fill what stands before `endeach` for each row."""
    try:
        _tag, key, name, _in, rows = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError('{% each "name" row in rows %}') from None
    inside = parser.parse(("endeach",))
    parser.delete_first_token()
    for node in inside.get_nodes_by_type(template.Node):
        _check(node, name)
    return Each(inside, parser.compile_filter(key), name, parser.compile_filter(rows))


def _check(node: Any, name: str) -> None:
    """Refuse whatever looks at a row in another way than to say one of its values."""
    said = getattr(getattr(node, "token", None), "contents", "")
    plain = isinstance(node, template.base.VariableNode) and re.fullmatch(rf"{name}\.\w+", said)
    looks = not isinstance(node, template.base.TextNode) and re.search(rf"\b{name}\b", said)
    if looks and not plain:
        raise template.TemplateSyntaxError(f"`each` says values of a row and no more: {said}")
