from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "tongxin.dispatch"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.rosters import beside
        from tongxin.rosters.vacancies import listen
        from tongxin.volunteers import chapters, movers

        from .actions import seat_freed
        from .actions.merging import take_over
        from .takeaway import waiting_offers

        listen(seat_freed)
        beside.link("dispatch:why", _("Why was I not asked?"))
        beside.link_desk("dispatch:nearest", _("Who fits"), power="offer.send")
        movers.add("dispatch", take_over, "dispatch.Placement.person", "dispatch.Pin.person")
        chapters.add(
            "offers",
            chapters.Chapter(
                _("Offers for me"), "dispatch:mine", "send", teaser=waiting_offers, order=8
            ),
        )
        declare(
            "dispatch.refill", task="tongxin.dispatch.tasks.refill_due",
            every=timedelta(minutes=1),
        )  # fmt: skip
        declare(
            "dispatch.forget", task="tongxin.dispatch.tasks.forget", every=timedelta(days=1)
        )  # fmt: skip
