"""What the journal's verbs about served hours, points and certificates mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SERVICE: dict[str, str | Promise] = {
    "certificate.asked": _("asked for a certificate of service"),
    "certificate.corrected": _("marked a certificate as corrected"),
    "certificate.issued": _("issued a certificate of service"),
    "certificate.refused": _("did not issue a certificate"),
    "certificate.revoked": _("revoked a certificate of service"),
    "dispute.answered": _("answered a dispute about hours"),
    "dispute.raised": _("said that hours are wrong"),
    "dispute.withdrawn": _("took a dispute back"),
    "finding.settled": _("settled an anomaly in the ledger"),
    "hours.corrected": _("corrected hours"),
    "hours.credited": _("wrote verified hours into the ledger"),
    "hours.evaluated": _("evaluated a service"),
    "hours.exported": _("exported hours"),
    "hours.ruled": _("set the rules of hours and points"),
    "hours.taken_over": _("moved the hours of a merged volunteer"),
    "issuer.named": _("said who issues certificates"),
    "make_up.approved": _("approved made-up hours"),
    "make_up.asked": _("entered made-up hours"),
    "make_up.refused": _("did not accept made-up hours"),
    "reward.handed": _("handed a reward over"),
    "reward.offered": _("offered a reward"),
    "reward.redeemed": _("gave points for a reward"),
    "reward.restocked": _("said how many of a reward there are"),
    "reward.retired": _("offered a reward no more"),
    "reward.returned": _("gave a reward back"),
    "stars.asked": _("asked for stars"),
    "stars.given": _("gave stars"),
    "stars.refused": _("did not give stars"),
}
