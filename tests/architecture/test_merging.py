"""When two entries of the register are one human, every row about them is looked after."""

from django.apps import apps

from tongxin.people.models import Person
from tongxin.volunteers.models import Volunteer
from tongxin.volunteers.movers import MOVERS

THE_REGISTER_ITSELF = {
    "volunteers.Volunteer.person", "volunteers.Volunteer.merged_into",
    "volunteers.Blackout.volunteer", "volunteers.Suspension.volunteer",
    "volunteers.Qualification.volunteer", "volunteers.Apart.first", "volunteers.Apart.second",
    "people.Membership.person", "moderation.Submission.author",
}  # fmt: skip
ENDS_WITH_THE_ACCOUNT = {
    "people.Consent.person",  # who stays has agreed for themselves
    "people.Guardianship.minor", "people.Guardianship.guardian",  # a guardian is not merged away
    "people.Grant.person", "people.ApiKey.person",  # nor is who works here
}  # fmt: skip
WHAT_SOMEBODY_DID_STAYS_TOLD_AS_IT_WAS = {
    "people.Consent.given_by", "people.Grant.given_by", "people.ApiKey.made_by",
    "moderation.Submission.decided_by", "moderation.Submission.appeal_decided_by",
    "moderation.SensitiveWord.changed_by", "volunteers.Volunteer.invited_by",
    "volunteers.Suspension.by", "volunteers.Suspension.lifted_by", "volunteers.Apart.by",
    "volunteers.Qualification.decided_by", "volunteers.Roll.by", "needs.Need.recorder",
    "needs.Step.by", "needs.Assignment.given_by", "needs.DayList.published_by", "needs.Intake.by",
    "needs.Fit.by", "needs.Decision.by", "needs.Likeness.decided_by",
    "training.Course.composed_by", "training.Seat.marked_by", "training.Pass.given_by",
    "training.Pass.revoked_by", "protection.Policy.entered_by", "protection.Accident.closed_by",
    "protection.Accident.reported_by", "protection.Case.cleared_by", "protection.Case.opened_by",
    "protection.Declaration.declared_by", "protection.Destruction.approved_by",
    "protection.Destruction.proposed_by", "protection.KitIssue.given_by",
    "protection.KitIssue.returned_by", "protection.Movement.made_by",
    "protection.Replenishment.asked_by", "protection.Replenishment.decided_by",
    "protection.Reservation.made_by", "menu.Service.composed_by",
    "menu.Booking.recorder", "menu.Edition.planned_by", "rosters.Request.asked_by",
    "rosters.Request.decided_by", "rosters.Notice.written_by", "rosters.Post.across_towns_by",
    "rosters.Post.made_by", "rosters.Template.made_by", "rosters.Enrolment.recorder",
    "duty.Attendance.called_by", "duty.Absence.decided_by", "duty.Screen.made_by",
    "duty.Handover.by", "duty.Handover.taken_by",
    "dispatch.Call.by", "dispatch.Offer.sent_by", "dispatch.Order.issued_by",
    "dispatch.Order.taken_by", "dispatch.Pin.by", "dispatch.Plan.made_by", "dispatch.Plan.sent_by",
    "rosters.Hook.made_by", "feedback.Suggestion.owner", "records.RuleVersion.set_by",
    "records.Credit.principal", "records.Credit.recorder", "records.MakeUp.entered_by",
    "records.MakeUp.decided_by", "records.Dispute.answered_by", "records.Evaluation.by",
    "records.Finding.settled_by", "records.StarAward.decided_by", "records.Redemption.handed_by",
    "records.Certificate.handler", "records.Certificate.ended_by", "records.Issuer.changed_by",
}  # fmt: skip


def about_somebody():
    """Yield "app.Model.field" of every relation of ours to a person or a volunteer."""
    for model in apps.get_models():
        if not model.__module__.startswith("tongxin."):
            continue
        for field in model._meta.get_fields():
            if field.concrete and field.related_model in (Person, Volunteer):
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}"


def test_every_row_about_a_merged_person_moves_or_is_said_to_stay():
    moved = set().union(*(mover.relations for mover in MOVERS.values()))
    staying = THE_REGISTER_ITSELF | ENDS_WITH_THE_ACCOUNT | WHAT_SOMEBODY_DID_STAYS_TOLD_AS_IT_WAS
    found = set(about_somebody())
    missing = found - moved - staying
    assert not missing, f"say in a mover what becomes of {sorted(missing)}"
    assert not (moved | staying) - found
    assert not moved & staying
