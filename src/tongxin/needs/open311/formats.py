"""Answers in XML and JSON, problems included."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from lxml import etree

XML, JSON = "xml", "json"
FORMATS = {XML, JSON}
# What XML 1.0 cannot say at all.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Fields = dict[str, Any]
# In XML a list is an element that holds one of these for each of its rows.
EACH = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format"}


def answer(format_: str, root: str, each: str, rows: Sequence[Fields]) -> HttpResponse:
    """Return rows: in JSON a list, in XML `<root><each>…`."""
    if format_ == JSON:
        return _json(list(rows))
    element = etree.Element(root)
    for row in rows:
        _fill(etree.SubElement(element, each), row)
    return _xml(element)


def answer_one(format_: str, root: str, row: Fields, *, each: str = "") -> HttpResponse:
    """Return one thing: in JSON an object, in XML `<root>…`, or `<root><each>…`."""
    if format_ == JSON:
        return _json(row)
    element = etree.Element(root)
    _fill(etree.SubElement(element, each) if each else element, row)
    return _xml(element)


def problem(format_: str, status: int, description: str) -> HttpResponse:
    """Return a refusal as the specification has it."""
    row = {"code": status, "description": description}
    told = _json([row]) if format_ == JSON else answer(XML, "errors", "error", [row])
    told.status_code = status
    return told


def _fill(element: "etree._Element", row: Fields) -> None:
    for name, value in row.items():
        child = etree.SubElement(element, name)
        if isinstance(value, list):
            for one in value:
                part = etree.SubElement(child, EACH[name])
                if isinstance(one, dict):
                    _fill(part, one)
                else:
                    part.text = speakable(str(one))
        elif isinstance(value, bool):
            child.text = "true" if value else "false"
        elif value is not None:
            child.text = speakable(str(value))


def speakable(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return UNSPEAKABLE.sub("", text)


def _xml(element: "etree._Element") -> HttpResponse:
    body = etree.tostring(element, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="text/xml; charset=utf-8")


def _json(value: Any) -> HttpResponse:
    response = JsonResponse(value, safe=False, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/json; charset=utf-8"
    return response
