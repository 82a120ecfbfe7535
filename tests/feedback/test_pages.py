import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongxin.feedback.actions import give_review, make_suggestion, receipt_for_need
from tongxin.feedback.models import Review, Suggestion
from tongxin.moderation.actions import decide
from tongxin.needs.actions import answer_needs, decide_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need
from tongxin.people.actions import robot


@pytest.fixture
def make_answered(make_need, steward, team, leader):
    """Needs without accounts, answered."""

    def make(count: int = 1):
        needs = [
            make_need(
                by=robot("resident-door"), words=f"网课听不懂 {n}", phone="13900000002",
                channel="web",
            )
            for n in range(count)
        ]  # fmt: skip
        judgement = Judgement(route="menu", platform="education", urgency=3)
        decide_needs(needs, judgement=judgement, by=steward)
        return answer_needs(needs, team=team, report="已答疑", answer_url="", by=leader)

    return make


def test_a_resident_without_an_account_reviews_by_code(client, make_answered):
    (need,) = make_answered()
    page = client.post(
        f"/t/{need.tracking_code}/review", {"solved": "yes", "stars": "5", "words": "谢谢老师"}
    )
    assert page.status_code == 302
    assert Review.objects.get().stars == 5
    assert Need.objects.get().state == "reviewed"


def test_no_opens_it_again_in_one_tap(client, make_answered):
    (need,) = make_answered()
    client.post(f"/t/{need.tracking_code}/review", {"solved": "no"})
    assert Need.objects.get().state == "listed"


def test_the_second_time_one_is_thanked_not_asked(client, make_answered):
    (need,) = make_answered()
    client.post(f"/t/{need.tracking_code}/review", {"solved": "yes"})
    assert "<form" not in _main(client.get(f"/t/{need.tracking_code}/review"))


def test_what_was_typed_stays_when_the_answer_is_missing(client, make_answered):
    (need,) = make_answered()
    page = client.post(f"/t/{need.tracking_code}/review", {"words": "讲得太快"})
    assert page.status_code == 422
    assert "讲得太快" in page.content.decode()


def test_the_owner_of_an_account_has_to_sign_in(client, listed, team, leader, resident):
    answer_needs([listed], team=team, report="已答疑", answer_url="", by=leader)
    path = f"/t/{listed.tracking_code}/review"
    assert client.post(path, {"solved": "yes"}).status_code == 403
    client.force_login(resident)
    assert client.post(path, {"solved": "yes"}).status_code == 302


def test_only_what_passed_moderation_is_shown(
    client, make_service, leader, listed, moderator, resident, team
):
    from tongxin.menu.actions import answer_with

    service = make_service(topic="x")
    answer_with(service, [listed], by=leader)
    listed.refresh_from_db()
    review = give_review(
        receipt_for_need(listed, by=resident), by=resident, solved="yes", stars=5, words="真好"
    )
    path = f"/services/{service.pk}/reviews"
    assert "真好" not in client.get(path).content.decode()
    decide([review.comment], verdict="passed", by=moderator)
    assert "真好" in client.get(path).content.decode()


def test_figures_drill_down_to_their_rows(client, make_answered, officer, steward):
    needs = make_answered(3)
    for need, solved in zip(needs, ("yes", "partly", "no"), strict=True):
        client.post(f"/t/{need.tracking_code}/review", {"solved": solved, "stars": "4"})
    client.force_login(officer)
    page = client.get("/desk/receipts").content.decode()
    assert "what=no" in page
    assert _main(client.get("/desk/receipts/rows?what=given&days=30")).count('class="row"') == 3
    assert _main(client.get("/desk/receipts/rows?what=no&days=30")).count('class="row"') == 1


def test_figures_cost_the_same_for_one_row_and_many(client, make_answered, officer):
    client.force_login(officer)
    make_answered(1)
    client.get("/desk/receipts")
    with CaptureQueriesContext(connection) as one:
        client.get("/desk/receipts")
    make_answered(12)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/receipts")
    assert len(many) == len(one)


def test_a_town_looks_only_at_its_own(client, make_answered, officer, other_town):
    make_answered()
    client.force_login(officer)
    assert client.get(f"/desk/receipts?town={other_town.code}").status_code == 404


@pytest.mark.parametrize("path", ["/desk/receipts", "/desk/receipts/rows", "/desk/suggestions"])
def test_a_stranger_is_kept_out(client, stranger, path):
    client.force_login(stranger)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("query", ["what=x", "what=given&key=town:000", "town=999"])
def test_bad_questions_get_a_4xx(client, officer, query):
    client.force_login(officer)
    assert client.get(f"/desk/receipts/rows?{query}").status_code == 404


def test_anybody_suggests_and_sees_the_answer_by_link(client, town, officer):
    page = client.post("/suggest", {"words": "菜单印大字", "at": town.code}, follow=True)
    assert "菜单印大字" in page.content.decode()
    made = Suggestion.objects.get()
    client.force_login(officer)
    client.post(f"/desk/suggestions/{made.pk}/owner", {})
    client.post(f"/desk/suggestions/{made.pk}", {"answer": "下周就印"})
    client.logout()
    assert "下周就印" in client.get(f"/suggestions/{made.token}").content.decode()


def test_another_towns_suggestion_is_404(client, other_village, resident, officer):
    made = make_suggestion("x", at=other_village, author=resident, by=resident)
    client.force_login(officer)
    assert client.get(f"/desk/suggestions/{made.pk}").status_code == 404


def _main(page) -> str:
    return page.content.decode().split("<main")[1].split("</main")[0]


def test_the_receipts_desk_asks_the_same_for_one_and_many(
    client, make_answered, director, django_assert_num_queries
):
    client.force_login(director)
    for count in (1, 6):
        for need in make_answered(count):
            receipt = receipt_for_need(need, by=robot("resident-door"))
            give_review(receipt, by=robot("resident-door"), solved="yes", stars=4)
        client.get("/desk/receipts")
        for cache in caches.all():
            cache.clear()
        with django_assert_num_queries(15):
            page = _main(client.get("/desk/receipts"))
    assert "7 / 7" in page or ">7<" in page
