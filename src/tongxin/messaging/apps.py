from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "tongxin.messaging"

    def ready(self) -> None:
        from datetime import time

        from tongxin.clock.schedules import declare, minutes

        declare(
            "messaging.deliver_due", task="tongxin.messaging.tasks.deliver_due", every=minutes(1)
        )
        declare("messaging.forget_old", task="tongxin.messaging.tasks.forget_old", at=time(3, 20))
