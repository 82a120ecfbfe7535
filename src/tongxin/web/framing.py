"""A page as a frame that many looks share, and what was asked for in the gaps of it.

The frame is a template rendered once by each process for every (template, language, theme, print
size, powers, address) and whatever else it says it depends on. What one look alone shows is the
page's `own`: it is written anew each time, escaped as in any template, and put into the gaps.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .squeezing import QUICK, THOROUGH, squeeze, stored

MOST = 500  # frames of a process; then all are forgotten and made anew
LONG = 400  # bytes from which squeezing pays
GAP = re.compile(rb"\x00(\w+)\x00")
READERS = ("token", "reader")  # the gaps that are filled for each reader, when the page is served


@dataclass(frozen=True)
class Kept:
    """A page around its gaps: `gaps[n]` lies between `pieces[n]` and the next; "": nothing does."""

    pieces: list[bytes]
    squeezed: list[bytes]
    gaps: list[str]


@dataclass(frozen=True)
class Framed:
    """A page to be shown: its template, and what the template reads.

    own      texts of this look alone; in the template they may be said as `{{ name }}`, and neither
             filtered nor looked at; `TOKEN` in a safe one becomes the reader's token
    context  whatever else the template reads
    key      says all that `context` says and the address does not
    """

    template: str
    own: Mapping[str, str]
    context: Mapping[str, Any] = field(default_factory=dict)
    key: Hashable = None

    def whole(self, request: HttpRequest) -> HttpResponse:
        """Return the page rendered from end to end, messages and all."""
        token = get_token(request)
        own = {
            name: mark_safe(text.replace(TOKEN, token)) if TOKEN in text else text
            for name, text in self.own.items()
        }
        return render(request, self.template, {**self.context, **own})

    def kept(self, request: HttpRequest) -> Kept:
        """Return the page with its own in it; the reader's gaps stay open."""
        frame, own = self._frame(request), {**self.own, "address": request.get_full_path()}
        page = Kept([frame.pieces[0]], [frame.squeezed[0]], [])
        for gap, piece, small in zip(frame.gaps, frame.pieces[1:], frame.squeezed[1:], strict=True):
            if gap in READERS:
                page.gaps.append(gap)
            else:
                _put(page, conditional_escape(own[gap]).encode())
            page.pieces.append(piece)
            page.squeezed.append(small)
        return page

    def _frame(self, request: HttpRequest) -> Kept:
        reader = request.reader  # type: ignore[attr-defined]
        powers: Hashable = getattr(request.user, "powers_anywhere", frozenset)()
        key = (
            self.template, *reader.values(), request.path, powers, self.key,
            settings.MODE, settings.SECOND_FACTOR,
        )  # fmt: skip
        frame = _frames.get(key)
        if frame is None:
            if len(_frames) >= MOST:
                _frames.clear()
            frame = _frames[key] = self._cut(request)
        return frame

    def _cut(self, request: HttpRequest) -> Kept:
        names = {"csrf_token": "token", "reader_key": "reader", "address": "address"}
        names |= {name: name for name in self.own}
        gaps = {name: gap_of(gap) for name, gap in names.items()}
        page = render_to_string(self.template, {**self.context, **gaps}, request).encode()
        first, *more = GAP.split(page)
        pieces = [first, *more[1::2]]
        return Kept(
            pieces,
            [squeeze(one, THOROUGH) for one in pieces],
            [name.decode() for name in more[::2]],
        )


def _put(page: Kept, text: bytes) -> None:
    """Add a text between two pieces; the reader's token is a gap in it as well."""
    for number, part in enumerate(text.split(TOKEN.encode())):
        page.gaps.append("token" if number else "")
        page.pieces.append(part)
        page.squeezed.append(squeeze(part, QUICK) if len(part) > LONG else stored(part))
    page.gaps.append("")


def gap_of(name: str) -> SafeString:
    """Return the mark that stands for a value until a page or a row is filled."""
    return mark_safe(f"\x00{name}\x00")


TOKEN = gap_of("token")  # to be said in texts of a page's own
_frames: dict[Hashable, Kept] = {}
