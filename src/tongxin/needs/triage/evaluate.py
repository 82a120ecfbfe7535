"""Honest figures: cross-validation, the held-out set, duplicates. Printed, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from tongxin.needs.triage import duplicates, examples, pairs, suggesting
from tongxin.needs.triage.examples import Example
from tongxin.needs.triage.model import fit
from tongxin.needs.triage.suggestion import ROUTES, Suggestion

if TYPE_CHECKING:
    from tongxin.needs.triage.model import Model

FOLDS = 5
_SEED = 7


def report() -> Iterator[str]:
    """Yield the lines of the report, slow ones as they come."""
    yield f"labelled examples: {len(examples.labelled())}"
    known = examples.labelled("paraphrases")  # their likes would stand in every fold
    judged = list(_cross_validated(known))
    yield from _figures(f"{FOLDS}-fold cross-validation", judged)
    model = fit()
    for name in examples.HELD_OUT:
        kept = examples.held_out(name)
        answers = suggesting.suggest_many([each.text for each in kept], model=model)
        yield from _figures(f"held out: {name}", list(zip(kept, answers, strict=True)))
    yield from _duplicate_figures(fit(examples.labelled("paraphrases")), model)


def _cross_validated(known: Sequence[Example]) -> Iterator[tuple[Example, Suggestion]]:
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=_SEED)
    for train, test in folds.split(known, [each.leaf for each in known]):
        model = fit([known[n] for n in train])
        part = [known[n] for n in test]
        answers = suggesting.suggest_many([each.text for each in part], model=model)
        yield from zip(part, answers, strict=True)


def _figures(title: str, judged: Sequence[tuple[Example, Suggestion]]) -> Iterator[str]:
    if not judged:
        return
    share = _share
    menu = [pair for pair in judged if pair[0].route == "menu"]
    hands = [pair for pair in judged if pair[0].route == "hands"]
    yield f"\n{title} ({len(judged)} messages)"
    yield f"  route     {share(judged, lambda e, s: e.route == s.route)}"
    yield f"  platform  {share(menu, lambda e, s: e.sub == s.platform)}"
    yield f"  class     {share(hands, lambda e, s: e.sub == s.service_class)}"
    yield f"  urgency   {share(judged, lambda e, s: e.urgency == s.urgency)}"
    sure = sum(s.confidence for _, s in judged) / len(judged)
    yield f"  mean confidence {sure:.3f}"
    yield "  routes: rows were labelled, columns were suggested"
    yield "            " + "".join(f"{route:>10}" for route in ROUTES)
    counts = Counter((each.route, answer.route) for each, answer in judged)
    for route in ROUTES:
        yield f"  {route:<10}" + "".join(f"{counts[route, other]:>10}" for other in ROUTES)


def _share(
    judged: Sequence[tuple[Example, Suggestion]], right: Callable[[Example, Suggestion], bool]
) -> str:
    good = sum(right(each, answer) for each, answer in judged)
    return f"{good / max(len(judged), 1):6.1%} ({good}/{len(judged)})"


def _duplicate_figures(unaware: Model, model: Model) -> Iterator[str]:
    """Cross-validate with a model that has not read the paraphrases either."""
    known = [*pairs.families("pairs"), *pairs.paraphrased()]
    totals = [0, 0, 0]
    for fold in range(FOLDS):
        train = [family for n, family in enumerate(known) if n % FOLDS != fold]
        test = [family for n, family in enumerate(known) if n % FOLDS == fold]
        scorer = duplicates.fit_scorer(train, unaware)
        for n, count in enumerate(_judged(test, unaware, scorer)):
            totals[n] += count
    yield f"\nduplicates, {FOLDS}-fold over {len(known)} families: {_precision_recall(totals)}"
    for name in pairs.HELD_OUT:
        kept = pairs.families(name)
        found = _judged(kept, model, duplicates.default_scorer(model))
        yield f"duplicates, {name}, {len(kept)} families: {_precision_recall(found)}"


def _judged(families: Sequence[pairs.Family], model: Model, scorer: duplicates.Scorer) -> list[int]:
    """Return how many offered pairs were right, were offered, were there to be found."""
    lines = [line for family in families for line in family.lines]
    found = duplicates.find_duplicates([line.text for line in lines], model=model, scorer=scorer)
    offered = {(pair.i, pair.j) for pair in found}
    true = {
        (i, j) for i, j in combinations(range(len(lines)), 2) if lines[i].matter == lines[j].matter
    }
    return [len(offered & true), len(offered), len(true)]


def _precision_recall(counts: Sequence[int]) -> str:
    right, offered, true = counts
    return (
        f"precision {right / max(offered, 1):.1%} ({right}/{offered}), "
        f"recall {right / max(true, 1):.1%} ({right}/{true})"
    )
