"""Put the learnt and the ruled together into one suggestion per message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongxin.needs.triage import danger, reasonable, spans, urgency, wordlists
from tongxin.needs.triage.deadline import Deadline, deadline
from tongxin.needs.triage.suggestion import Reason, Suggestion

if TYPE_CHECKING:
    from ahocorasick import Automaton
    from numpy.typing import NDArray

    from tongxin.needs.triage.model import Model

RULED = 0.97
"""Confidence of an emergency a rule found."""
GUARDED = 0.25
"""What is left of the learnt chance of emergency when every sign is taken back by a guard."""
UNSIGNED = 0.8
"""The same where no listed sign was found at all."""
LETTER = 120
"""A message longer than this is a letter: it may name a danger on its way to another matter."""
DOUBTED = 0.05
"""Under this learnt chance of emergency a letter's sign is only shown, not obeyed."""
LIKE_ENOUGH = 0.2
"""Below this likeness the nearest example is not worth showing."""


@dataclass(frozen=True, slots=True)
class _Learnt:
    scores: NDArray[Any]
    urgency: str
    example: int
    likeness: float


def suggest_many(
    texts: Sequence[str], *, ats: Sequence[datetime | None] | None = None, model: Model
) -> list[Suggestion]:
    """Return one suggestion per text; `ats` are the times of writing (now when unknown)."""
    return weigh(texts, ats=ats, model=model)[0]


def weigh(
    texts: Sequence[str], *, ats: Sequence[datetime | None] | None = None, model: Model
) -> tuple[list[Suggestion], NDArray[Any]]:
    """Return the suggestions, and the scores (texts × leaves) behind them."""
    letters = model.features.letter_rows(texts)
    rows = model.features.rows(texts, letters)
    scores = model.scores(rows)
    if not texts:
        return [], scores
    now = datetime.now(UTC)
    times = [at or now for at in ats] if ats else [now] * len(texts)
    soon = model.urgency_scores(rows).argmax(axis=1)
    nearest = model.nearest(letters)
    suggestions = [
        _one(text, at, model, _Learnt(scores[n], model.urgencies[soon[n]], *nearest[n]))
        for n, (text, at) in enumerate(zip(texts, times, strict=True))
    ]
    return suggestions, scores


def _one(raw: str, at: datetime, model: Model, learnt: _Learnt) -> Suggestion:
    text = wordlists.normalise(raw)
    found = _weighed(danger.signs(text), text, model, learnt)
    leaf, confidence = _decide(found, model, learnt)
    route, _, sub = leaf.partition("/")
    due = deadline(text, at)
    level, because = urgency.weigh(route, learnt.urgency, text, due, at)
    why_not, bad_words = reasonable.unreasonable(text)
    if route == "emergency":
        why_not = ""
    body, body_words = _refer_to(text) if route == "refer" else ("", ())
    reasons = [
        *_danger_reasons(found),
        *_learnt_reasons(raw, leaf, model, learnt),
        *_rule_reasons(level, due, because),
    ]
    if body_words:
        reasons.append(Reason("rule", "rule.refer", {"words": "、".join(body_words), "body": body}))
    if why_not:
        words = f"：{'、'.join(bad_words)}" if bad_words else ""
        reasons.append(Reason("rule", "rule.unreasonable", {"why": why_not, "words": words}))
        confidence = min(confidence, 0.5)
    return Suggestion(
        route=route,
        platform=sub if route == "menu" else "",
        service_class=sub if route == "hands" else "",
        refer_to=body,
        call=_call(found, text) if route == "emergency" else (),
        urgency=level,
        needed_by=due.moment if due else None,
        risk_words=tuple(dict.fromkeys("…".join(sign.words) for sign in danger.standing(found))),
        flags=_flags(text, route),
        reasonable=not why_not,
        unreasonable_because=why_not,
        confidence=round(confidence, 3),
        reasons=tuple(reasons),
    )


