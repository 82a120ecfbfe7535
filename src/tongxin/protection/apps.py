from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtectionConfig(AppConfig):
    name = "tongxin.protection"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.people.actions import export_also
        from tongxin.volunteers import chapters, movers

        from .actions import take_over
        from .takeaway import health_in_a_line, health_of, kit_in_a_line

        export_also("protection", health_of)
        chapters.add(
            "health",
            chapters.Chapter(
                _("My health"), "protection:declare", "heart", teaser=health_in_a_line, order=12
            ),
        )
        chapters.add(
            "kit",
            chapters.Chapter(
                _("My kit"), "protection:my_kit", "shield", teaser=kit_in_a_line, order=13
            ),
        )
        declare("protection.forget", task="tongxin.protection.tasks.forget", at=time(3, 20))
        declare("protection.warn", task="tongxin.protection.tasks.warn", at=time(7, 30))

        movers.add(
            "protection", take_over, "protection.Cover.person", "protection.Declaration.person",
            "protection.Case.person", "protection.Accident.person", "protection.KitIssue.person",
            "protection.Movement.person",
        )  # fmt: skip
