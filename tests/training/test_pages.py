"""Training in the hands of who learns: learn, sit, pass, show the certificate."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tongxin.people.actions import robot
from tongxin.training.actions import set_up_training, take_seat
from tongxin.training.models import Attempt, Pass, Question
from tongxin.training.takeaway import facts_for_desk, passes_held


@pytest.fixture
def starters(city):
    set_up_training(by=robot("installer"))


def test_anybody_reads_which_courses_there_are(client, starters):
    page = client.get("/training").text
    assert page.index("志愿服务第一课") < page.index("个人防护") < page.index("卡口值守")
    assert client.get("/training/courses/basics-1").status_code == 200


def test_a_refusal_leads_to_the_course_of_a_module(client, starters):
    assert client.get("/training/modules/basics").url == "/training/courses/basics-1"
    assert client.get("/training/modules/unheard").status_code == 404


def test_a_new_volunteer_learns_sits_and_shows_the_certificate(client, starters, resident):
    client.force_login(resident)
    page = client.get("/training/courses/basics-1")
    assert "先学完课程：还剩 5 课" in page.text
    for lesson in page.context["lessons"]:
        assert client.get(f"/training/lessons/{lesson.pk}").status_code == 200
        client.post(f"/training/lessons/{lesson.pk}/end")
    paper = client.post("/training/courses/basics-1/attempts").url
    assert client.get(paper).text.count("<fieldset") == 10
    asked = [key for key, _order in Attempt.objects.get().paper]
    bank = Question.objects.in_bulk(asked)
    answers = {f"q{key}": bank[key].right for key in asked}
    result = client.post(paper, answers, follow=True).text
    row = Pass.objects.get(person=resident)
    assert f"/certificates/{row.code}" in result
    assert row.code_shown in client.get(f"/certificates/{row.code}").text
    assert "basics" in client.get("/mine/training").text
    pdf = client.get(f"/certificates/{row.code}.pdf")
    assert pdf.content.startswith(b"%PDF")


def test_the_paper_does_not_tell_the_answers(client, course, resident, learn):
    learn(course, resident)
    client.force_login(resident)
    page = client.get(client.post(f"/training/courses/{course.code}/attempts").url).text
    shown = {tuple(n for n, _words in item["options"]) for item in Attempt.objects.get().shown()}
    assert "because" not in page
    assert all(sorted(order) == [0, 1, 2] for order in shown)


def test_nobody_sees_anothers_paper(client, course, resident, stranger, sit):
    attempt = sit(course, resident)
    client.force_login(stranger)
    assert client.get(f"/training/attempts/{attempt.uid}").status_code == 404


def test_the_public_page_masks_the_name_and_says_when_it_was_revoked(
    client, course, resident, sit, officer
):
    from tongxin.training.actions import revoke_pass

    sit(course, resident)
    row = Pass.objects.get()
    page = client.get(f"/certificates/{row.code.lower()}").text
    assert "本合格证有效" in page
    assert resident.name not in page
    revoke_pass(row, reason="代考", by=officer)
    page = client.get(f"/certificates/{row.code}").text
    assert "已撤销" in page
    assert "代考" not in page


def test_only_the_holder_prints_the_certificate(client, course, resident, stranger, sit):
    sit(course, resident)
    client.force_login(stranger)
    assert client.get(f"/certificates/{Pass.objects.get().code}.pdf").status_code == 404


@pytest.mark.parametrize("code", ["ABCDEFGHJKMN", "x", "0000-0000-0000", "%00"])
def test_a_number_that_is_not_there_is_404(client, city, code):
    assert client.get(f"/certificates/{code}").status_code == 404


def test_a_number_typed_from_paper_is_found(client, course, resident, sit):
    sit(course, resident)
    row = Pass.objects.get()
    typed = f" {row.code_shown.lower()} "
    assert client.get("/certificates", {"code": typed}).url == f"/certificates/{row.code}"
    assert client.get("/certificates", {"code": "nothing"}).status_code == 404


def test_my_training_costs_the_same_for_one_course_and_nine(
    client, starters, resident, make_batch, django_assert_max_num_queries
):
    client.force_login(resident)
    for _ in range(2):
        take_seat(make_batch(), by=resident)
        with django_assert_max_num_queries(14):
            assert client.get("/mine/training").status_code == 200


def test_a_batch_is_taken_and_given_back(client, make_batch, resident):
    batch = make_batch(places=1)
    client.force_login(resident)
    client.post(f"/training/batches/{batch.pk}/seats")
    seat = batch.seats.get()
    assert "我" in client.get(f"/training/batches/{batch.pk}").text
    client.post(f"/training/seats/{seat.pk}/cancellation")
    seat.refresh_from_db()
    assert seat.state == "cancelled"
    assert timezone.now() > seat.asked_at


def test_a_stranger_gives_back_nobodys_place(client, make_batch, resident, stranger):
    seat = take_seat(make_batch(), by=resident)
    client.force_login(stranger)
    assert client.post(f"/training/seats/{seat.pk}/cancellation").status_code == 404


def test_passes_and_what_to_renew_stand_on_the_volunteers_page(resident, course, sit):
    assert passes_held(resident) == ""
    sit(course, resident)
    assert passes_held(resident) == "1 项合格"
    Pass.objects.update(until=timezone.now() + timedelta(days=5))
    assert passes_held(resident) == "1 项合格，1 项该续期了"
    assert facts_for_desk(resident)[0][1] == passes_held(resident)
