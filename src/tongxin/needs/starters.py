"""Common matters: one tap begins the sentence, so that nobody faces an empty box."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Starter:
    """A button: its name in the address, icon, label, and the words it begins with."""

    name: str
    icon: str
    label: str | Promise
    words: str | Promise


STARTERS = [
    Starter("medicine", "heart", _("Medicine"),
            _("Please help to fetch medicine. The medicine is: … It lasts until: …")),
    Starter("food", "home", _("Food and shopping"),
            _("Please help to shop. I need: … There are … of us at home.")),
    Starter("elder", "people", _("An elder alone"),
            _("An elder lives alone here and needs somebody to look in. Age: … Since: …")),
    Starter("school", "book", _("Children's lessons"),
            _("Our child needs help with lessons. Grade: … Subject: …")),
    Starter("phone", "phone", _("Phone and forms"),
            _("Please help with the phone or a form. It is about: …")),
    Starter("talk", "chat", _("Somebody to talk to"),
            _("I do not sleep well and would like to talk to somebody. Best time: …")),
    Starter("join", "star", _("Learn or join in"),
            _("We would like to learn or watch: … How many of us: …")),
    Starter("clean", "shield", _("Cleaning, disinfecting"),
            _("Please disinfect or clean here: … Since when: …")),
]  # fmt: skip


def starter(name: str) -> str:
    """Return the words a button begins with; "" for an unknown one."""
    return next((str(one.words) for one in STARTERS if one.name == name), "")
