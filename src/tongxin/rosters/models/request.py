import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tongxin.needs.models import Need, Urgency
from tongxin.people.models import Person, Team, Unit
from tongxin.places.models import Place, ServiceClass
from tongxin.volunteers.models import QualificationKind

from ..queries import NoticeQuerySet, RequestQuerySet
from .kinds import PostKind

# What a recruitment notice has to say (rule 22; Regulations on Volunteer Service, art. 13).
LEGAL_NAMES = {
    "when_words": _("When"),
    "where_words": _("Where"),
    "content": _("What one does"),
    "conditions": _("Who can join"),
    "number": _("How many are wanted"),
    "joining": _("How to join"),
    "risks": _("Risks"),
    "guarantees": _("Guarantees"),
}
LEGAL_FIELDS = tuple(LEGAL_NAMES)


class Request(models.Model):
    """Somebody asks for volunteers' hands (用人需求)."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("given back")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CLOSED = "closed", _("closed")

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    unit = models.ForeignKey(  # the department that asks
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(  # the team that will lead them
        Team, models.PROTECT, null=True, blank=True, related_name="+"
    )
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=40, blank=True)  # "service:17", as the journal names it
    title = models.CharField(max_length=80)
    words = models.TextField(max_length=2000)  # what is to be done, and why
    service_class = models.ForeignKey(ServiceClass, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PostKind, blank=True, db_default="", default="")
    qualification = models.ForeignKey(  # which all of them need; null: none
        QualificationKind, models.PROTECT, null=True, blank=True, related_name="+"
    )
    hands = models.PositiveIntegerField()  # people wanted at one time
    urgency = models.PositiveSmallIntegerField(
        choices=Urgency, default=Urgency.III, db_default=Urgency.III
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    reason = models.CharField(max_length=200, blank=True)  # of giving it back
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    client_key = models.CharField(max_length=64, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "-asked_at", "-id"], name="request_desk")]
        constraints = [
            models.CheckConstraint(condition=Q(hands__gte=1), name="a_request_asks_for_somebody"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_request_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "returned"]) | Q(decided_by__isnull=False),
                name="a_decided_request_names_who_decided",
            ),
            models.UniqueConstraint(
                fields=["client_key"], condition=~Q(client_key=""), name="a_request_is_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"asked": "waiting", "approved": "active", "closed": "done"}.get(
            self.state, "stopped"
        )


class Notice(models.Model):
    """A recruitment notice: what everybody may read before joining (招募公告, rule 22)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="notices")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    when_words = models.CharField(max_length=200, blank=True)
    where_words = models.CharField(max_length=200, blank=True)
    content = models.TextField(max_length=2000, blank=True)
    conditions = models.TextField(max_length=1000, blank=True)
    number = models.PositiveIntegerField(default=0)  # people wanted
    joining = models.CharField(max_length=300, blank=True)
    risks = models.TextField(max_length=1000, blank=True)
    guarantees = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)  # to those it fits

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at", "-id"], name="notice_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    ~Q(when_words="") & ~Q(where_words="") & ~Q(content="") & ~Q(conditions="")
                    & Q(number__gte=1) & ~Q(joining="") & ~Q(risks="") & ~Q(guarantees="")
                ),
                name="a_published_notice_says_all_eight_things",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="a_published_notice_says_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def lacking(self) -> list[str]:
        """Return the names of the legal fields that are empty."""
        return [name for name in LEGAL_FIELDS if not str(getattr(self, name) or "").strip()]

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"published": "done", "draft": "waiting"}.get(self.state, "stopped")
