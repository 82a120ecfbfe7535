from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "tongxin.records"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare, minutes, seconds
        from tongxin.people.actions import export_also
        from tongxin.volunteers import chapters, movers

        from .actions.merging import take_over
        from .takeaway import facts_for_desk, hours_line, records_of

        export_also("records", records_of)
        movers.add(
            "records", take_over, "records.Credit.person", "records.PointMove.person",
            "records.Book.person", "records.MakeUp.person", "records.Dispute.person",
            "records.StarAward.person", "records.Redemption.person", "records.Certificate.person",
        )  # fmt: skip
        chapters.add(
            "hours",
            chapters.Chapter(
                _("My hours"),
                "records:mine",
                "clock",
                teaser=hours_line,
                desk=facts_for_desk,
                order=15,
            ),
        )
        declare("records.findings", task="tongxin.records.tasks.findings", every=minutes(10))
        declare("records.seal", task="tongxin.records.tasks.seal", every=seconds(15))
        declare("records.seal_all", task="tongxin.records.tasks.seal_all", at=time(3, 50))
