import re

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongxin.needs.actions import dispatch_needs, seed_limits, undo_decisions  # noqa: F401
from tongxin.needs.models import Likeness, Need, Proposal
from tongxin.needs.views.desk.queue import PAGE
from tongxin.people.actions import robot

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def propose():
    def make(need, **parts):
        why = {"code": "words.leaf", "values": {"words": "“数学”", "leaf": "menu/education"}}
        usual = {"route": "menu", "platform_code": "education", "urgency": 3, "confidence": 0.9,
                 "reasons": [why]}  # fmt: skip
        return Proposal.objects.create(need=need, **usual | parts)

    return make


@pytest.fixture
def at_desk(client, steward):
    client.force_login(steward)
    return client


def queries(client, url):
    client.get(url)  # whatever a process does once is done
    for kept in caches.all(initialized_only=True):
        kept.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_queue_asks_the_same_of_the_database_for_one_and_for_fifty(at_desk, make_need, propose):
    propose(make_need())
    one = queries(at_desk, reverse("needs:desk"))
    for n in range(50):
        need = make_need(f"想学太极拳 {n}")
        propose(need)
        Likeness.objects.create(need=need, other=Need.objects.earliest("pk"), likeness=0.9)
    assert queries(at_desk, reverse("needs:desk")) == one <= 16


def test_the_queue_shows_the_proposal_and_why(at_desk, need, propose):
    propose(need)
    page = at_desk.get(reverse("needs:desk")).content.decode()
    assert "education" in page
    assert "90%" in page
    assert "“数学”" in page


def test_the_most_urgent_and_the_longest_waiting_come_first(at_desk, make_need):
    late, soon, first = make_need("第一条"), make_need("第二条"), make_need("急事")
    Need.objects.filter(pk=first.pk).update(urgency=1)
    page = at_desk.get(reverse("needs:desk")).content.decode()
    assert [int(n) for n in re.findall(r'id="need-(\d+)"', page)] == [first.pk, late.pk, soon.pk]


def test_nothing_is_lost_or_shown_twice_over_pages(at_desk, make_need):
    keys = {make_need(f"第 {n} 条").pk for n in range(PAGE + 7)}
    page = at_desk.get(reverse("needs:desk"))
    seen = re.findall(r'id="need-(\d+)"', page.content.decode())
    after = page.context["page"].after
    rest = at_desk.get(reverse("needs:desk"), {"after": after}, **HTMX).content.decode()
    seen += re.findall(r'id="need-(\d+)"', rest)
    assert len(seen) == PAGE + 7
    assert {int(one) for one in seen} == keys


def test_what_has_risen_to_the_desk_comes_first(client, officer, make_need, town):
    make_need("先来的")
    risen = make_need("升上来的")
    Need.objects.filter(pk=risen.pk).update(risen_to=town.path)
    client.force_login(officer)
    page = client.get(reverse("needs:desk")).content.decode()
    assert re.findall(r'id="need-(\d+)"', page)[0] == str(risen.pk)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("kind=menu:education", 1), ("kind=hands:guarding", 0), ("sure=high", 1), ("sure=low", 0),
     ("channel=doorstep", 1), ("channel=phone", 0), ("reasonable=no", 0), ("twins=1", 0),
     ("late=1", 0), ("sure=none", 0), ("town=320282/112/", 1), ("town=320282/107/", 0),
     ("after=nonsense", 1)],
)  # fmt: skip
def test_the_queue_is_filtered(at_desk, make_need, propose, asked, found):
    propose(make_need())
    page = at_desk.get(f"{reverse('needs:desk')}?{asked}").content.decode()
    assert len(re.findall(r'id="need-\d+"', page)) == found


