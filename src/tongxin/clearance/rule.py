"""What a rule is."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from .crowd import Bools, Crowd, Ints
from .requirement import Refusal, Requirement


@dataclass(frozen=True)
class Rule:
    """One rule about standing in a shift.

    `holds(crowd, requirement)` -> (V,) bool: for whom it holds; the one place it is stated.
    `reads(requirement)`: all that `holds` reads of a requirement; equal readings, equal answers.
    `refuse(crowd, requirement)`: the sentence for a crowd of one for whom it does not hold.
    `lasts`: for a rule that holds for whatever begins before some moment: what it reads of a
    requirement besides the beginning, and (V,) int64 seconds until when it holds.
    `number`: of the rule in docs/rules.md; `forbids`: False for a wish, which keeps nobody out.
    """

    name: str
    number: str
    holds: Callable[[Crowd, Requirement], Bools]
    reads: Callable[[Requirement], Hashable]
    refuse: Callable[[Crowd, Requirement], Refusal]
    forbids: bool = True
    lasts: tuple[Callable[[Requirement], Hashable], Callable[[Crowd, Requirement], Ints]] | None = (
        None
    )
