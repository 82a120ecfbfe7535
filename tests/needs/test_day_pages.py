import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tongxin.clock.models import Job
from tongxin.needs.actions import decide_needs, publish_day_list
from tongxin.needs.actions.triaging import Judgement
from tongxin.needs.models import DayList
from tongxin.places.shading import legend, step, step_bounds


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


@pytest.fixture
def at_desk(client, officer):
    client.force_login(officer)
    return client


def queries(client, url):
    client.get(url)  # whatever a process does once is done
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["day", "day_map", "day_cells"])
def test_a_page_of_the_day_asks_the_same_for_one_and_for_many(at_desk, make_need, name):
    make_need()
    url = reverse(f"needs:{name}")
    one = queries(at_desk, url)
    for n in range(30):
        make_need(f"想学太极 {n}")
    assert queries(at_desk, url) == one


def test_every_figure_of_the_list_leads_to_rows(at_desk, listed, make_need):
    make_need("还没看的")
    page = at_desk.get(reverse("needs:day")).content.decode()
    assert "row=menu:education&amp;measure=open" in page
    rows = at_desk.get(reverse("needs:cases"), {"row": "menu:education", "measure": "open"})
    assert [need.pk for need in rows.context["needs"]] == [listed.pk]


def test_the_desk_sees_no_place_above_its_own(at_desk, city, village):
    assert at_desk.get(reverse("needs:day"), {"place": city.code}).status_code == 404
    assert at_desk.get(reverse("needs:day"), {"place": village.code}).status_code == 200


def test_the_map_gives_every_station_its_cell_and_figure(at_desk, need, village):
    found = json.loads(at_desk.get(reverse("needs:day_cells")).content)
    (cell,) = found["features"]
    assert cell["geometry"]["type"] == "Polygon"
    assert cell["properties"]["place"] == village.code
    assert cell["properties"]["value"] == "1"
    assert at_desk.get(reverse("needs:day_cells"), {"measure": "wrong"}).status_code == 404


def test_steps_and_legend_say_the_same():
    bounds = step_bounds([1, 1, 2, 5, 9, 30])
    assert [step(value, bounds) for value in (0, 1, 30)] == [0, 1, 4]
    assert legend(bounds)[0] == {"step": 0, "label": "0"}
    assert len(legend(bounds)) == 5


def test_publishing_from_the_desk_leads_to_what_everybody_reads(client, director, listed):
    client.force_login(director)
    answer = client.post(reverse("needs:publication"))
    assert answer.url == reverse("needs:day_list", args=[timezone.localdate()])
    client.logout()
    page = client.get(answer.url).content.decode()
    assert "听不懂数学" in page
    assert client.get(reverse("needs:latest_list")).url == answer.url


def test_the_public_list_hides_phone_and_what_is_not_public(client, make_need, city, steward):
    menu = Judgement(route="menu", platform="education", urgency=3)
    open_to_all = make_need("想学数学，请打13812345678")
    dire = make_need("老人昏迷叫不醒")
    make_need("还没看的")
    decide_needs([open_to_all], judgement=menu, by=steward)
    decide_needs([dire], judgement=Judgement(route="emergency", urgency=1), by=steward)
    from tongxin.people.actions import robot

    published = publish_day_list(city, by=robot("clock"))
    page = client.get(reverse("needs:day_list", args=[published.day])).content.decode()
    assert "想学数学" in page
    assert "13812345678" not in page
    assert "昏迷" not in page
    assert "还没看的" not in page


def test_a_day_without_a_list_is_not_there(client, city):
    day = timezone.localdate() - timedelta(days=1)
    assert client.get(reverse("needs:day_list", args=[day])).status_code == 404
    assert client.get("/list/2026-13-45").status_code == 404
    assert client.get(reverse("needs:latest_list")).status_code == 200


def test_a_public_list_costs_the_same_queries_for_one_and_for_many(
    client, make_need, city, steward
):
    from tongxin.people.actions import robot

    menu = Judgement(route="menu", platform="education", urgency=3)
    decide_needs([make_need("第一条")], judgement=menu, by=steward)
    published = publish_day_list(city, by=robot("clock"))
    url = reverse("needs:day_list", args=[published.day])
    one = queries(client, url)
    DayList.objects.all().delete()
    decide_needs([make_need(f"第 {n} 条") for n in range(30)], judgement=menu, by=steward)
    publish_day_list(city, by=robot("clock"))
    assert queries(client, url) == one


def test_an_export_is_watched_and_fetched_by_its_owner_alone(at_desk, listed, town, work, steward):
    answer = at_desk.post(f"{reverse('needs:day_export', args=['xlsx'])}?place={town.code}")
    work()
    job = Job.objects.get(kind="needs.export")
    assert answer.url == reverse("clock:job", args=[job.pk])
    file = at_desk.get(reverse("clock:file", args=[job.pk]))
    assert b"".join(file.streaming_content)[:2] == b"PK"  # reading to the end closes it
    at_desk.force_login(steward)
    assert at_desk.get(reverse("clock:file", args=[job.pk])).status_code == 404
