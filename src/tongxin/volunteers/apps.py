from datetime import time

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "tongxin.volunteers"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare, minutes
        from tongxin.people.actions import export_also

        from .takeaway import register_of

        export_also("volunteer", register_of)
        declare("volunteers.take_up", task="tongxin.volunteers.tasks.take_up", every=minutes(1))
        declare("volunteers.forget", task="tongxin.volunteers.tasks.forget_rolls", at=time(3, 35))
        declare("volunteers.lift", task="tongxin.volunteers.tasks.lift_suspensions", at=time(0, 5))
