"""What other pages say of one's offers."""

from django.utils import timezone
from django.utils.translation import ngettext

from tongxin.people.models import Person

from .models import Offer


def waiting_offers(person: Person) -> str:
    """Return how many offers wait for an answer, in a line; "": none."""
    count = Offer.objects.filter(enrolment__person=person.pk).open(timezone.now()).count()
    if not count:
        return ""
    said = ngettext("%(n)s offer waits for your answer", "%(n)s offers wait for your answer", count)
    return said % {"n": count}
