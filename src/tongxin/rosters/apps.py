from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RostersConfig(AppConfig):
    name = "tongxin.rosters"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.people.actions import export_also
        from tongxin.volunteers import chapters, movers

        from .actions.merging import take_over
        from .takeaway import facts_for_desk, next_shift, shifts_of

        export_also("shifts", shifts_of)
        chapters.add(
            "shifts",
            chapters.Chapter(
                _("My shifts"), "rosters:mine", "calendar", teaser=next_shift,
                desk=facts_for_desk, order=10,
            ),
        )  # fmt: skip
        movers.add(
            "rosters", take_over, "rosters.Enrolment.person", "rosters.Swap.to",
            "rosters.Swap.taken_by", "rosters.RosterFeed.person",
        )  # fmt: skip
        chapters.add(
            "for_me", chapters.Chapter(_("What fits me"), "rosters:for_me", "heart", order=5)
        )
        declare("rosters.places", task="tongxin.rosters.tasks.places", every=timedelta(seconds=30))
        declare("rosters.remind", task="tongxin.rosters.tasks.remind", every=timedelta(minutes=2))
        declare("rosters.tell", task="tongxin.rosters.tasks.announce", every=timedelta(minutes=1))
