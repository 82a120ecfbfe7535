"""Deciding many needs takes as many queries as deciding one, and tells everybody."""

from tongxin.messaging.models import Message
from tongxin.needs.actions import decide_needs, note_reviewed
from tongxin.needs.actions.answering import answer_needs
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import Need
from tongxin.needs.search import matching

JUDGEMENT = Judgement(route="menu", platform="education", urgency=3)


def test_many_take_as_many_queries_as_one(
    make_need, steward, resident, django_assert_num_queries, django_assert_max_num_queries
):
    def some(count: int) -> list[Need]:
        return [
            make_need(f"孩子不会做第{n}题", by=resident, requester=resident) for n in range(count)
        ]

    decide_needs(some(2), judgement=JUDGEMENT, by=steward)
    few, many = some(2), some(40)
    with django_assert_max_num_queries(20) as one:
        decide_needs(few, judgement=JUDGEMENT, by=steward)
    told = Message.objects.count()
    with django_assert_num_queries(len(one)):
        decide_needs(many, judgement=JUDGEMENT, by=steward)
    assert Message.objects.count() == told + 40


def test_needs_decided_together_keep_what_is_their_own(make_need, steward):
    needs = [make_need("我姓李，电话13812345678，想学书法"), make_need("想学国画")]
    decided = decide_needs(needs, judgement=JUDGEMENT, by=steward)
    fresh = Need.objects.in_bulk([need.pk for need in decided])
    assert [fresh[need.pk].words for need in needs] == [need.words for need in needs]
    assert "13812345678" not in fresh[needs[0].pk].public_words
    assert fresh[needs[1].pk].public_words == "想学国画"
    assert {need.platform_id for need in fresh.values()} == {"education"}


def test_what_is_decided_before_the_machine_looked_is_found_by_its_words(make_need, steward):
    need = make_need("想学刻纸")
    decide_needs([need], judgement=JUDGEMENT, by=steward)
    assert Need.objects.filter(pk__in=matching("刻纸")).get() == need


def test_reviews_on_paper_are_put_down_by_the_station(listed, team, leader, steward):
    answer_needs([listed], team=team, report="讲了", answer_url="", by=leader)
    (need,) = note_reviewed([listed], by=steward)
    assert need.state == "reviewed"
