"""Every field that holds personal data is in the register: why, by what right, how long."""

import re

from django.apps import apps

from tests.architecture.city import ROOT

REGISTER = ROOT / "docs" / "personal-data.md"
SOUNDS_PERSONAL = re.compile(
    r"(^|_)(name|nickname|phone|mobile|identity|id_number|birth\w*|born\w*|sex|gender|address|email|"
    r"contact|latitude|longitude|photo|picture|face|voice|health|symptom\w*|temperature|ip|device|"
    r"password|secret|username|guardian\w*|requester\w*|sealed|index|words|text|body|note|comment)($|_)"
)


def listed():
    """Return every `App.Model.field` in the register, personal or expressly not."""
    return set(re.findall(r"`(\w+\.\w+\.\w+)`", REGISTER.read_text()))


def fields():
    for model in apps.get_models():
        if model.__module__.startswith("tongxin.") and not model._meta.proxy:
            for field in model._meta.get_fields():
                if field.concrete and not field.is_relation:
                    yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field.name


def test_every_field_that_sounds_personal_is_in_the_register():
    known = listed()
    missing = [key for key, name in fields() if SOUNDS_PERSONAL.search(name) and key not in known]
    assert not missing, "not in docs/personal-data.md:\n" + "\n".join(missing)


def test_the_register_names_no_field_that_is_gone():
    gone = listed() - {key for key, _ in fields()}
    assert not gone, gone
