"""The desk's queue and an author's page."""

import pytest
from django.urls import reverse

from tongxin.moderation.actions import appeal, decide, set_word
from tongxin.moderation.models import Submission


@pytest.fixture
def at_desk(client, moderator):
    client.force_login(moderator)
    return client


@pytest.mark.parametrize("name", ["queue", "decided", "appeals", "words"])
def test_a_desk_page_does_not_exist_for_residents(client, resident, name):
    address = reverse(f"moderation:{name}")
    assert client.get(address).status_code == 302
    client.force_login(resident)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["queue", "decided", "appeals", "words", "mine"])
def test_every_page_speaks_english_too(client, director, written, name):
    client.force_login(director)
    client.cookies["language"] = "en"
    page = client.get(reverse(f"moderation:{name}"))
    assert page.status_code == 200
    assert 'lang="en"' in page.content.decode()


def test_held_and_flagged_texts_come_first_then_the_oldest(at_desk, written):
    written("一"), written("二"), written("抽奖"), written("我不想活了")
    shown = at_desk.get(reverse("moderation:queue")).context["submissions"]
    assert [row.text for row in shown] == ["我不想活了", "抽奖", "一", "二"]


def test_found_words_are_marked_and_markup_is_text(at_desk, written):
    written("<b>抽奖</b>")
    page = at_desk.get(reverse("moderation:queue")).content.decode()
    assert "&lt;b&gt;<mark>抽奖</mark>&lt;/b&gt;" in page


def test_the_queue_costs_the_same_for_one_and_for_many(
    at_desk, written, django_assert_max_num_queries, village, other_village
):
    address = reverse("moderation:queue")
    written()
    at_desk.get(address)
    with django_assert_max_num_queries(9) as one:
        at_desk.get(address)
    for number in range(20):
        written(f"第{number}条", place=other_village if number % 2 else village)
    with django_assert_max_num_queries(len(one)):
        at_desk.get(address)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "suggestion"}, ["建议"]),
        ({"severity": "1"}, ["抽奖"]),
        ({"place": "320282/107/"}, ["建议"]),
        ({"q": "抽"}, ["抽奖"]),
        ({"longer_than_hours": "24"}, []),
        ({"kind": "nonsense", "page": "x", "severity": "x"}, ["抽奖", "评议", "建议"]),
    ],
)
def test_the_queue_is_filtered(at_desk, written, other_village, query, expected):
    written("评议"), written("抽奖")
    written("建议", kind="suggestion", place=other_village)
    shown = at_desk.get(reverse("moderation:queue"), query).context["submissions"]
    assert [row.text for row in shown] == expected


def test_chosen_texts_are_passed_together(at_desk, written):
    keys = [written(text).pk for text in ["一", "二"]]
    answer = at_desk.post(reverse("moderation:passes"), {"chosen": keys}, follow=True)
    assert "2 条已公开" in answer.content.decode()
    assert Submission.objects.public().count() == 2


def test_chosen_texts_are_kept_back_with_a_usual_reason(at_desk, written):
    keys = [written(text).pk for text in ["一", "二"]]
    at_desk.post(reverse("moderation:refusals"), {"chosen": keys, "usual": "内容重复"})
    assert set(Submission.objects.values_list("state", "reason")) == {("refused", "内容重复")}


def test_without_a_reason_the_choice_is_kept_and_the_desk_says_so(at_desk, written):
    made = written("一")
    answer = at_desk.post(reverse("moderation:refusals"), {"chosen": [made.pk], "usual": ""})
    assert answer.status_code == 422
    assert answer.context["chosen"] == {made.pk}
    assert "请写明理由" in answer.content.decode()


def test_nothing_chosen_and_nonsense_change_nothing(at_desk, written):
    written()
    for chosen in [[], ["x", "-1", "999999", "²", "9" * 5000]]:
        answer = at_desk.post(reverse("moderation:passes"), {"chosen": chosen}, follow=True)
        assert answer.status_code == 200
    assert not Submission.objects.public().exists()


