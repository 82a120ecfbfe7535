"""The small words of templates."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from tongxin.web.templatetags import web


def render(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("distance", "chinese", "english"),
    [
        (timedelta(seconds=5), "刚刚", "just now"),
        (timedelta(hours=-3), "3 小时前", "3 hours ago"),
        (timedelta(days=2), "2 天后", "in 2 days"),
        (timedelta(minutes=-1), "1 分钟前", "1 minute ago"),
    ],
)
def test_a_moment_is_told_relative_to_now(distance, chinese, english):
    now = timezone.localtime()
    with translation.override("zh-hans"):
        assert web.spoken(now + distance, now) == chinese
    with translation.override("en"):
        assert web.spoken(now + distance, now) == english


def test_the_exact_moment_is_on_hover():
    moment = timezone.now().replace(year=2020, month=2, day=24, hour=16, minute=0)
    assert 'title="2020-02-25 00:00"' in render("{% ago moment %}", moment=moment)


def test_a_place_is_told_with_its_town_but_not_with_the_city():
    city = SimpleNamespace(label="宜兴市", parent=None, parent_id=None)
    town = SimpleNamespace(label="丁蜀镇", parent=city, parent_id=1)
    village = SimpleNamespace(label="龙溪村", parent=town, parent_id=2)
    assert [web.place(p) for p in (village, town, city, None)] == [
        "丁蜀镇 · 龙溪村", "丁蜀镇", "宜兴市", "",
    ]  # fmt: skip


@pytest.mark.parametrize("level", [1, "1", "I"])
def test_urgency_is_told_in_words_too(level):
    assert "几小时内" in web.urgency(level)
    assert 'data-level="1"' in web.urgency(level)


@pytest.mark.parametrize("level", [None, "", 0, 7, "soon"])
def test_an_unknown_urgency_shows_nothing(level):
    assert web.urgency(level) == ""


@pytest.mark.parametrize(
    ("value", "total", "percent"), [(0, 0, 0), (5, 0, 0), (1, 4, 25), (9, 4, 100), (None, 4, 0)]
)
def test_a_share_stays_within_the_whole(value, total, percent):
    assert web.share(value, total) == percent


def test_figures_have_names_and_no_inline_style():
    series = [{"name": "丁蜀镇", "values": [1, 2, 3], "url": "/x"}, {"name": "空", "values": []}]
    figures = render(
        "{% ring 3 4 'a' %}{% bar 3 4 'b' %}{% sparkline values 'c' %}{% multiples series %}",
        values=[0, 0],
        series=series,
    )
    assert figures.count('role="img"') == 4
    assert "style=" not in figures


def test_text_in_figures_is_escaped():
    assert "<b>x" not in render("{% ring 1 2 label %}{% tag label %}", label="<b>x")


def test_a_heading_sorts_up_then_down_and_starts_at_the_first_page():
    def heading(query):
        return render("{% sort_header '镇' 'town' %}", request=RequestFactory().get(f"/?{query}"))

    assert 'href="?q=a&amp;sort=town"' in heading("q=a&page=3")
    assert 'aria-sort="ascending"' in heading("sort=town")
    assert 'href="?sort=-town"' in heading("sort=town")
    assert 'aria-sort="descending"' in heading("sort=-town")
