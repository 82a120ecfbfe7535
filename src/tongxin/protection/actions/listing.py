"""Put the people of a list or a file on a policy; what names nobody is told line by line."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.people.models import Person

from ..lists import Line, Read, read_lines
from ..models import Policy
from .policies import cover_people

MOST_LINES = 20_000  # for everybody there is a policy of the whole register


class TooManyLines(DomainError):
    """The list is longer than a list should be."""

    status = 422


@transaction.atomic
def cover_listed(policy: Policy, lines: Sequence[Line], *, by: Person) -> tuple[int, Read]:
    """Cover everybody the lines name; return how many were not covered, and what was read.

    Twice is once. Raises `TooManyLines`, `PolicyNotOpen`, `NotAllowed`.
    """
    by.must("insurance.manage", at=policy.place)
    if len(lines) > MOST_LINES:
        raise TooManyLines(
            _("At most %(most)s lines at once. For everybody, take a policy of the whole register.")
            % {"most": MOST_LINES}
        )
    read = read_lines(lines, under=policy.place)
    return cover_people(policy, read.ids, by=by), read
