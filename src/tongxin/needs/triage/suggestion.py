"""What triage answers: a suggestion and the reasons for it. A person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Route = Literal["menu", "hands", "refer", "emergency"]
Urgency = Literal["I", "II", "III", "IV"]
Kind = Literal["words", "rule", "likeness"]

ROUTES: tuple[str, ...] = ("menu", "hands", "refer", "emergency")
PLATFORMS = ("theory", "education", "culture", "science", "sports_health")
SERVICE_CLASSES = (
    "publicity",
    "guarding",
    "screening",
    "disinfection",
    "information",
    "psychological",
)
URGENCIES: tuple[str, ...] = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why. `code` names a sentence, `values` fill it; the words are the message's own."""

    kind: Kind
    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def explain_zh(self) -> str:
        """Say it in plain Chinese (for files; pages translate `code` themselves)."""
        from tongxin.needs.triage.wording import sentence_zh

        return sentence_zh(self.code, self.values)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One message weighed: where it belongs, how soon, how sure, and why."""

    route: str
    platform: str
    """One of `PLATFORMS` when the route is the menu, else empty."""
    service_class: str
    """One of `SERVICE_CLASSES` when the route is hands, else empty."""
    refer_to: str
    """Whose duty it is when the route is refer ("12345", "police", "12333" …), else empty."""
    call: tuple[str, ...]
    """Numbers to call now ("110", "119", "120"); only for an emergency."""
    urgency: str
    needed_by: datetime | None
    risk_words: tuple[str, ...]
    flags: tuple[str, ...]
    """Of danger and the heads of `lexicon/flags.txt` (minor, elder_alone, medical …)."""
    reasonable: bool
    """Whether it is reasonable to answer here at all."""
    unreasonable_because: str
    """Code of the reason when it is not ("empty", "advertising" …), else empty."""
    confidence: float
    """Probability that route and platform or class are right, 0–1."""
    reasons: tuple[Reason, ...]

    @property
    def sub(self) -> str:
        """Return the platform, class, body or number that completes the route."""
        return self.platform or self.service_class or self.refer_to or "/".join(self.call)

    def explain_zh(self) -> str:
        """Return all reasons in one line of plain Chinese."""
        return "；".join(reason.explain_zh() for reason in self.reasons)
