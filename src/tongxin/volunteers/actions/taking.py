"""Take many lines of a roll at one stroke, under the rules `invite` keeps for one (rule 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.journal.actions import record_many
from tongxin.people.actions import Entry, enter_people
from tongxin.people.models import Person
from tongxin.places.models import Place
from tongxin.vault.sealing import blind_index

from ..models import RefusedLine, Roll, Volunteer
from ..rolls.lines import Line, Refused
from .numbering import take_numbers
from .registering import rough


@dataclass
class Stroke:
    """What the lines taken at one stroke became."""

    volunteers: list[Volunteer] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    known: int = 0


@dataclass
class Held:
    """The open accounts that have a phone or identity number of these lines."""

    by_phone: dict[str, Person]
    by_identity: dict[str, Person]
    volunteers: set[int]  # persons who are in the register, in whatever state

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Held":
        phones = {blind_index(line.phone, kind="phone") for line in lines} - {""}
        numbers = {blind_index(line.identity, kind="identity") for line in lines} - {""}
        those = Q(phone_index__in=phones) & ~Q(phone_index="")
        people = list(Person.objects.filter(those, closed_at=None))
        those = Q(identity_index__in=numbers) & ~Q(identity_index="")
        people += Person.objects.filter(those, closed_at=None)
        keys = {person.pk for person in people}
        return cls(
            {person.phone_index: person for person in people if person.phone_index},
            {person.identity_index: person for person in people if person.identity_index},
            set(Volunteer.objects.filter(person__in=keys).values_list("person", flat=True)),
        )

    def find(self, line: Line) -> tuple[Person | None, str]:
        """Return (whose line it is, "") or (None, code of the reason why it is nobody's)."""
        phone = self.by_phone.get(blind_index(line.phone, kind="phone"))
        identity = self.by_identity.get(blind_index(line.identity, kind="identity"))
        if phone is not None and identity is not None and phone.pk != identity.pk:
            return None, "two_people"
        if identity is not None:
            return identity, ""
        if phone is None:
            return None, ""
        another = line.identity and phone.identity_index
        return (None, "phone_taken") if another or phone.name != line.name else (phone, "")


@transaction.atomic
def take_lines(
    roll: Roll, lines: Sequence[Line | Refused], *, start: int, next_row: int,
    places: dict[int, Place], by: Person,
) -> Stroke | None:  # fmt: skip
    """Enter lines as invited volunteers, or list them as refused; None: another was faster.

    Who is in the register already is known and left as they are; who has an account keeps it.
    Raises `NotAllowed`.
    """
    by.must("volunteer.import", at=roll.place)
    roll = Roll.objects.select_for_update(of=("self",)).get(pk=roll.pk)
    if roll.next_row != start:
        return None
    stroke = Stroke()
    told = [line for line in lines if isinstance(line, Line)]
    stroke.refused += [
        _refused(roll, line.number, line.code, line.cells, **line.values)
        for line in lines
        if isinstance(line, Refused)
    ]
    people = _accounts(roll, told, stroke, places, by)
    _enter(roll, people, stroke, places, by)
    roll.next_row = next_row
    roll.taken += len(stroke.volunteers)
    roll.known += stroke.known
    roll.save(update_fields=["next_row", "taken", "known"])
    return stroke


def _accounts(
    roll: Roll, lines: Sequence[Line], stroke: Stroke, places: dict[int, Place], by: Person
) -> list[tuple[Line, Person]]:
    """Return each line that becomes a volunteer with its account, made where there is none."""
    held, found, new = Held.of(lines), [], []
    for line in lines:
        person, why = held.find(line)
        if why:
            stroke.refused.append(_refused(roll, line.number, why, line.cells))
        elif person is None:
            new.append(line)
        elif person.pk in held.volunteers:
            stroke.known += 1
        else:
            found.append((line, person))
    entries = {id(entry := _entry(line, roll, places)): (entry, line) for line in new}
    entered = enter_people([entry for entry, _line in entries.values()], by=by)
    for entry, why in entered.refused:
        line = entries.pop(id(entry))[1]
        stroke.refused.append(_refused(roll, line.number, "unusable", line.cells, why=why[:150]))
    made = zip((line for _entry, line in entries.values()), entered.people, strict=True)
    return [*found, *made]


def _entry(line: Line, roll: Roll, places: dict[int, Place]) -> Entry:
    return Entry(
        name=line.name, home=places.get(line.place or 0, roll.place), phone=line.phone,
        birth_date=line.birth_date, identity=line.identity,
    )  # fmt: skip


def _enter(
    roll: Roll, people: list[tuple[Line, Person]], stroke: Stroke, places: dict[int, Place],
    by: Person,
) -> None:  # fmt: skip
    now = timezone.now()
    for number, (line, person) in zip(take_numbers(len(people), now), people, strict=True):
        latitude, longitude = rough(places.get(person.home_id or 0))
        stroke.volunteers.append(
            Volunteer(
                person=person,
                number=number,
                state=Volunteer.State.INVITED,
                since=now,
                invited_by=by,
                unit=roll.unit,
                latitude=latitude,
                longitude=longitude,
                prefers=[*line.prefers],
                skills=[*line.skills],
                languages=[*line.languages],
            )
        )
    Volunteer.objects.bulk_create(stroke.volunteers, batch_size=500)
    RefusedLine.objects.bulk_create(stroke.refused, batch_size=500)
    facts = {"roll": roll.pk}
    rows = [(one, places.get(one.person.home_id or 0), facts) for one in stroke.volunteers]
    record_many("volunteer.imported", by=by, rows=rows)


def _refused(
    roll: Roll, number: int, code: str, cells: Sequence[str], **values: object
) -> RefusedLine:
    line = RefusedLine(roll=roll, number=number, code=code, values=values)
    line.seal_cells([*cells])
    return line