def test_accepting_decides_each_as_proposed_and_the_row_leaves(at_desk, make_need, propose):
    one, other = make_need("数学"), make_need("没人取药")
    propose(one)
    propose(other, route="hands", platform_code="", class_code="guarding", urgency=2)
    answer = at_desk.post(
        reverse("needs:acceptances"), {"need": [one.pk, other.pk]}, **HTMX
    ).content.decode()
    assert f'id="need-{one.pk}" hx-swap-oob="delete"' in answer
    assert set(Need.objects.values_list("state", "urgency")) == {("listed", 3), ("listed", 2)}


def test_what_looks_unreasonable_is_not_accepted_by_one_key(at_desk, need, propose):
    propose(need, reasonable=False, unreasonable_because="advertising")
    at_desk.post(reverse("needs:acceptances"), {"need": need.pk})
    assert Need.objects.get().state == "pending"


def test_one_key_says_where_it_belongs(at_desk, need, propose):
    propose(need)
    url = f"{reverse('needs:decisions')}?kind=hands:guarding"
    at_desk.post(url, {"need": need.pk, "urgency": "2"}, **HTMX)
    decided = Need.objects.get()
    assert (decided.service_class_id, decided.urgency) == ("guarding", 2)


def test_rejecting_needs_a_reason(at_desk, need):
    assert at_desk.post(reverse("needs:rejections"), {"need": need.pk}).status_code == 422
    at_desk.post(reverse("needs:rejections"), {"need": need.pk, "own_reason": "重复提交"})
    assert Need.objects.get().reason == "重复提交"


def test_the_last_decision_is_undone_without_asking_are_you_sure(at_desk, need, propose):
    propose(need)
    answer = at_desk.post(reverse("needs:acceptances"), {"need": need.pk}, **HTMX).content.decode()
    assert reverse("needs:undoing") in answer
    at_desk.post(reverse("needs:undoing"), **HTMX)
    assert Need.objects.get().state == "pending"


def test_undoing_leads_back_to_the_queue_that_was_shown(at_desk, need):
    url = f"{reverse('needs:decisions')}?kind=hands:guarding"
    answer = at_desk.post(url, {"need": need.pk, "asked": "late=1"}, **HTMX).content.decode()
    assert f"{reverse('needs:undoing')}?late=1" in answer
    assert "kind=" not in answer.partition('id="undo"')[2]


def test_the_second_of_two_stewards_is_told(at_desk, client, listed):
    url = f"{reverse('needs:decisions')}?kind=refer"
    answer = at_desk.post(url, {"need": listed.pk}, **HTMX).content.decode()
    assert "同事" in answer
    assert Need.objects.get().route == "menu"


def test_without_scripts_a_press_leads_back_to_the_same_queue(at_desk, need, propose):
    propose(need)
    answer = at_desk.post(reverse("needs:acceptances"), {"need": need.pk, "asked": "late=1"})
    assert answer.url == f"{reverse('needs:desk')}?late=1"


def test_likely_duplicates_stand_side_by_side_and_are_joined_by_a_key(at_desk, make_need, need):
    later = make_need("上网课数学听不懂")
    likeness = Likeness.objects.create(
        need=later, other=need, likeness=0.9,
        reasons=[{"code": "matter.same", "values": {"words": "数学"}}],
    )  # fmt: skip
    assert "同一件事：数学" in at_desk.get(reverse("needs:desk")).content.decode()
    at_desk.post(reverse("needs:likeness", args=[likeness.pk, "same"]), **HTMX)
    assert Need.objects.get(pk=later.pk).merged_into == need


@pytest.mark.parametrize(
    "name", ["desk", "cases", "day", "day_map", "day_cells", "limits", "fits", "team"]
)
def test_a_stranger_finds_no_desk(client, stranger, name, city):
    url = reverse(f"needs:{name}")
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 404


def test_a_neighbours_station_does_not_see_it(client, need, make_person, other_village):
    client.force_login(make_person("steward-2", "steward", other_village))
    assert client.get(reverse("needs:case", args=[need.pk])).status_code == 404
    assert f"need-{need.pk}" not in client.get(reverse("needs:desk")).content.decode()
    answer = client.post(f"{reverse('needs:decisions')}?kind=refer", {"need": need.pk})
    assert answer.status_code == 422


