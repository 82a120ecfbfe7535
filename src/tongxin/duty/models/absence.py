from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person
from tongxin.rosters.models import Enrolment

from ..queries import AbsenceQuerySet


class Absence(models.Model):
    """Somebody did not come to a shift they had joined (缺勤). It expires, and can be appealed."""

    class State(models.TextChoices):
        COUNTED = "counted", _("did not come")
        EXCUSED = "excused", _("excused")
        APPEALED = "appealed", _("appealed")
        UPHELD = "upheld", _("stands after the appeal")
        LIFTED = "lifted", _("lifted")

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="absence")
    person = models.ForeignKey(  # null: a helper without an account
        Person, models.PROTECT, null=True, blank=True, related_name="absences"
    )
    state = models.CharField(max_length=8, choices=State, default=State.COUNTED)
    recorded_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()  # forgotten from this day
    reason = models.CharField(max_length=200, blank=True)  # of the excuse or the decision
    appeal_words = models.CharField(max_length=500, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "expires_on"], name="absence_of_person"),
            models.Index(fields=["state", "-recorded_at"], name="absence_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["excused", "upheld"]) | Q(decided_at__isnull=False),
                name="a_decided_absence_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="appealed") | ~Q(appeal_words=""),
                name="an_appeal_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.state}"

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"appealed": "waiting", "excused": "done", "lifted": "done"}.get(
            self.state, "stopped"
        )

    def may_be_appealed(self, today: date) -> bool:
        """Whether the person may say once that it is wrong."""
        return self.state == self.State.COUNTED and self.expires_on > today
