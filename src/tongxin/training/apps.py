from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "tongxin.training"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare, minutes
        from tongxin.people.actions import export_also
        from tongxin.volunteers import chapters, movers

        from .actions.merging import take_over
        from .takeaway import facts_for_desk, passes_held, training_of

        export_also("training", training_of)
        chapters.add(
            "training",
            chapters.Chapter(
                _("My training"), "training:mine", "book", teaser=passes_held,
                desk=facts_for_desk, order=20,
            ),
        )  # fmt: skip
        movers.add(
            "training", take_over, "training.Pass.person", "training.Seat.person",
            "training.Attempt.person", "training.Study.person", "training.Batch.trainer",
        )  # fmt: skip
        declare("training.seats", task="tongxin.training.tasks.seats", every=minutes(1))
        declare("training.remind", task="tongxin.training.tasks.remind", every=minutes(10))
        declare("training.warn", task="tongxin.training.tasks.warn", at=time(8, 30))
