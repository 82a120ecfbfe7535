"""Training in a real browser: axe finds nothing, and a video is watched to its end."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from tongxin.people.actions import robot
from tongxin.training.actions import set_up_training, start_attempt, take_seat
from tongxin.training.models import Attempt, Course, Pass, Study

OPEN = ["/training", "/training/courses/basics-1", "/certificates", "/certificates/{code}"]
MINE = ["/mine/training", "/training/lessons/{lesson}", "/training/attempts/{open}",
        "/training/attempts/{done}", "/training/batches/{batch}"]  # fmt: skip
DESK = ["/desk/training", "/desk/training/batches/{batch}", "/desk/training/batches/new",
        "/desk/training/passes", "/desk/training/passes/new", "/desk/training/passes/{pass}",
        "/desk/training/courses/basics-1", "/desk/training/courses/new",
        "/desk/training/modules", "/desk/training/modules/basics",
        "/desk/training/batches/{batch}/change"]  # fmt: skip


@pytest.fixture
def told(course, make_course, make_batch, resident, sit, learn):
    set_up_training(by=robot("installer"))
    sit(course, resident)
    other = make_course(code="gates-2", module=Course.objects.get(code="checkpoint-1").module)
    learn(other, resident)
    batch = make_batch(Course.objects.get(code="disinfection-1"))
    take_seat(batch, by=resident)
    row = Pass.objects.get()
    return {
        "code": row.code, "pass": row.pk, "batch": batch.pk,
        "lesson": Course.objects.get(code="basics-1").lessons.first().pk,
        "open": start_attempt(other, by=resident).uid,
        "done": Attempt.objects.get(state="passed").uid,
    }  # fmt: skip


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", [{}, {"theme": "dark"}, {"large": "1", "language": "en"}])
def test_nobody_is_shut_out(open_page, accessible, director, resident, told, look):
    for person, width, paths in ((None, 390, OPEN), (resident, 390, MINE), (director, 1280, DESK)):
        page = open_page(width, 844, person, **look)
        for path in paths:
            page.goto(path.format(**told))
            accessible(page)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


SHORT, LONG = 6, 300  # seconds


def film(seconds):
    """A recording of silence any browser plays to its end: RIFF/WAVE, 8,000 samples a second."""
    samples = bytes([128]) * 8000 * seconds
    form = (16).to_bytes(4, "little") + b"".join(
        part.to_bytes(width, "little")
        for part, width in ((1, 2), (1, 2), (8000, 4), (8000, 4), (1, 2), (8, 2))
    )
    body = b"WAVEfmt " + form + b"data" + len(samples).to_bytes(4, "little") + samples
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@pytest.fixture
def make_filmed(course):
    """Give the first lesson of a course a film of so many seconds."""

    def make(seconds):
        lesson = course.lessons.first()
        lesson.video.save("film.mp4", ContentFile(film(seconds)), save=False)
        lesson.video_seconds = seconds
        lesson.save()
        return lesson

    return make


def play(page, start=0):
    page.evaluate(
        """async ([start]) => {
            const video = document.querySelector("video");
            video.muted = true;
            video.currentTime = start;
            await video.play();
        }""",
        [start],
    )


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_a_film_counts_when_it_was_watched_to_its_end(open_page, resident, make_filmed):
    filmed = make_filmed(SHORT)
    page = open_page(390, 844, resident)
    page.goto(f"/training/lessons/{filmed.pk}")
    play(page)
    page.locator("[data-watched][data-percent='100']").wait_for()
    page.locator("form[action$='/end'] button").click()
    expect(page).not_to_have_url(re.compile(f"lessons/{filmed.pk}$"))
    assert Study.objects.get(lesson=filmed).done_at is not None


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_who_jumps_to_the_end_has_not_watched(open_page, complaints, resident, make_filmed):
    filmed = make_filmed(LONG)
    page = open_page(390, 844, resident)
    page.goto(f"/training/lessons/{filmed.pk}")
    with page.expect_response(lambda answer: "/watching" in answer.url) as told:
        play(page, start=LONG - 1)
    assert told.value.json()["watched"] < LONG - 1
    page.locator("form[action$='/end'] button").click()
    expect(page.get_by_text("请先把视频看完")).to_be_visible()
    complaints.clear()  # the refusal is a 409, which the console mentions
    assert Study.objects.get(lesson=filmed).done_at is None
