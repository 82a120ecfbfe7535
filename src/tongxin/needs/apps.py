from datetime import time

from django.apps import AppConfig
from django.conf import settings


class NeedsConfig(AppConfig):
    name = "tongxin.needs"

    def ready(self) -> None:
        from tongxin.clock.schedules import declare, minutes
        from tongxin.people.actions import export_also
        from tongxin.volunteers import movers

        from .actions.handing_over import take_over
        from .takeaway import needs_of

        export_also("needs", needs_of)
        movers.add("needs", take_over, "needs.Need.requester")
        declare("needs.flag_overdue", task="tongxin.needs.tasks.flag_overdue", every=minutes(1))
        declare("needs.propose", task="tongxin.needs.tasks.propose_for_pending", every=minutes(2))
        declare("needs.drop_drafts", task="tongxin.needs.tasks.drop_drafts", at=time(3, 20))
        declare("needs.forget_files", task="tongxin.needs.tasks.forget_files", at=time(3, 30))
        declare("needs.fit_triage", task="tongxin.needs.tasks.fit_triage", at=time(3, 10))
        hour = time.fromisoformat(settings.NEEDS_LIST_AT)
        declare("needs.publish_list", task="tongxin.needs.tasks.publish_day_lists", at=hour)
