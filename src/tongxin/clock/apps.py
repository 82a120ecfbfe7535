from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "tongxin.clock"

    def ready(self) -> None:
        from datetime import time

        from .schedules import declare

        declare("clock.sweep", task="tongxin.clock.tasks.sweep", at=time(3, 40))
