"""Type in receipts that came on paper: a station's pile at one stroke."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.journal.actions import key_of, record_many
from tongxin.messaging.actions import post_many
from tongxin.moderation.actions import Text, submit_many
from tongxin.moderation.models import Submission
from tongxin.needs.actions import note_reviewed, reopen_need
from tongxin.needs.models import Need
from tongxin.people.models import Membership, Person

from ..models import Receipt, Review, last_answer
from .reviewing import HELPED, outcome_letter
from .tallying import tally

STARS = range(1, 6)


@dataclass(frozen=True)
class Sheet:
    """One receipt filled in on paper."""

    receipt: Receipt
    solved: str
    stars: int | None = None
    helped: Sequence[str] = ()
    words: str = ""


@transaction.atomic
def type_in_reviews(sheets: Sequence[Sheet], *, by: Person) -> list[Review]:
    """Fill in receipts as the ones who asked did on paper; needs "review.enter" at each place.

    What is filled in already stays as it is. Raises `NotAllowed`, `ValidationError`.
    """
    receipts = _locked(sheets)
    for place in {row.place_id: row.place for row in receipts.values()}.values():
        by.must("review.enter", at=place)
    reviews, words = [], []
    for sheet in sheets:
        if (receipt := receipts.pop(sheet.receipt.pk, None)) is None:
            continue
        reviews.append(_review(receipt, sheet))
        words.append(sheet.words.strip())
    _comment(reviews, words, by)
    Review.objects.bulk_create(reviews, batch_size=500)
    record_many(
        "review.given", by=by,
        rows=[(row, row.receipt.place, {"solved": row.solved, "stars": row.stars, "paper": True})
              for row in reviews],
    )  # fmt: skip
    _settle(reviews, words, by)
    _tell_helpers(reviews)
    tally(reviews=reviews)
    return reviews


def _locked(sheets: Iterable[Sheet]) -> dict[int, Receipt]:
    rows = Receipt.objects.select_for_update(of=("self",)).filter(
        pk__in=[sheet.receipt.pk for sheet in sheets], review=None
    )
    known = rows.select_related("place", "need__merged_into", "service", "person", "booking")
    return {row.pk: row for row in known.order_by("pk")}


def _review(receipt: Receipt, sheet: Sheet) -> Review:
    review = Review(
        receipt=receipt, solved=sheet.solved, stars=sheet.stars, by_proxy=True,
        helped=[code for code in sheet.helped if code in HELPED],
    )  # fmt: skip
    review.clean_fields(exclude=["receipt", "comment"])
    if sheet.stars is not None and sheet.stars not in STARS:  # asking the database is a query each
        raise ValidationError({"stars": _("Between one and five stars.")})
    return review


def _comment(reviews: Sequence[Review], words: Sequence[str], by: Person) -> None:
    written = [(row, said) for row, said in zip(reviews, words, strict=True) if said]
    texts = [
        Text(
            text=said, kind=Submission.Kind.REVIEW, author=row.receipt.person,
            author_key=key_of(row.receipt.person or row.receipt.need or row.receipt.booking),
            place=row.receipt.place,
        )
        for row, said in written
    ]  # fmt: skip
    for (row, _said), comment in zip(written, submit_many(texts, by=by), strict=True):
        row.comment = comment


def _settle(reviews: Sequence[Review], words: Sequence[str], by: Person) -> None:
    """ "No" opens a need again, one by one; the others are put down as reviewed together."""
    reviewed = []
    for review, said in zip(reviews, words, strict=True):
        need = review.receipt.need
        if need is None or last_answer(need) != review.receipt.answered_at:
            continue
        if review.solved == Review.Solved.NO:
            reopen_need(need, reason=said or _("Not solved."), by=by)
        elif need.state == Need.State.COMPLETED:
            reviewed.append(need)
    note_reviewed(reviewed, by=by)


def _tell_helpers(reviews: Sequence[Review]) -> None:
    """The helpers learn what became of each case."""
    teams = {row.receipt.team_id for row in reviews} - {None}
    heads = Membership.objects.filter(team__in=teams).exclude(role=Membership.Role.MEMBER)
    leading: dict[int, list[Person]] = defaultdict(list)
    for head in heads.select_related("person__home"):
        leading[head.team_id].append(head.person)
    letters = [
        outcome_letter(person, row.receipt, row)
        for row in reviews
        for person in leading[row.receipt.team_id or 0]
    ]
    post_many([letter for letter in letters if letter])
