"""Small words for templates: time, place, icons, urgency, figures as SVG."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()
URGENCY = {
    1: ("Ⅰ", gettext_lazy("Within hours")),
    2: ("Ⅱ", gettext_lazy("Within a day")),
    3: ("Ⅲ", gettext_lazy("Within a week")),
    4: ("Ⅳ", gettext_lazy("Can wait")),
}
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
RING_RADIUS = 43


class Placed(Protocol):
    """What a place must offer to be named: itself and what it lies in."""

    label: str
    parent: "Placed | None"
    parent_id: Any


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one symbol of the sprite; it says nothing by itself, so put words beside it."""
    return _drawn(str(name))


@lru_cache(maxsize=256)
def _drawn(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"/></svg>',
        static("web/icons/sprite.svg"),
        name,
    )


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """Say when relative to now ("3 小时前", "2 天后"), with the exact time on hover."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    exact = local.isoformat(timespec="minutes")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact,
        exact[:16].replace("T", " "),
        spoken(local, timezone.localtime()),
    )


def spoken(moment: datetime, now: datetime) -> str:
    """Return the distance between two local moments in words; beyond a month, the date."""
    distance = abs(moment - now)
    if distance < timedelta(minutes=1):
        return _("just now")
    if distance >= timedelta(days=30):
        return date_format(moment, "Y-m-d")
    words = _distance(distance)
    return (
        _("%(time)s ago") % {"time": words} if moment < now else _("in %(time)s") % {"time": words}
    )


def _distance(distance: timedelta) -> str:
    minutes = int(distance.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", distance.days) % {"n": distance.days}


@register.simple_tag
def place(where: Placed | None) -> str:
    """Name a place with the town it lies in: 丁蜀镇 · 龙溪村. The city goes without saying."""
    if where is None:
        return ""
    above = where.parent
    if above is None or above.parent_id is None:  # the id: asking for the object is a query
        return where.label
    return f"{above.label} · {where.label}"


@register.simple_tag
def urgency(level: int | str | None, *, words: bool = True) -> SafeString | str:
    """Show urgency I–IV by shape, weight and words; colour only helps."""
    number = ROMAN.get(str(level), 0) or (int(level) if str(level).isdecimal() else 0)  # type: ignore[arg-type]
    if number not in URGENCY:
        return ""
    sign, meaning = URGENCY[number]
    spoken_part = format_html(
        "<span>{}</span>" if words else '<span class="visually-hidden">{}</span>', meaning
    )
    return format_html(
        '<span class="urgency" data-level="{}"><b aria-hidden="true">{}</b>{}</span>',
        number, sign, spoken_part,
    )  # fmt: skip


@register.simple_tag
def tag(label: object, tone: str = "waiting") -> SafeString:
    """Show a state. Tones: waiting, active, done, stopped, plain."""
    return format_html('<span class="tag" data-tone="{}">{}</span>', tone, label)


@register.simple_tag
def stars(count: float | None, of: int = 0) -> SafeString | str:
    """Show given stars; `of` says how many people gave them."""
    if count is None:
        return ""
    full = round(count)
    sample = ngettext("%(n)s review", "%(n)s reviews", of) % {"n": of} if of else ""
    return format_html(
        '<span class="stars-shown"><span class="visually-hidden">{}</span>'
        '<b aria-hidden="true">{}</b><span>{}</span></span>',
        _("%(count)s of 5 stars") % {"count": f"{count:.2g}"},
        "★" * full + "☆" * (5 - full),
        f"{count:.1f} · {sample}" if of else "",
    )


def share(value: float | None, total: float | None) -> float:
    """Return value/total in percent, within 0–100; nothing of nothing is 0."""
    return min(100.0, max(0.0, 100 * (value or 0) / total)) if total else 0.0


@register.simple_tag
def ring(value: float | None, total: float | None, label: str, tone: str = "") -> SafeString:
    """Draw how much of a whole is done, as one ring of the circle."""
    percent = share(value, total)
    return format_html(
        '<figure class="ring-figure">'
        '<svg class="ring" data-tone="{tone}" viewBox="0 0 100 100" role="img" '
        'aria-label="{label}: {value}/{total}">'
        '<circle class="ring-track" cx="50" cy="50" r="{r}"/>'
        '<circle class="ring-value" cx="50" cy="50" r="{r}" pathLength="100" '
        'stroke-dasharray="{dash} 100" transform="rotate(-90 50 50)"/>'
        '<text x="50" y="51" aria-hidden="true">{percent}%</text></svg>'
        "<figcaption><b>{value}</b> / {total}<br>{label}</figcaption></figure>",
        tone=tone, label=label, value=_count(value), total=_count(total), r=RING_RADIUS,
        dash=f"{percent:.1f}", percent=round(percent),
    )  # fmt: skip


@register.simple_tag
def bar(value: float | None, total: float | None, label: str = "", tone: str = "") -> SafeString:
    """Draw a share as a bar; put the number beside it in text."""
    return format_html(
        '<svg class="bar" data-tone="{}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" '
        'aria-label="{}: {}/{}"><rect class="bar-track" width="100" height="6"/>'
        '<rect class="bar-value" width="{}" height="6"/></svg>',
        tone, label or _("Share"), _count(value), _count(total), f"{share(value, total):.1f}",
    )  # fmt: skip


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString | str:
    """Draw a short series, oldest first, its end marked. Give the numbers in text too."""
    if not values:
        return ""
    top, last = max(values) or 1, max(1, len(values) - 1)
    points = [(100 * i / last, 30 - 28 * v / top) for i, v in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html(
        '<svg class="sparkline" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" '
        'aria-label="{}">'
        '<polygon points="0,31 {} 100,31"/><polyline points="{}"/></svg>',
        _("%(label)s: from %(first)s to %(last)s, at most %(top)s")
        % {
            "label": label,
            "first": _count(values[0]),
            "last": _count(values[-1]),
            "top": _count(top),
        },
        line,
        line,
    )


@register.simple_tag
def multiples(series: Sequence[dict[str, Any]]) -> SafeString:
    """Draw small multiples: [{"name", "values", "url"}], one small picture per town."""
    cells = (
        (
            format_html('<a href="{}">{}</a>', one["url"], one["name"])
            if one.get("url")
            else one["name"],
            _count(one["values"][-1] if one["values"] else 0),
            sparkline(one["values"], str(one["name"])),
        )
        for one in series
    )
    return format_html(
        '<ul class="multiples">{}</ul>',
        format_html_join(
            "",
            '<li class="multiple"><div class="multiple-head"><span>{}</span><b>{}</b></div>{}</li>',
            cells,
        ),
    )


@register.simple_tag(takes_context=True)
def sort_header(context: dict[str, Any], label: str, key: str, css: str = "") -> SafeString:
    """A table heading that sorts by `?sort=key` or `-key` and says how it is sorted now."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("page", None)
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return format_html(
        '<th scope="col" class="{}"{}><a href="?{}">{}</a></th>',
        css, format_html(' aria-sort="{}"', state) if state else "", query.urlencode(), label,
    )  # fmt: skip


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is one lone box, whose label stands beside it."""
    return type(field.field.widget) is CheckboxInput


@register.filter
def count(number: float | None) -> str:
    """Write a number with thousands apart: 12,480."""
    return _count(number)


def _count(number: float | None) -> str:
    return f"{number or 0:,.10g}"
