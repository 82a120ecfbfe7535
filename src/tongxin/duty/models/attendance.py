from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment

from ..queries import AttendanceQuerySet

FLAGS: dict[str, str | Promise] = {  # what whoever looks over the hours should know
    "late": _("came late"),
    "far": _("the phone was far from the post"),
    "shared_device": _("a phone others checked in with too"),
    "told_late": _("entered later, when there was a network"),
    "helper": _("without an account: vouched for by whoever called the roll"),
    "forgotten": _("did not check out; closed at the planned end"),
    "unwell": _("went home unwell"),
}


class Attendance(models.Model):
    """One person at one shift: turned away, here, or gone home (签到/签退)."""

    class State(models.TextChoices):
        TURNED_AWAY = "turned_away", _("turned away")
        HERE = "here", _("here")
        LEFT = "left", _("went home")

    class How(models.TextChoices):
        CODE = "code", _("by the code")
        ROLL = "roll", _("by roll-call")
        SCREEN = "screen", _("at the station's screen")
        CLOCK = "clock", _("closed at the planned end")
        UNWELL = "unwell", _("unwell")

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(  # null: a helper without an account
        Person, models.PROTECT, null=True, blank=True, related_name="attendances"
    )
    state = models.CharField(max_length=12, choices=State)
    came_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    how_in = models.CharField(max_length=8, choices=How, blank=True)
    how_out = models.CharField(max_length=8, choices=How, blank=True)
    turned_at = models.DateTimeField(null=True, blank=True)  # away at the door, the last time
    is_replaced = models.BooleanField(default=False)  # somebody else was asked for
    called_by = models.ForeignKey(  # who called the roll
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    metres = models.PositiveIntegerField(null=True, blank=True)  # from the post, when agreed to
    device = models.CharField(max_length=32, blank=True)  # keyed digest of the phone's own cookie
    pauses_minutes = models.PositiveSmallIntegerField(default=0)
    flags = models.JSONField(default=list, blank=True)  # keys of FLAGS
    client_key = models.CharField(max_length=64, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["-came_at", "-pk"]
        indexes = [
            models.Index(fields=["device", "came_at"], name="attendance_of_device"),
            models.Index(fields=["state"], condition=Q(state="here"), name="attendance_here"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="here"),
                name="a_person_is_on_duty_in_one_place",
            ),
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""), name="a_check_in_is_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(state="turned_away") | Q(came_at__isnull=False),
                name="who_is_here_came",
            ),
            models.CheckConstraint(
                condition=~Q(state="left") | Q(left_at__gte=F("came_at")),
                name="who_left_came_before",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.state}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"here": "done", "left": "plain"}.get(self.state, "active")

    @property
    def shown_flags(self) -> list[str]:
        return [str(FLAGS[flag]) for flag in self.flags if flag in FLAGS]