def test_an_officer_cannot_reach_another_town_s_text(client, officer, written, other_village):
    made = written(place=other_village)
    client.force_login(officer)
    assert client.get(reverse("moderation:submission", args=[made.pk])).status_code == 404
    client.post(reverse("moderation:passes"), {"chosen": [made.pk]})
    made.refresh_from_db()
    assert made.is_waiting


def test_an_auditor_sees_and_does_not_decide(client, auditor, written):
    made = written()
    client.force_login(auditor)
    assert client.get(reverse("moderation:submission", args=[made.pk])).status_code == 200
    answer = client.post(reverse("moderation:passes"), {"chosen": [made.pk]})
    assert answer.status_code == 403


def test_one_text_alone_and_its_decision_taken_back(at_desk, written, moderator):
    made = written("抽奖")
    decide([made], verdict="passed", by=moderator)
    assert at_desk.get(reverse("moderation:submission", args=[made.pk])).status_code == 200
    at_desk.post(reverse("moderation:return", args=[made.pk]))
    made.refresh_from_db()
    assert made.is_waiting


def test_an_author_sees_state_and_reason_and_asks_again(client, resident, refused):
    client.force_login(resident)
    page = client.get(reverse("moderation:mine")).content.decode()
    assert "含广告" in page
    assert "申请复核" in page
    client.post(reverse("moderation:appeal", args=[refused.pk]), {"words": "不是广告"})
    refused.refresh_from_db()
    assert refused.state == "appealed"


def test_an_empty_appeal_is_asked_for_again(client, resident, refused):
    client.force_login(resident)
    answer = client.post(reverse("moderation:appeal", args=[refused.pk]), {"words": ""})
    assert answer.status_code == 422


def test_a_stranger_reaches_nobody_s_contribution(client, stranger, refused):
    client.force_login(stranger)
    for name in ["appeal", "withdrawal"]:
        address = reverse(f"moderation:{name}", args=[refused.pk])
        assert client.post(address, {"words": "x"}).status_code == 404
    assert "加群" not in client.get(reverse("moderation:mine")).content.decode()


def test_contributions_cost_the_same_for_one_and_for_many(
    client, resident, written, django_assert_max_num_queries
):
    client.force_login(resident)
    written()
    with django_assert_max_num_queries(8) as one:
        client.get(reverse("moderation:mine"))
    for number in range(10):
        written(f"{number}")
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("moderation:mine"))


def test_an_author_takes_a_text_back(client, resident, written):
    made = written()
    client.force_login(resident)
    client.post(reverse("moderation:withdrawal", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "withdrawn"


@pytest.mark.parametrize(("name", "state"), [("grant", "passed"), ("dismissal", "upheld")])
def test_an_appeal_is_answered_at_the_desk(client, director, resident, refused, name, state):
    appeal(refused, words="不是广告", by=resident)
    client.force_login(director)
    assert "不是广告" in client.get(reverse("moderation:appeals")).content.decode()
    address = reverse(f"moderation:{name}", args=[refused.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "复核过了"})
    refused.refresh_from_db()
    assert (refused.state, refused.appeal_reason) == (state, "复核过了")


def test_the_centre_adds_tries_and_removes_a_word(client, director, city):
    client.force_login(director)
    address = reverse("moderation:words")
    client.post(address, {"word": "神 奇 药 水", "kind": "fraud", "action": "hold"})
    client.post(address, {"word": "神奇药水", "kind": "advert", "action": "flag"})
    page = client.get(address, {"q": "神奇药水来了"}).content.decode()
    assert "<mark>神奇药水</mark>" in page
    word = set_word("神奇药水", kind="advert", action="flag", at=city, by=director)
    client.post(reverse("moderation:word_removal", args=[word.pk]))
    assert "<mark>" not in client.get(address, {"q": "神奇药水来了"}).content.decode()


def test_a_moderator_keeps_no_words(at_desk, city):
    answer = at_desk.post(
        reverse("moderation:words"), {"word": "词语", "kind": "spam", "action": "flag"}
    )
    assert answer.status_code == 403
