from datetime import timedelta

from django.apps import AppConfig


class MenuConfig(AppConfig):
    name = "tongxin.menu"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.volunteers import movers

        from .actions.merging import take_over

        movers.add("menu", take_over, "menu.Booking.person", "menu.CalendarFeed.person")
        declare("menu.publish", task="tongxin.menu.tasks.publish", every=timedelta(seconds=20))
        declare("menu.seats", task="tongxin.menu.tasks.seats", every=timedelta(seconds=30))
        declare("menu.remind", task="tongxin.menu.tasks.remind", every=timedelta(minutes=2))
