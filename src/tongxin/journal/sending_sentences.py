"""What the journal's verbs about plans, calls and orders mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENDING: dict[str, str | Promise] = {
    "order.answered": _("reported an order carried out"),
    "order.issued": _("gave an order of the headquarters"),
    "order.taken": _("acknowledged an order"),
    "order.withdrawn": _("withdrew an order"),
    "plan.drawn": _("drew a plan of who goes where"),
    "plan.dropped": _("put a draft of a plan away"),
    "plan.forgotten": _("threw away what old plans were drawn from"),
    "plan.ordered": _("asked for a plan of who goes where"),
    "plan.pinned": _("decided about somebody in a plan"),
    "plan.sent": _("sent the offers of a plan"),
    "plan.taken_over": _("moved what plans say of a merged volunteer"),
    "plan.unpinned": _("took a decision about somebody in a plan back"),
    "shift.called": _("called many for the free places of a shift"),
    "shift.refilled": _("looked for replacements for a shift"),
    "shift.chosen": _("chose whom to ask for a shift"),
}
