from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from openpyxl import load_workbook

from tongxin.clock.models import Job
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.needs.actions import answer_needs, order_export, publish_day_list, reopen_need
from tongxin.needs.actions.listing import NotToday, publish_day_lists
from tongxin.needs.day.figures import figures
from tongxin.needs.day.sheet import harmless
from tongxin.needs.models import DayList
from tongxin.people.actions import robot


def changes(published):
    return {line.need_id: line.change for line in published.lines.all()}


def tomorrow(days=1):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_the_list_holds_what_is_open_to_all(need, listed, make_need, city, director):
    unread = make_need("还没看的")
    published = publish_day_list(city, by=director)
    assert changes(published) == {listed.pk: "new"}
    assert published.figures["totals"]["open"] == 2
    assert unread.pk not in changes(published)
    assert Entry.objects.filter(verb="day_list.published").exists()


def test_it_says_what_changed_since_the_day_before(listed, city, director, team, leader, resident):
    publish_day_list(city, by=director)
    with tomorrow():
        assert changes(publish_day_list(city, by=director)) == {listed.pk: "waiting"}
        answer_needs([listed], team=team, report="讲了", answer_url="", by=leader)
    with tomorrow(2):
        assert changes(publish_day_list(city, by=director)) == {listed.pk: "answered"}
        reopen_need(listed, reason="没解决", by=resident)
    with tomorrow(3):
        assert changes(publish_day_list(city, by=director)) == {listed.pk: "reopened"}


def test_twice_a_day_is_once(listed, city, director):
    assert publish_day_list(city, by=director) == publish_day_list(city, by=director)
    publish_day_lists(by=robot("clock"))
    assert DayList.objects.count() == 1


def test_yesterdays_list_cannot_be_written_today(city, director):
    with pytest.raises(NotToday):
        publish_day_list(city, day=date(2020, 2, 1), by=director)


def test_a_steward_does_not_publish_the_citys_list(city, steward):
    with pytest.raises(NotAllowed):
        publish_day_list(city, by=steward)


def test_the_robot_publishes_at_its_hour(listed, city):
    assert publish_day_lists(by=robot("clock")) == 1
    assert DayList.objects.get().place == city


def test_counting_takes_the_same_queries_for_one_and_for_many(
    make_need, city, town, django_assert_max_num_queries, steward
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_need()
    with CaptureQueriesContext(connection) as one:
        figures(city, timezone.now())
    for n in range(20):
        make_need(f"想学太极 {n}")
    with CaptureQueriesContext(connection) as many:
        counted = figures(city, timezone.now())
    assert len(one) == len(many)
    assert counted["cells"]["pending"][town.path]["open"] == 21


def test_every_figure_leads_to_as_many_rows(listed, make_need, city, town):
    from tongxin.needs.day.figures import MEASURES, in_measure, in_row
    from tongxin.needs.models import Need

    for n in range(3):
        make_need(f"想学太极 {n}")
    now = timezone.now()
    counted = figures(city, now)
    for row, columns in counted["cells"].items():
        for measure in MEASURES:
            needs = in_measure(Need.objects.under(city), measure, now)
            needs = in_row(needs, row) if row else needs
            if row:
                assert needs.count() == columns[""].get(measure, 0), (row, measure)
            assert needs.filter(place__path__startswith=town.path).count() == columns[
                town.path
            ].get(measure, 0)


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_a_file_is_written_while_somebody_watches(listed, town, officer, kind, work):
    job = order_export(town, kind=kind, measure="open", language="zh-hans", by=officer)
    work()
    job = Job.objects.get(pk=job.pk)
    assert (job.state, Path(job.file).suffix) == ("done", f".{kind}")


def test_the_sheet_holds_the_needs_and_no_formula(make_need, town, officer, work):
    make_need('=HYPERLINK("http://evil")')
    job = order_export(town, kind="xlsx", measure="open", language="zh-hans", by=officer)
    work()
    book = load_workbook(Path(settings.MEDIA_ROOT) / Job.objects.get(pk=job.pk).file)
    assert book.worksheets[1]["C2"].value.startswith("'=HYPERLINK")
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_text_is_taken_for_a_formula(text):
    assert str(harmless(text)).startswith("'")


def test_a_stranger_exports_nothing(town, steward):
    with pytest.raises(NotAllowed):
        order_export(town, kind="xlsx", measure="open", language="en", by=steward)


def test_rare_characters_of_place_names_survive_on_paper(city, tmp_path):
    """㳇, 塍 and 屺 are read back from the PDF as they were written."""
    import shutil
    import subprocess

    from tongxin.needs.day.printed import write_pdf
    from tongxin.places.models import Place

    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext: apt-get install poppler-utils")
    for number, name in enumerate(["湖㳇镇", "高塍镇", "屺亭街道"]):
        Place.objects.create(
            code=f"32028220{number}", name=name, level="institute", parent=city,
            path=f"320282/20{number}/",
        )  # fmt: skip
    write_pdf(tmp_path / "list.pdf", figures(city, timezone.now()), title="宜兴市当日清单")
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "list.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert all(name in said for name in ("湖㳇镇", "高塍镇", "屺亭街道", "宜兴市当日清单"))
