"""The answers an `Explainer` gives, as numbers a sentence can be made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One rule, for one volunteer and one demand.

    Attributes
    ----------
    rule : str
        ``able``, ``free``, ``near``, ``listed``, ``willing``, a mask's name, ``cap`` or ``day``.
    holds : bool
    has, needs : float
        What there is and what the rule asks: bits held and required, metres away and at most, turns
        taken and the cap, the demand of that day (-1: none) and this one; else 0 or 1, and 1.
    """

    rule: str
    holds: bool
    has: float
    needs: float


@dataclass(frozen=True)
class PairAnswer:
    """Why somebody stands in a demand, or does not. Metres throughout.

    Attributes
    ----------
    findings : tuple of Finding
        Every rule; those that fail are the reasons, if any does.
    stands : bool
        The plan sends this volunteer there.
    frozen : bool
        The pair, or the volunteer's other pair of that day, may not be changed.
    metres, dislike, tiredness, word : int
        Parts of the pair's cost: the way, the class not preferred, recent load, and (negative) what
        breaking a given word would cost. Zero for pairs no rule allows, and for explicit arcs all
        but `word` is in `metres`.
    price : int
        What one more hand in the demand would save.
    opportunity : int or None
        What the volunteer's day or turn is worth otherwise; None when neither may be touched.
    """

    findings: tuple[Finding, ...]
    stands: bool
    frozen: bool
    metres: int
    dislike: int
    tiredness: int
    word: int
    price: int
    opportunity: int | None

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The rules that stand against the pair."""
        return tuple(finding for finding in self.findings if not finding.holds)

    @property
    def cost(self) -> int:
        """What the pair costs."""
        return self.metres + self.dislike + self.tiredness + self.word

    @property
    def loss(self) -> int | None:
        """By how much the whole plan would get worse, at least, with this pair in it.

        Zero or less for pairs of a best plan; meaningful when only ``cap`` or ``day`` fail. None
        when it cannot be: the day is frozen, or the volunteer has no turn to give.
        """
        return None if self.opportunity is None else self.cost + self.opportunity - self.price


@dataclass(frozen=True)
class EmptyAnswer:
    """Why a demand has empty seats.

    Attributes
    ----------
    seats, filled, weight, price : int
    left : tuple of (str, int)
        Rule by rule, how many volunteers are left (``everybody`` first).
    here, elsewhere, capped, ready : int
        Of those all rules allow: who stands here; stands in another demand that day; is free that
        day but has reached the weekly cap; could come.
    holders : tuple of (int, int)
        Demands that hold those who stand elsewhere, and how many each, most first.
    cheapest : int or None
        The least one more hand would cost the city, others rearranged; None when nobody is allowed.
    reason : str
        The first rule that leaves nobody but those here, else ``elsewhere``, ``cap`` or ``price``.
    """

    seats: int
    filled: int
    weight: int
    price: int
    left: tuple[tuple[str, int], ...]
    here: int
    elsewhere: int
    capped: int
    ready: int
    holders: tuple[tuple[int, int], ...]
    cheapest: int | None
    reason: str


@dataclass(frozen=True)
class Candidate:
    """Somebody who could stand in a demand and does not.

    Attributes
    ----------
    volunteer : int
    cost : int
        Metres, what the pair itself costs.
    loss : int
        Metres, what sending them would cost the city at least: 0 means as good as anybody there.
    standing : int
        The demand they stand in that day, -1 for none.
    capped : bool
        They have reached their weekly cap, and would give up another day.
    """

    volunteer: int
    cost: int
    loss: int
    standing: int
    capped: bool
