"""What a client sends: a report, filters, dates. Everything odd is named in the refusal."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from tongxin.errors import DomainError
from tongxin.people.phones import BadPhone, normalise_phone

from .catalogue import attributes
from .formats import speakable

MOST_DESCRIPTION = 4500  # leaves room for what the attributes say
MOST_ATTRIBUTES = 40
MOST_ANSWER = 500
MOST_MEDIA = 5
MOST_ADDRESS = 300
SPAN = timedelta(days=90)
ATTRIBUTE = re.compile(r"attribute\[([\w.-]{1,60})\](?:\[\d*\])?")
LINK = re.compile(r"https?://[^\s<>\"]{1,490}")
URGENCY = {"today": 2, "week": 3}
RISKS = {"elder_alone", "minor", "disability", "isolated"}
YEARS = range(1990, 2200)
LOST_PLUS = re.compile(r"(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$")  # "+08:00" that nobody escaped
# What other systems call their own number of a report.
THEIR_NUMBER = ["service_request_id_ext", "external_id", "fixmystreet_id"]


class Unclear(DomainError):
    """Something sent cannot be understood; the sentence names it."""

    status = 400


@dataclass(frozen=True)
class Sent:
    """A report as it was sent, read."""

    service_code: str
    description: str
    point: tuple[float, float] | None
    address: str
    address_id: str
    name: str
    phone: str
    contact: str  # mail, and a phone nobody can dial
    attributes: dict[str, list[str]] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    number: str = ""  # of theirs
    device: str = ""

    @property
    def words(self) -> str:
        """The description, and what the known attributes say, as a steward reads it."""
        lines = [self.description]
        for asked in attributes():
            answers = self.attributes.get(asked["code"], [])
            names = {value["key"]: value["name"] for value in asked["values"]}
            if answers:
                told = "、".join(names.get(answer, answer) for answer in answers)
                lines.append(f"{asked['description']} {told}")
        return "\n".join(lines).strip()

    @property
    def location(self) -> str:
        """The exact place and how to reach them, to be sealed."""
        point = f"({self.point[0]:.6f}, {self.point[1]:.6f})" if self.point else ""
        return " ".join(filter(None, (self.address, point, self.contact)))

    @property
    def urgency(self) -> int:
        """What they say of its urgency; triage decides."""
        return URGENCY.get(_first(self.attributes, "urgency"), 4)

    @property
    def risks(self) -> list[str]:
        """Who needs it, as far as that is a risk."""
        return sorted(RISKS & set(self.attributes.get("who", [])))

    def digest(self, day: str) -> str:
        """Return the same for the same report on the same day: clients send again when unsure."""
        said = [
            self.service_code, self.description, self.location, self.address_id, self.name,
            self.phone, self.attributes, self.media, self.device, day,
        ]  # fmt: skip
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def read_report(sent: QueryDict) -> Sent:
    """Read a new report. Raises `Unclear`."""
    description = _text(sent, "description", MOST_DESCRIPTION)
    answers = _attributes(sent)
    if not description:
        raise Unclear(_("description is missing: say what is needed."))
    phone, contact = _phone(_text(sent, "phone", 40))
    number = next(
        filter(None, (_text(sent, name, 80) or _first(answers, name) for name in THEIR_NUMBER)), ""
    )
    return Sent(
        service_code=_text(sent, "service_code", 40),
        description=description,
        point=_point(sent),
        address=_text(sent, "address_string", MOST_ADDRESS) or _text(sent, "address", MOST_ADDRESS),
        address_id=_text(sent, "address_id", 20),
        name=_name(sent),
        phone=phone,
        contact=" ".join(filter(None, (contact, _text(sent, "email", 120)))),
        attributes=answers,
        media=_media(sent),
        number=number[:80],
        device=_text(sent, "device_id", 120),
    )


def _text(sent: QueryDict, name: str, most: int) -> str:
    text = speakable(sent.get(name) or "").strip()
    if len(text) > most:
        raise Unclear(
            _("%(name)s is too long: at most %(most)s characters.") % {"name": name, "most": most}
        )
    return text


def _point(sent: QueryDict) -> tuple[float, float] | None:
    told = (sent.get("lat") or "").strip(), (sent.get("long") or "").strip()
    if not any(told):
        return None
    try:
        latitude, longitude = float(told[0]), float(told[1])
    except ValueError as error:
        raise Unclear(_("lat and long are not numbers.")) from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Unclear(_("lat and long are not on this earth."))
    return latitude, longitude


def _phone(told: str) -> tuple[str, str]:
    try:
        return (normalise_phone(told, landline=True), "") if told else ("", "")
    except BadPhone:
        return "", told


def _name(sent: QueryDict) -> str:
    first, last = _text(sent, "first_name", 60), _text(sent, "last_name", 60)
    chinese = re.match(r"[\u3400-\u9fff]", last)
    return (f"{last}{first}" if chinese else f"{first} {last}").strip()[:60]


def _media(sent: QueryDict) -> list[str]:
    links = [link.strip() for told in sent.getlist("media_url") for link in told.split(",")]
    links = [link for link in links if link]
    if len(links) > MOST_MEDIA or not all(map(LINK.fullmatch, links)):
        raise Unclear(_("media_url is not an http address, or there are too many."))
    return links


def _attributes(sent: QueryDict) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for name in sent:
        match = ATTRIBUTE.fullmatch(name)
        if match:
            told = [speakable(answer).strip()[:MOST_ANSWER] for answer in sent.getlist(name)]
            answers.setdefault(match[1], []).extend(filter(None, told))
    if len(answers) > MOST_ATTRIBUTES:
        raise Unclear(_("There are too many attributes."))
    for asked in attributes():
        keys = {value["key"] for value in asked["values"]}
        odd = [answer for answer in answers.get(asked["code"], []) if keys and answer not in keys]
        if odd:
            raise Unclear(
                _("attribute[%(code)s] cannot be “%(answer)s”.")
                % {"code": asked["code"], "answer": odd[0][:40]}
            )
    return {code: told[:20] for code, told in answers.items() if told}


def _first(answers: dict[str, list[str]], name: str) -> str:
    return next(iter(answers.get(name, [])), "")


def moment(sent: QueryDict, name: str) -> datetime | None:
    """Return a W3C date-time of the query, in our zone where it names none. Raises `Unclear`."""
    told = LOST_PLUS.sub(r"\1+\2", (sent.get(name) or "").strip())
    if not told:
        return None
    try:
        found = parse_datetime(told)
        day = None if found else parse_date(told)
        found = found or (datetime(day.year, day.month, day.day) if day else None)  # noqa: DTZ001
        if found is None or found.year not in YEARS:
            raise ValueError(told)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError) as error:
        raise Unclear(
            _("%(name)s is not a date like 2020-01-27T09:30:00+08:00.") % {"name": name}
        ) from error


def span(sent: QueryDict, now: datetime) -> tuple[datetime, datetime]:
    """Return (start, end) of the dates asked for: 90 days at most, the last 90 by default."""
    start, end = moment(sent, "start_date"), moment(sent, "end_date")
    try:
        if end is None:
            end = min(start + SPAN, now + timedelta(days=1)) if start else now + timedelta(days=1)
        if start is None:
            start = end - SPAN
    except OverflowError as error:
        raise Unclear(_("start_date and end_date are too far away.")) from error
    if end - start > SPAN + timedelta(days=1):
        raise Unclear(_("start_date and end_date are more than 90 days apart."))
    return start, end


def whole(sent: QueryDict, name: str, default: int, most: int) -> int:
    """Return a whole number from 1 to `most` of the query. Raises `Unclear`."""
    told = (sent.get(name) or "").strip()
    if not told:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", told) or not 1 <= int(told) <= most:
        raise Unclear(
            _("%(name)s is not a whole number from 1 to %(most)s.") % {"name": name, "most": most}
        )
    return int(told)


def listed(sent: QueryDict, name: str) -> list[str]:
    """Return a comma-separated parameter, given once or several times."""
    return [part.strip() for told in sent.getlist(name) for part in told.split(",") if part.strip()]
