"""Who may act for somebody on duty: the desk of the place, or a leader of their team."""

from django.utils import timezone

from tongxin.people.models import Membership, Person

from ..occasions import Occasion


def must_look_after(
    power: str, person: Person, *, by: Person, occasion: Occasion | None = None
) -> None:
    """Raise `NotAllowed` unless `by` holds `power` where the person is, or leads them there."""
    if occasion is not None and by.may(power, at=occasion.place):
        return
    if not leads(by, person, occasion):
        by.must(power, at=person.seat)


def leads(by: Person, person: Person, occasion: Occasion | None = None) -> bool:
    """Whether `by` leads a team of the person's, or the team that keeps the post."""
    if not by.teams_led or by.only_powers is not None:
        return False
    if occasion is not None and occasion.team in by.teams_led:
        return True
    return bool(Membership.objects.filter(person=person, team__in=by.teams_led).exists())


def speaks_for(by: Person, person: Person) -> bool:
    """Whether `by` is the person, or their confirmed guardian."""
    return by.pk == person.pk or by.guards(person, timezone.localdate())
