"""The desk of training: compose, plan, call the roll, enter and revoke."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tongxin.errors import NotAllowed
from tongxin.messaging.models import Message
from tongxin.people.actions import robot
from tongxin.training.actions import (
    add_question,
    attach,
    compose_course,
    detach,
    give_passes,
    need_module,
    open_course,
    remove_lesson,
    retire_question,
    set_video,
    take_seat,
)
from tongxin.training.actions.refusals import (
    BadAttachment,
    BadQuestion,
    BadVideo,
    CourseNotReady,
)
from tongxin.training.films import seconds_of
from tongxin.training.models import Attachment, Batch, Course, Pass
from tongxin.training.passes import modules_for


def film(seconds=12):
    """An MP4 of nothing, so long."""

    def box(kind, content):
        return (len(content) + 8).to_bytes(4) + kind + content

    header = bytes(12) + (1000).to_bytes(4) + (seconds * 1000).to_bytes(4) + bytes(80)
    return box(b"ftyp", b"isom" + bytes(8)) + box(b"moov", box(b"mvhd", header))


@pytest.fixture
def at_desk(client, director):
    client.force_login(director)
    return client


def test_a_course_is_composed_filled_and_opened(at_desk, gates_module):
    told = {
        "code": "night", "module": "gates", "title": "夜班", "level": "post", "proof": "quiz",
        "pass_mark": 80, "asked": 1, "attempts": 3, "wait_hours": 24, "minutes": 10,
    }  # fmt: skip
    assert at_desk.post("/desk/training/courses/new", told).status_code == 302
    base = "/desk/training/courses/night"
    assert at_desk.post(f"{base}/opening").status_code == 409
    at_desk.post(f"{base}/lessons", {"title": "灯", "body": "- 亮着"})
    at_desk.post(f"{base}/questions", {"text": "灯？", "options": "*亮\n不亮"})
    at_desk.post(f"{base}/opening")
    course = Course.objects.get(code="night")
    assert (course.state, course.questions.get().right) == ("open", [0])
    assert at_desk.get(base).status_code == 200
    at_desk.post(f"{base}/words", told | {"title": "夜里"})
    course.refresh_from_db()
    assert course.title == "夜里"


def test_an_open_course_keeps_what_it_needs(course, director):
    first, second = course.lessons.all()
    remove_lesson(first, by=director)
    with pytest.raises(CourseNotReady):
        remove_lesson(second, by=director)
    one, two = course.questions.all()[:2]
    retire_question(one, by=director)
    with pytest.raises(CourseNotReady):
        retire_question(two, by=director)


@pytest.mark.parametrize(
    ("options", "right"),
    [(["a"], [0]), (["a", "a"], [0]), (["a", "b"], []), (["a", "b"], [2]), (["a", " "], [0])],
)
def test_a_question_without_a_right_option_or_a_choice_is_refused(course, director, options, right):
    with pytest.raises(BadQuestion):
        add_question(course, text="?", options=options, right=right, by=director)


def test_only_the_centre_composes(gates_module, city, officer, at_desk, client):
    with pytest.raises(NotAllowed):
        compose_course(code="x", module=gates_module, at=city, by=officer, title="x", level="post")
    client.force_login(officer)
    assert client.get("/desk/training/courses/new").status_code == 403


def test_a_course_without_lessons_does_not_open(gates_module, city, director):
    course = compose_course(
        code="x", module=gates_module, at=city, by=director, title="x", level="post"
    )  # fmt: skip
    with pytest.raises(CourseNotReady):
        open_course(course, by=director)


def test_who_needs_a_module_is_said_once(gates_module, director, officer):
    need_module(gates_module, post_kind="checkpoint", by=director)
    need_module(gates_module, post_kind="checkpoint", by=director)
    assert modules_for("guarding", "checkpoint") == {"gates"}
    with pytest.raises(NotAllowed):
        need_module(gates_module, by=officer)


def test_a_films_length_is_read_from_the_film(course, director):
    lesson = set_video(course.lessons.first(), BytesIO(film(61)), by=director)
    assert lesson.video_seconds == 61
    assert seconds_of(BytesIO(b"no film at all, but long enough")) == 0
    with pytest.raises(BadVideo):
        set_video(lesson, BytesIO(b"<html>"), by=director)


def test_a_player_gets_the_part_it_asks_for(course, director, resident, client):
    lesson = set_video(course.lessons.first(), BytesIO(film()), by=director)
    client.force_login(resident)
    address = f"/training/lessons/{lesson.pk}/video"
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    assert client.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416
    assert b"".join(client.get(address).streaming_content) == film()


def test_a_sheet_is_a_pdf_or_a_picture_made_anew(course, director, resident, client):
    lesson = course.lessons.first()
    picture = BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    kept = attach(lesson, picture, title="七步洗手", by=director)
    assert kept.file.name.endswith(".jpg")
    attach(lesson, BytesIO(b"%PDF-1.7 ..."), title="手册", by=director)
    with pytest.raises(BadAttachment):
        attach(lesson, BytesIO(b"<script>"), title="坏", by=director)
    client.force_login(resident)
    sent = client.get(f"/training/attachments/{kept.pk}")
    assert "attachment" in sent["Content-Disposition"]
    assert b"".join(sent.streaming_content).startswith(b"\xff\xd8")
    detach(kept, by=director)
    assert Attachment.objects.count() == 1


def test_a_batch_is_planned(client, officer, course, town):
    client.force_login(officer)
    at = timezone.localtime() + timedelta(days=2)
    told = {
        "course": course.pk, "at": town.code, "starts_at": at.strftime("%Y-%m-%dT%H:%M"),
        "minutes": 60, "capacity": 5,
    }  # fmt: skip
    client.post("/desk/training/batches/new", told)
    batch = Batch.objects.get()
    assert (batch.trainer, batch.capacity) == (officer, 5)
    assert batch.ends_at - batch.starts_at == timedelta(hours=1)


def test_the_roll_that_waits_is_called(client, officer, make_batch, resident):
    batch = make_batch()
    seat = take_seat(batch, by=resident)
    day, hours = timezone.now() - timedelta(days=1), timedelta(hours=2)
    Batch.objects.update(starts_at=day, ends_at=day + hours)
    client.force_login(officer)
    assert "待点名" in client.get("/desk/training").text
    answer = client.post(
        f"/desk/training/batches/{batch.pk}", {"came": [seat.pk], "phones": "1390000"}, follow=True
    )
    assert "1390000" in answer.text
    seat.refresh_from_db()
    assert (seat.state, seat.marked_by) == ("attended", officer)
    assert "待点名" not in client.get("/desk/training").text


def test_a_long_roll_is_called_page_by_page(client, officer, make_batch, make_person, monkeypatch):
    from tongxin.training.views import desk

    monkeypatch.setattr(desk, "ON_A_ROLL", 2)
    batch = make_batch(capacity=9)
    seats = [take_seat(batch, by=make_person(f"learner-{n}")) for n in range(5)]
    day = timezone.now() - timedelta(days=1)
    Batch.objects.update(starts_at=day, ends_at=day + timedelta(hours=2))
    client.force_login(officer)
    address = f"/desk/training/batches/{batch.pk}"
    assert "3–4 / 5" in client.get(f"{address}?page=2").text
    answer = client.post(f"{address}?page=2", {"came": [seats[2].pk], "phones": ""})
    assert answer["Location"].endswith("?page=2")
    states = list(batch.seats.order_by("pk").values_list("state", flat=True))
    assert states == ["booked", "booked", "attended", "missed", "booked"]


def test_the_roll_costs_the_same_for_one_and_for_many(
    client, officer, make_batch, make_person, django_assert_max_num_queries
):
    batch = make_batch(capacity=40)
    for n in range(20):
        take_seat(batch, by=make_person(f"learner-{n}"))
    client.force_login(officer)
    with django_assert_max_num_queries(9):
        assert client.get(f"/desk/training/batches/{batch.pk}").status_code == 200


def test_a_changed_batch_tells_who_has_a_place(client, officer, make_batch, resident):
    batch = make_batch()
    take_seat(batch, by=resident)
    client.force_login(officer)
    address, at = f"/desk/training/batches/{batch.pk}/change", timezone.localtime()
    assert client.get(address).status_code == 200
    told = {
        "venue": "二楼礼堂", "starts_at": (at + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45, "capacity": 7,
    }  # fmt: skip
    assert client.post(address, told).status_code == 302
    batch.refresh_from_db()
    assert (batch.venue, batch.capacity) == ("二楼礼堂", 7)
    assert batch.ends_at - batch.starts_at == timedelta(minutes=45)
    changed = Message.objects.to(f"person:{resident.pk}").latest("pk")
    assert "二楼礼堂" in changed.body
    assert client.post(address, told | {"capacity": 0}).status_code == 422


def test_fewer_places_than_are_taken_are_refused(client, officer, make_batch, resident, stranger):
    batch = make_batch()
    for person in (resident, stranger):
        take_seat(batch, by=person)
    client.force_login(officer)
    at = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    told = {"venue": "", "starts_at": at, "minutes": 45, "capacity": 1}
    assert client.post(f"/desk/training/batches/{batch.pk}/change", told).status_code == 422
    batch.refresh_from_db()
    assert batch.capacity == 2


def test_a_stranger_sees_no_desk_and_no_roll(client, make_batch, stranger):
    batch = make_batch()
    client.force_login(stranger)
    assert client.get("/desk/training").status_code == 403
    assert client.get("/desk/training/passes").status_code == 403
    assert client.get(f"/desk/training/batches/{batch.pk}").status_code == 404


def test_passes_are_entered_by_phone_found_and_revoked(client, officer, resident, gates_module):
    client.force_login(officer)
    told = {"module": "gates", "evidence": "签到册", "phones": "13800000001\n13900009999"}
    answer = client.post("/desk/training/passes/new", told, follow=True).text
    assert "13900009999" in answer
    row = Pass.objects.get()
    for query in ("", "?q=吴", "?module=gates", f"?q={row.code_shown}"):
        page = client.get(f"/desk/training/passes{query}").text
        assert f'id="pass-{row.pk}"' in page
        assert "吴阿姨" not in page  # masked, as in the register
    assert f'id="pass-{row.pk}"' not in client.get("/desk/training/passes?state=revoked").text
    client.post(f"/desk/training/passes/{row.pk}", {"reason": "代签"})
    row.refresh_from_db()
    assert row.revoked_because == "代签"


def test_an_officer_of_another_town_sees_no_pass(client, make_person, other_town, resident, officer,
                                                 gates_module):  # fmt: skip
    Pass.objects.create(
        person=resident, module=gates_module, how="entered", given_by=robot("examiner")
    )
    client.force_login(make_person("officer-far", "officer", other_town))
    row = Pass.objects.get()
    assert f'id="pass-{row.pk}"' not in client.get("/desk/training/passes").text
    assert client.get(f"/desk/training/passes/{row.pk}").status_code == 404


def test_a_video_is_uploaded_at_the_desk(at_desk, course):
    lesson = course.lessons.first()
    upload = SimpleUploadedFile("gate.mp4", film(30), content_type="video/mp4")
    at_desk.post(f"/desk/training/lessons/{lesson.pk}/video", {"video": upload})
    lesson.refresh_from_db()
    assert lesson.video_seconds == 30


def test_passes_and_the_desk_cost_the_same_for_one_and_for_many(
    client, director, make_person, gates_module, make_batch, village, django_assert_max_num_queries
):
    for n in range(12):
        person = make_person(f"learner-{n}", name=f"学员{n}", home=village)
        give_passes([person], gates_module, evidence="册", by=director)
        make_batch()
    client.force_login(director)
    for address in ("/desk/training/passes", "/desk/training/passes?q=学", "/desk/training"):
        client.get(address)
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200


def test_passes_are_paged_by_key(client, director, make_person, gates_module, monkeypatch):
    from tongxin.training.views import desk

    monkeypatch.setattr(desk, "PER_PAGE", 2)
    people = [make_person(f"learner-{n}", name=f"学员{n}") for n in range(5)]
    give_passes(people, gates_module, evidence="册", by=director)
    client.force_login(director)
    seen, address = [], "/desk/training/passes?q=学"
    while address:
        page = client.get(address)
        seen += [row.person.name for row in page.context["passes"]]
        url = page.context["next_url"]
        address = f"/desk/training/passes{url}" if url else ""
    assert seen == [f"学员{n}" for n in (4, 3, 2, 1, 0)]
