"""Words for what the ledger holds."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FLAGS: dict[str, str | Promise] = {
    "outside_window": _("before or after the shift: does not count"),
    "below_share": _("too little of the shift: nothing counts"),
    "overlap": _("counted in another line already"),
    "daily_cap": _("more than counts in a day"),
    "closed_at_end": _("check-out forgotten: closed at the planned end"),
    "roll_call": _("by roll-call"),
    "kiosk": _("at a shared screen"),
    "shared_device": _("on a device used by others too"),
    "far": _("the phone was far from the post"),
    "two_places": _("seen at two places at once"),
    "offline": _("noted without a network, sent later"),
    "corrected": _("corrected"),
    "struck": _("struck out"),
    "made_up": _("made up with proof"),
}


def flags_in_words(flags: Iterable[str]) -> list[str]:
    """Return what each flag means, in the reader's language."""
    return [str(FLAGS.get(flag, flag)) for flag in flags]


def shown_hours(minutes: int) -> str:
    """Return minutes as hours with one decimal: 90 → "1.5", 240 → "4"."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


Rows = list[dict[str, str | int]]


def merged_rows(found: Mapping[tuple[str, str], Sequence[int]], most: int) -> Rows:
    """Return [{title, where, minutes, times}] of {(title, where): (minutes, times)}, `most` rows.

    What does not fit is told together in the last row, in Chinese: certificates are.
    """
    told: Rows = [
        {"title": title, "where": where, "minutes": minutes, "times": times}
        for (title, where), (minutes, times) in sorted(
            found.items(), key=lambda item: (-item[1][0], item[0])
        )
    ]
    if len(told) <= most:
        return told
    rest = told[most - 1 :]
    together = {name: sum(int(row[name]) for row in rest) for name in ("minutes", "times")}
    with translation.override("zh-hans"):
        title = gettext("%(n)s other activities") % {"n": len(rest)}
    return [*told[: most - 1], {"title": title, "where": "", **together}]
