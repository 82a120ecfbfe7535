"""The courses every city starts with, written down in `data/`."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from tongxin.people.models import Person
from tongxin.places.models import Place, ServiceClass

from ..models import Course, Module, ModuleNeed
from .courses import add_lesson, add_question, compose_course, need_module, open_course

DATA = Path(__file__).parent.parent / "data"


@transaction.atomic
def set_up_training(*, by: Person) -> int:
    """Make the modules, who needs them, and the starter courses; return how many courses.

    Modules and courses that are there already are left as the city has made them: twice is once.
    """
    city = Place.objects.get(parent=None, level=Place.Level.CENTRE)
    by.must("course.manage", at=city)
    table = json.loads((DATA / "modules.json").read_text())
    for order, row in enumerate(table):
        _set_up_module(row, order, by)
    made = 0
    for path in sorted((DATA / "courses").glob("*.json")):
        made += _set_up_course(json.loads(path.read_text()), city, by)
    return made


def _set_up_module(row: dict[str, Any], order: int, by: Person) -> None:
    values = {name: row[name] for name in ("name", "name_en", "valid_months", "renew_days")}
    module, made = Module.objects.get_or_create(
        code=row["code"], defaults=values | {"order": order}
    )
    if not made and ModuleNeed.objects.filter(module=module).exists():
        return
    classes = ServiceClass.objects.in_bulk()
    for code in row["classes"]:
        if code in classes:
            need_module(module, service_class=classes[code], by=by)
    for kind in row["post_kinds"]:
        need_module(module, post_kind=kind, by=by)
    if row["everybody"]:
        need_module(module, by=by)


def _set_up_course(told: dict[str, Any], city: Place, by: Person) -> int:
    if Course.objects.filter(code=told["code"]).exists():
        return 0
    lessons, questions = told.pop("lessons"), told.pop("questions")
    module = Module.objects.get(code=told.pop("module"))
    course = compose_course(code=told.pop("code"), module=module, at=city, by=by, **told)
    for lesson in lessons:
        body = "\n".join(lesson["body"])
        add_lesson(course, title=lesson["title"], body=body, source=lesson["source"], by=by)
    for question in questions:
        add_question(course, by=by, **question)
    open_course(course, by=by)
    return 1
