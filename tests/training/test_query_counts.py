"""Every page of training asks the database as often for many rows as for two."""

import pytest
from django.core.files.base import ContentFile

from tests.counting import dearer
from tongxin.training import actions
from tongxin.training.models import Attempt, Module

OPEN = ["/training", "/training/courses/gates-1", "/api/training/courses", "/api/training/batches"]
MINE = ["/mine/training", "/training/courses/gates-1", "/training/lessons/{lesson}",
        "/training/attempts/{paper}", "/training/batches/{batch}"]  # fmt: skip
DESK = ["/desk/training", "/desk/training/batches/{batch}", "/desk/training/batches/new",
        "/desk/training/modules", "/desk/training/modules/gates", "/desk/training/passes",
        "/desk/training/passes/new", "/desk/training/courses/gates-1",
        "/desk/training/courses/new", "/api/training/passes"]  # fmt: skip


@pytest.fixture
def grow(course, make_course, make_batch, make_person, director, resident, learn, village):
    """`grow(n)`: n more of everything the pages list."""
    batch, born = make_batch(places=40), []

    def more():
        n = len(born)
        module = Module.objects.create(code=f"m{n}", name=f"模块{n}", valid_months=12)
        actions.need_module(module, post_kind="checkpoint", by=director)
        actions.need_module(course.module, post_kind=("rescue", f"kind{n}")[n > 0], by=director)
        other = make_course(code=f"c{n}", module=module)
        actions.give_passes([resident], module, evidence="名册", by=director)
        person = make_person(f"p{n}", name=f"学员{n}", home=village)
        actions.take_seat(batch, by=person)
        actions.take_seat(make_batch(other, ahead_hours=30 + n), by=resident)
        make_batch(ahead_hours=60 + n)
        lesson = actions.add_lesson(course, title=f"第{n}课", body="- 看清", by=director)
        actions.attach(lesson, ContentFile(b"%PDF-1.4 \n%%EOF", "a.pdf"), title="表", by=director)
        first = course.lessons.first()
        actions.attach(first, ContentFile(b"%PDF-1.4 \n%%EOF", "b.pdf"), title="表", by=director)
        actions.add_question(course, text=f"又{n}题", options=["对", "错"], right=[0], by=director)
        actions.finish_lesson(lesson, by=resident)
        born.append(person)

    def grow(count):
        for _ in range(count):
            more()
        return batch

    return grow


def test_every_page_asks_as_often_for_many_as_for_two(
    client, grow, course, resident, director, learn
):
    batch = grow(2)
    learn(course, resident)
    actions.submit_attempt(actions.start_attempt(course, by=resident), {}, by=resident)
    known = {"batch": batch.pk, "lesson": course.lessons.first().pk,
             "paper": Attempt.objects.get().uid}  # fmt: skip
    pages = [
        *((None, path.format(**known)) for path in OPEN),
        *((resident, path.format(**known)) for path in MINE),
        *((director, path.format(**known)) for path in DESK),
    ]
    assert dearer(client, pages, grow) == []
