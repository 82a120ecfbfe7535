"""What may be asked for: the platforms, the classes of service, and "something else"."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.places.models import Platform, ServiceClass

OTHER = "other"
ATTRIBUTES = Path(__file__).parent.parent / "data" / "open311_attributes.json"
Fields = dict[str, Any]


def services() -> list[Fields]:
    """Return every service, as the specification's `Service`."""
    menu, hands = _("Service menu"), _("Volunteers' hands")
    rows = [_service(f"platform.{row.code}", row.label, menu) for row in Platform.objects.all()]
    rows += [_service(f"class.{row.code}", row.label, hands) for row in ServiceClass.objects.all()]
    return [*rows, _service(OTHER, _("Something else"), _("Not sure"))]


def _service(code: str, name: str, group: str) -> Fields:
    return {
        "service_code": code,
        "service_name": name,
        "description": _("A person reads it and decides who answers."),
        "metadata": True,
        "type": "realtime",
        "keywords": name,
        "group": group,
    }


def definition(code: str) -> Fields:
    """Return what is asked for with a service, as the specification's `ServiceDefinition`."""
    return {
        "service_code": code,
        "attributes": [_attribute(n, row) for n, row in enumerate(attributes(), start=1)],
    }


def _attribute(order: int, row: Fields) -> Fields:
    attribute = {
        "variable": True,
        "code": row["code"],
        "datatype": row["datatype"],
        "required": False,
        "datatype_description": _said(row, "datatype_description"),
        "order": order,
        "description": _said(row, "description"),
    }
    values = [{"key": value["key"], "name": _said(value, "name")} for value in row["values"]]
    return attribute | {"values": values} if values else attribute


def _said(row: Fields, name: str) -> str:
    return str(row[f"{name}_en"] if get_language() == "en" else row[name])


@cache
def attributes() -> list[Fields]:
    """Return the attributes every service asks for, none of them required."""
    found: list[Fields] = json.loads(ATTRIBUTES.read_text(encoding="utf-8"))
    return found


def code_of(need: Any) -> str:
    """Return the service a need belongs to: as decided, else as its sender chose."""
    if need.platform_id:
        return f"platform.{need.platform_id}"
    if need.service_class_id:
        return f"class.{need.service_class_id}"
    report = getattr(need, "report", None)
    return report.service_code if report and not need.route else OTHER
