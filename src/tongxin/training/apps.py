from datetime import time

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "tongxin.training"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare, minutes
        from tongxin.people.actions import export_also
        from tongxin.volunteers import movers

        from .actions.merging import take_over
        from .takeaway import training_of

        export_also("training", training_of)
        movers.add(
            "training", take_over, "training.Pass.person", "training.Seat.person",
            "training.Attempt.person", "training.Study.person", "training.Batch.trainer",
        )  # fmt: skip
        declare("training.seats", task="tongxin.training.tasks.seats", every=minutes(1))
        declare("training.remind", task="tongxin.training.tasks.remind", every=minutes(10))
        declare("training.warn", task="tongxin.training.tasks.warn", at=time(8, 30))