def _weighed(
    found: list[danger.Sign], text: str, model: Model, learnt: _Learnt
) -> list[danger.Sign]:
    """Doubt the signs inside a long letter that as a whole reads like no emergency at all."""
    if len(text) <= LETTER or "emergency" not in model.leaves:
        return found
    if learnt.scores[model.leaves.index("emergency")] >= DOUBTED:
        return found
    return [replace(sign, guard=sign.guard or "letter") for sign in found]


def _decide(found: Sequence[danger.Sign], model: Model, learnt: _Learnt) -> tuple[str, float]:
    if danger.standing(found):
        return "emergency", RULED
    scores = learnt.scores.copy()
    if "emergency" in model.leaves:
        scores[model.leaves.index("emergency")] *= GUARDED if found else UNSIGNED
        scores /= scores.sum()
    best = int(scores.argmax())
    return model.leaves[best], float(scores[best])


def _danger_reasons(found: Sequence[danger.Sign]) -> list[Reason]:
    standing = danger.standing(found)
    if standing:
        return [
            Reason(
                "rule",
                "rule.danger",
                {"words": "…".join(sign.words), "sign": sign.name, "number": sign.number},
            )
            for sign in standing
        ]
    return [
        Reason("rule", "rule.guarded", {"words": "…".join(sign.words), "guard": sign.guard})
        for sign in found[:1]
    ]


def _learnt_reasons(raw: str, leaf: str, model: Model, learnt: _Learnt) -> list[Reason]:
    reasons: list[Reason] = []
    if leaf in model.leaves:
        counted = spans.words_that_counted(raw, leaf, model)
        if counted:
            words = "、".join(f"“{word}”" for word, _ in counted)
            weights = " ".join(f"{word}:{weight:g}" for word, weight in counted)
            reasons.append(
                Reason("words", "words.leaf", {"words": words, "leaf": leaf, "weights": weights})
            )
    if learnt.likeness >= LIKE_ENOUGH and model.text_leaves[learnt.example] == leaf:
        example = model.texts[learnt.example]
        values = {"example": example, "likeness": f"{learnt.likeness:.2f}"}
        reasons.append(Reason("likeness", "likeness.example", values))
    return reasons


def _rule_reasons(level: str, due: Deadline | None, because: str) -> list[Reason]:
    reasons = []
    if due:
        by = due.moment.strftime("%Y-%m-%d %H:%M")
        reasons.append(Reason("rule", "rule.deadline", {"words": due.words, "by": by}))
    if level == "II" and because:
        reasons.append(Reason("rule", "rule.essentials", {"words": because}))
    return reasons


@lru_cache(maxsize=1)
def _flag_words() -> Automaton:
    lists = wordlists.sections("flags")
    return wordlists.automaton((word, flag) for flag, words in lists.items() for word in words)


def _flags(text: str, route: str) -> tuple[str, ...]:
    found = {tag for _, (_, tags) in _flag_words().iter(text) for tag in tags}
    if route == "emergency":
        found.add("danger")
    if "elder_alone" in found:
        found.add("elder")
    order = ["danger", *wordlists.sections("flags")]
    return tuple(flag for flag in order if flag in found)


@lru_cache(maxsize=1)
def _referral_words() -> Automaton:
    lists = wordlists.sections("referral")
    return wordlists.automaton((word, body) for body, words in lists.items() for word in words)


def _refer_to(text: str) -> tuple[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for hit in wordlists.hits(_referral_words(), text):
        for tag in hit.tags:
            found.setdefault(tag, {})[hit.word] = None
    if not found:
        return "12345", ()
    order = list(wordlists.sections("referral"))
    best = max(found, key=lambda body: (len(found[body]), -order.index(body)))
    return best, tuple(found[best])[:3]


def _call(found: Sequence[danger.Sign], text: str) -> tuple[str, ...]:
    numbers = danger.numbers_to_call(found)
    if numbers:
        return numbers
    if any(word in text for word in ("火", "烟", "塌", "气", "电梯", "水里", "河", "压")):
        return ("119",)
    if any(word in text for word in ("刀", "打", "砍", "杀", "找不", "走散", "死", "跳", "报答")):
        return ("110",)
    return ("120",)
