"""Who may do what. One table, readable by an auditor; no rule lives elsewhere.

A role is granted at a place and holds everywhere below it. Team leaders hold `LEADER` for their own
team. Robots are named in `ROBOTS` and act everywhere.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEWARD = {  # 站: the village or community station
    "training.see", "need.see", "need.enter", "need.triage", "need.dispatch", "need.answer",
    "need.merge",
    "person.see", "person.reveal", "service.see", "booking.enter", "review.see", "review.enter",
    "suggestion.see", "volunteer.see", "volunteer.invite",
    "request.ask", "request.see", "roster.see", "enrolment.manage",
    "health.see", "health.enter", "health.clear", "accident.report", "kit.issue",
    "attendance.see", "attendance.call", "screen.manage",
    "stock.see", "stock.move", "stock.ask", "hours.see", "hours.enter", "hours.evaluate",
}  # fmt: skip
OFFICER = STEWARD | {  # 所: the town's institute
    "need.import", "need.export", "need.edition", "service.compose", "service.approve",
    "edition.plan", "session.manage", "suggestion.answer", "moderation.see", "moderation.decide",
    "team.manage", "grant.give", "journal.see", "job.see", "person.correct",
    "person.enter", "batch.manage", "pass.give", "pass.revoke", "post.manage", "notice.publish",
    "volunteer.import", "volunteer.verify",
    "volunteer.suspend", "stock.supply", "absence.decide",
    "hours.approve", "hours.correct", "hours.export",
    "star.give", "reward.manage", "certificate.issue",
    "plan.make", "offer.send", "order.take",
}  # fmt: skip
DIRECTOR = OFFICER | {  # 中心
    "place.manage", "unit.manage", "moderation.words", "moderation.appeal", "consent.text",
    "apikey.manage", "limit.set", "clock.see", "triage.fit", "message.see", "message.manage",
    "person.close", "course.manage", "order.give", "request.approve", "volunteer.merge",
    "level.declare",
    "insurance.manage", "kit.manage", "destruction.propose", "destruction.approve",
    "hours.restricted", "hours.rules", "issuer.manage", "certificate.revoke",
}  # fmt: skip

POWERS: dict[str, set[str]] = {
    "steward": STEWARD,
    "officer": OFFICER,
    "director": DIRECTOR,
    "moderator": {"moderation.see", "moderation.decide"},
    "department": {
        "need.see",
        "need.answer",
        "need.enter",
        "review.see",
        "request.ask",
        "request.see",
        "roster.see",
    },
    "duty_officer": {
        "need.see",
        "need.enter",
        "need.triage",
        "need.dispatch",
        "person.reveal",
        "level.declare",
        "request.ask",
        "request.see",
        "request.approve",
        "post.manage",
        "notice.publish",
        "roster.see",
        "enrolment.manage",
        "attendance.see",
        "attendance.call",
        "health.see",
        "health.clear",
        "accident.report",
        "kit.issue",
        "stock.see",
        "stock.supply",
        "destruction.approve",
        "plan.make",
        "offer.send",
        "order.give",
    },
    "auditor": {
        "journal.see",
        "need.see",
        "review.see",
        "moderation.see",
        "message.see",
        "training.see",
        "stock.see",
        "hours.see",
        "hours.audit",
        "hours.export",
        "hours.restricted",
    },
}

ROLE_NAMES: dict[str, str | Promise] = {
    "steward": _("station steward"),
    "officer": _("officer of the institute"),
    "director": _("director of the centre"),
    "moderator": _("moderator"),
    "department": _("department"),
    "duty_officer": _("duty officer"),
    "auditor": _("auditor"),
}

# Roles that need a second factor at login (rule 11).
PRIVILEGED = {"officer", "director", "moderator", "auditor", "duty_officer"}

# For their own team only; "team.manage" lets leaders choose its members.
LEADER = {
    "service.compose", "session.manage", "need.answer", "review.see", "booking.see", "team.manage",
    "volunteer.invite", "request.ask", "post.manage", "roster.see", "enrolment.manage",
    "enrolment.bring", "health.enter", "accident.report", "kit.issue",
    "attendance.see", "attendance.call",
}  # fmt: skip

ROBOTS: dict[str, set[str]] = {
    "installer": {  # sets the city up; the only one who gives more than anybody holds yet
        "place.manage",
        "grant.give",
        "grant.any",
        "unit.manage",
        "team.manage",
        "consent.text",
        "limit.set",
        "course.manage",
        "kit.manage",
    },
    "resident-door": {"need.enter", "consent.record"},  # for residents without an account
    "open311": {"need.enter"},
    "telephone": {"consent.record", "volunteer.take_reply"},  # answers to text messages
    "importer": {"need.enter", "need.import", "volunteer.import"},
    "moderation": {
        "moderation.decide"
    },  # passes trusted authors' clean texts, if the city wants it
    "triage": {"need.propose", "triage.fit"},
    "examiner": {"pass.give"},  # marks quizzes, and the code of an online batch
    "duty-screen": {"attendance.screen"},  # a station's screen, opened by its secret link
    "clock": {
        "attendance.close",  # who forgot to check out, at the planned end
        "absence.record",
        "absence.forget",
        "need.flag",
        "need.edition",  # publishes the list of the day at its hour
        "edition.publish",
        "session.remind",
        "seat.promote",
        "batch.remind",
        "pass.warn",
        "booking.promote",
        "enrolment.promote",
        "offer.send",
        "plan.forget",  # what plans long over were drawn from
        "kit.issue",  # reserves what whoever is asked next will wear
        "enrolment.manage",
        "shift.remind",
        "notice.announce",
        "journal.seal",
        "hours.seal",
        "hours.audit",  # looks for what an auditor should see
        "health.purge",
        "stock.warn",
        "receipt.invite",
        "message.deliver",
        "volunteer.lift",  # ends suspensions on their day
        "volunteer.take_up",  # minors whose guardian has confirmed
    },
}


def roles_with(power: str) -> frozenset[str]:
    """Return the roles that carry `power`."""
    return frozenset(role for role, powers in POWERS.items() if power in powers)


def roles() -> list[tuple[str, str | Promise]]:
    """Return (role, name) of every role."""
    return [(role, ROLE_NAMES.get(role, role)) for role in POWERS]
