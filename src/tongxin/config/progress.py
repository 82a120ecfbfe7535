"""Tell a console what is being done, how far it is, and how long it takes."""

import sys
import time
from dataclasses import dataclass, field
from typing import TextIO

EVERY = 0.1  # seconds between redrawings of a line on a terminal
EVERY_PLAIN = 5.0  # … between lines in a log


@dataclass
class Progress:
    """Call it as `say(what, done, total)`, as often as you like; total 0 = not known.

    On a terminal one line per step is redrawn; elsewhere a step prints when it begins, every few
    seconds, and when it ends.
    """

    out: TextIO = field(default_factory=lambda: sys.stdout)
    what: str = ""
    done: int = 0
    total: int = 0
    began: float = 0.0
    shown: float = 0.0

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if what != self.what:
            self.close()
            self.what, self.began, self.shown = what, now, 0.0
        self.done, self.total = done, total
        pause = EVERY if self.out.isatty() else EVERY_PLAIN
        if now - self.shown >= pause:
            self.shown = now
            self._draw(self._line(now))

    def close(self) -> None:
        """End the step under way."""
        if self.what:
            seconds = time.monotonic() - self.began
            count = f" {self.done:,}" if self.done > 1 else ""
            self._draw(f"✓ {self.what}{count} ({seconds:.1f} s)", last=True)
            self.what = ""

    def _line(self, now: float) -> str:
        passed = now - self.began
        if not self.total:
            return f"  {self.what} … {self.done:,}" if self.done else f"  {self.what} …"
        share = min(1.0, self.done / self.total)
        left = f", {passed / share - passed:.0f} s left" if share and passed > 1 else ""
        return f"  {self.what} {self.done:,}/{self.total:,} ({share:.0%}{left})"

    def _draw(self, line: str, *, last: bool = False) -> None:
        if self.out.isatty():
            self.out.write(f"\r\033[K{line}" + ("\n" if last else ""))
        else:
            self.out.write(line + "\n")
        self.out.flush()
