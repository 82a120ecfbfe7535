"""Receipts and suggestions of the demo city: filled in, moderated, answered."""

import random
from datetime import datetime, timedelta

from tongxin.feedback.actions import (
    Sheet,
    answer_suggestion,
    give_review,
    invite_due,
    make_suggestion,
    own_suggestion,
    type_in_reviews,
)
from tongxin.feedback.models import Receipt
from tongxin.moderation.actions import decide
from tongxin.moderation.models import Submission
from tongxin.people.actions import robot

from . import speech
from .cast import Cast
from .scales import Say, Scale, chunks

AT_ONCE = 500
BY_THEMSELVES = 150  # receipts filled in by those who asked; the others come on paper
STARS = {"yes": [5, 5, 4], "partly": [3, 3, 2], "no": [1, 2]}


def review(size: Scale, cast: Cast, chance: random.Random, say: Say) -> None:
    """Invite everybody who was answered; fill in a share of the receipts, and moderate."""
    invited = 0
    while made := invite_due(by=robot("clock"), limit=4000):
        invited += made
        say("receipts sent out", invited, 0)
    rows = Receipt.objects.waiting().order_by("pk").values_list("pk", flat=True)
    keys = [key for key in rows if chance.random() < size.listened]
    alone, paper = keys[:BY_THEMSELVES], keys[BY_THEMSELVES:]
    for done, receipt in enumerate(_receipts(alone)):
        say("receipts filled in", done, len(keys))
        sheet = _sheet(receipt, chance)
        give_review(
            receipt, by=receipt.person or receipt.proxy or robot("resident-door"),
            solved=sheet.solved, stars=sheet.stars, helped=sheet.helped, words=sheet.words,
        )  # fmt: skip
    done = len(alone)
    for batch in chunks(paper, AT_ONCE):
        say("receipts filled in", done, len(keys))
        sheets = [_sheet(receipt, chance) for receipt in _receipts(batch)]
        type_in_reviews(sheets, by=cast.stars["zhuren"])
        done += len(batch)
    say("receipts filled in", len(keys), len(keys))


def _receipts(keys: list[int]) -> list[Receipt]:
    rows = Receipt.objects.filter(pk__in=keys).select_related("person", "proxy")
    return list(rows.order_by("pk"))


def _sheet(receipt: Receipt, chance: random.Random) -> Sheet:
    words = speech.book()
    solved = chance.choices(["yes", "partly", "no"], weights=[84, 13, 3])[0]
    said = words["thanks"] if solved != "no" else words["not_yet"]
    if chance.random() < 0.015:
        said = words["rough"]
    return Sheet(
        receipt=receipt, solved=solved, stars=chance.choice(STARS[solved]),
        helped=chance.sample(["kind", "quick", "clear"], k=1),
        words=chance.choice(said) if chance.random() < 0.35 else "",
    )  # fmt: skip


def suggest(cast: Cast, chance: random.Random, now: datetime, say: Say) -> None:
    """Hear suggestions, one of them too long ago; then moderate most of what was written."""
    say("suggestions and moderation", 0, 1)
    ideas = speech.book()["ideas"]
    made = []
    for nth, idea in enumerate(ideas):
        author = chance.choice(cast.residents)
        assert author.home is not None
        at = cast.village if nth % 2 else author.home
        made.append(
            make_suggestion(
                idea, at=at, author=author, by=author, made_at=now - timedelta(days=9 - 2 * nth)
            )
        )
    director = cast.stars["zhuren"]
    own_suggestion(made[1], owner=director, by=director)
    answer_suggestion(made[2], answer="好主意，从下周起上门前都先打电话。", by=director)
    make_suggestion(
        speech.book()["rough"][0], at=cast.village, by=cast.residents[0],
        author=cast.residents[0], made_at=now - timedelta(hours=3),
    )  # fmt: skip
    _moderate(cast)
    say("suggestions and moderation", 1, 1)


def _moderate(cast: Cast) -> None:
    clean = list(
        Submission.objects.filter(state="waiting", severity=0).select_related("place")
        .order_by("pk")
    )  # fmt: skip
    for batch in chunks(clean[: len(clean) * 3 // 4], AT_ONCE):
        decide(batch, verdict="passed", reason="", by=cast.stars["bianji"])
