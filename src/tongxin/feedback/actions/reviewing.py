"""Say how it was: once, by the one who asked or the recorded proxy; "no" opens the need again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongxin.errors import DomainError, NotAllowed
from tongxin.journal.actions import key_of, record
from tongxin.messaging.actions import Letter, post_many
from tongxin.moderation.actions import submit
from tongxin.moderation.models import Submission
from tongxin.needs.actions import mark_reviewed, reopen_need
from tongxin.needs.actions.ending import can_be_reopened
from tongxin.needs.models import Need
from tongxin.people.actions import letter_to
from tongxin.people.models import Membership, Person

from ..models import Receipt, Review, last_answer
from .tallying import tally

# What may have helped; the texts are data for the form, the codes are kept.
HELPED = {
    "kind": gettext_noop("Kind people"),
    "quick": gettext_noop("It was quick"),
    "clear": gettext_noop("Easy to understand"),
    "skilled": gettext_noop("They knew their craft"),
    "near": gettext_noop("Near my home"),
}


class AlreadyReviewed(DomainError):
    """A receipt is filled in once."""


@transaction.atomic
def give_review(
    receipt: Receipt,
    *,
    by: Person,
    solved: str,
    stars: int | None = None,
    helped: Sequence[str] = (),
    words: str = "",
) -> Review:
    """Fill in a receipt. Raises `AlreadyReviewed`, `NotAllowed`, `ValidationError`."""
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("place", "need", "team")
    receipt = rows.get(pk=receipt.pk)
    _must_answer(receipt, by)
    if Review.objects.filter(receipt=receipt).exists():
        raise AlreadyReviewed(_("You have told us already. Thank you."))
    review = Review(
        receipt=receipt, solved=solved, stars=stars,
        helped=[code for code in helped if code in HELPED],
        by_proxy=by.pk == receipt.proxy_id and by.pk != receipt.person_id,
    )  # fmt: skip
    review.full_clean(exclude=["comment"])
    if words.strip():
        review.comment = _comment(receipt, words, by)
    review.save()
    record("review.given", by=by, on=review, at=receipt.place, solved=solved, stars=stars)
    _settle(receipt, review, words, by)
    _tell_helpers(receipt, review)
    tally(reviews=[review])
    return review


def _must_answer(receipt: Receipt, by: Person) -> None:
    """The token proves the requester without an account: then the robot at the door speaks."""
    if receipt.person_id is None and by.kind == Person.Kind.ROBOT:
        return
    if by.pk not in {receipt.person_id, receipt.proxy_id}:
        raise NotAllowed(_("Only the one who asked may do this."))


def _comment(receipt: Receipt, words: str, by: Person) -> Submission:
    asker = receipt.need or receipt.booking or receipt.person
    return submit(
        words,
        kind=Submission.Kind.REVIEW,
        author=receipt.person,
        author_key=key_of(receipt.person or asker),
        author_name=receipt.person.public_name if receipt.person else "",
        place=receipt.place,
        by=by,
    )


def _settle(receipt: Receipt, review: Review, words: str, by: Person) -> None:
    need = receipt.need_behind
    if need is None or not _is_about_its_last_answer(receipt, need):
        return
    if review.solved == Review.Solved.NO:
        reopen_need(need, reason=words.strip() or _("Not solved."), by=by)
    elif receipt.need and need.state == Need.State.COMPLETED:
        mark_reviewed(need, by=by)


def _is_about_its_last_answer(receipt: Receipt, need: Need) -> bool:
    if receipt.need is None:
        return can_be_reopened(need)
    return last_answer(need) == receipt.answered_at


def _tell_helpers(receipt: Receipt, review: Review) -> None:
    """The helper learns what became of the case."""
    if receipt.team is None:
        return
    heads = receipt.team.memberships.exclude(role=Membership.Role.MEMBER)
    letters = [
        outcome_letter(head.person, receipt, review)
        for head in heads.select_related("person__home")
    ]
    post_many([letter for letter in letters if letter])


def outcome_letter(person: Person, receipt: Receipt, review: Review) -> Letter | None:
    """Return the letter that tells a helper what became of a case."""
    return letter_to(
        person,
        subject=gettext_noop("What became of it: %(solved)s"),
        body=gettext_noop("%(what)s: %(stars)s of 5 stars."),
        values={
            "solved": Review.Solved(review.solved).label,
            "what": receipt.need or receipt.service or receipt.edition or "",
            "stars": review.stars or "–",
        },
        about=receipt,
    )
