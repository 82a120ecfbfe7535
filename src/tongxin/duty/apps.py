from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    name = "tongxin.duty"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.people.actions import export_also
        from tongxin.protection import rota
        from tongxin.protection.alarms import on_unfit
        from tongxin.volunteers import chapters, movers

        from .actions import stand_down
        from .actions.merging import take_over
        from .takeaway import absences_of, duties_of, facts_for_desk, today_of
        from .turns import turns

        export_also("duties", duties_of)
        export_also("absences", absences_of)
        chapters.add(
            "duty",
            chapters.Chapter(
                _("On duty today"), "duty:mine", "door", teaser=today_of, desk=facts_for_desk,
                order=4,
            ),
        )  # fmt: skip
        movers.add("duty", take_over, "duty.Attendance.person", "duty.Absence.person")
        on_unfit("duty", stand_down)
        rota.add("duty", turns)
        declare("duty.close", task="tongxin.duty.tasks.close", every=timedelta(minutes=2))
        declare("duty.absences", task="tongxin.duty.tasks.absences", every=timedelta(minutes=2))