def test_the_case_hides_the_phone_until_a_reason_is_given(at_desk, make_need):
    need = make_need(phone="13900000002", requester_name="张奶奶")
    page = at_desk.get(reverse("needs:case", args=[need.pk])).content.decode()
    assert "139****0002" in page
    assert "13900000002" not in page
    url = reverse("needs:revelation", args=[need.pk, "phone"])
    assert "13900000002" in at_desk.post(url, {"reason": "约上门时间"}).content.decode()


def test_a_case_costs_the_same_queries_with_a_long_history(at_desk, listed, team, officer):
    from tongxin.needs.actions import cancel_dispatch

    url = reverse("needs:case", args=[listed.pk])
    one = queries(at_desk, url)
    for _n in range(4):
        dispatch_needs([listed], team=team, by=officer)
        cancel_dispatch(listed, reason="换一队", by=officer)
    assert queries(at_desk, url) == one


@pytest.mark.parametrize(
    "asked", ["q=数学", "q=听不懂", "q=学", "state=pending", "place=320282/112/"]
)
def test_needs_are_found(at_desk, need, make_need, asked, work):
    make_need("路灯坏了", phone="13900000002")
    work()
    page = at_desk.get(f"{reverse('needs:cases')}?{asked}").content.decode()
    assert f"need-{need.pk}" in page


def test_needs_are_found_by_code_and_by_phone_alone(at_desk, make_need):
    need, other = make_need("路灯坏了", phone="13900000002"), make_need("别的事")
    for asked in (need.tracking_code_shown, "139 0000 0002"):
        page = at_desk.get(reverse("needs:cases"), {"q": asked}).content.decode()
        assert f"need-{need.pk}" in page
        assert f"need-{other.pk}" not in page


def test_many_are_sent_to_a_team_at_once(client, officer, listed, team):
    client.force_login(officer)
    page = client.get(reverse("needs:cases"), {"state": "listed"}).content.decode()
    assert str(team) in page
    client.post(reverse("needs:dispatches"), {"need": listed.pk, "team": team.pk})
    assert Need.objects.get().team == team


def test_a_team_takes_begins_and_finishes_at_its_own_desk(client, leader, listed, team, officer):
    dispatch_needs([listed], team=team, by=officer)
    client.force_login(leader)
    assert client.get(reverse("needs:desk")).url == reverse("needs:team")
    assert "听不懂数学" in client.get(reverse("needs:team")).content.decode()
    client.post(reverse("needs:team_acceptance", args=[listed.pk]))
    client.post(reverse("needs:beginning", args=[listed.pk]))
    client.post(reverse("needs:completion", args=[listed.pk]), {"report": "讲了三道题"})
    assert Need.objects.get().state == "completed"


def test_another_team_reaches_nothing(client, stranger, listed, team, officer, make_person, town):
    from tongxin.people.actions import create_team, join_team

    dispatch_needs([listed], team=team, by=officer)
    other = create_team(name="别队", at=town, by=officer)
    join_team(other, stranger, role="leader", by=officer)
    client.force_login(stranger)
    assert client.post(reverse("needs:team_acceptance", args=[listed.pk])).status_code == 404


def test_limits_are_read_as_people_write_them(client, director, city):
    seed_limits(city, by=robot("installer"))
    client.force_login(director)
    page = client.get(reverse("needs:limits")).content.decode()
    assert 'value="15m"' in page
    fields = dict(re.findall(r'name="(\w+_\d)" value="(\w*)"', page))
    client.post(reverse("needs:limits"), fields | {"pending_1": "20分"})
    assert 'value="20m"' in client.get(reverse("needs:limits")).content.decode()
    wrong = client.post(reverse("needs:limits"), fields | {"pending_1": "早点"})
    assert wrong.status_code == 422
    assert 'value="早点"' in wrong.content.decode()
