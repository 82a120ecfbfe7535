from datetime import timedelta

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "tongxin.feedback"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare
        from tongxin.volunteers import movers

        from .actions.merging import take_over

        movers.add(
            "feedback", take_over, "feedback.Receipt.person", "feedback.Receipt.proxy",
            "feedback.Suggestion.author",
        )  # fmt: skip
        declare("feedback.invite", task="tongxin.feedback.tasks.invite", every=timedelta(minutes=1))
