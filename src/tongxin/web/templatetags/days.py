"""Days and hours as people say them."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def weekday(day: date) -> str:
    """Say a day with its weekday: 11月23日 星期一; Monday 23 November."""
    return date_format(day, "l j F" if get_language() == "en" else "n月j日 l")


@register.simple_tag
def when(moment: datetime) -> SafeString:
    """Say when something begins: 今天 19:00, 明天 9:30, 11月25日 周三 14:00; exact on hover."""
    local = timezone.localtime(moment)
    today = timezone.localdate()
    near = {today: _("Today"), today + timedelta(days=1): _("Tomorrow")}
    far = "D j M" if get_language() == "en" else "n月j日 D"
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "Y-m-d H:i"),
        near.get(local.date()) or date_format(local, far),
        date_format(local, "H:i"),
    )
