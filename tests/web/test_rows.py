"""Rows filled by `each` are those that `for` writes, whatever they hold."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as some

INSIDE = '<a href="{{ row.url }}">{{ row.name }} 100%</a>{% translate "Place" %}{{ row.name }}'
EACH = Template(f'{{% each "a-test" row in rows %}}{INSIDE}{{% endeach %}}')
FOR = Template(f"{{% for row in rows %}}{INSIDE}{{% endfor %}}")
texts = some.text(max_size=20) | some.sampled_from(["<b>", "%s", "\x00name\x00", "\"&'", ""])


@given(some.lists(some.fixed_dictionaries({"url": texts, "name": texts}), max_size=5))
def test_it_writes_what_for_writes(rows):
    assert EACH.render(Context({"rows": rows})) == FOR.render(Context({"rows": rows}))


def test_a_safe_text_stays_as_it_is():
    rows = [{"url": "/", "name": mark_safe("<b>x</b>")}]
    assert "<b>x</b> 100%" in EACH.render(Context({"rows": rows}))


@pytest.mark.parametrize(
    "inside",
    ["{{ row.name|upper }}", "{% if row.name %}x{% endif %}", "{% place row.home %}",
     "{% for one in row.many %}x{% endfor %}", "{{ row.home.name }}"],
)  # fmt: skip
def test_more_than_saying_a_value_is_refused(inside):
    with pytest.raises(TemplateSyntaxError):
        Template(f'{{% each "a-test" row in rows %}}{inside}{{% endeach %}}')


def test_each_language_has_rows_of_its_own():
    from django.utils import translation

    said = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.add(EACH.render(Context({"rows": [{"url": "", "name": ""}]})))
    assert len(said) == 2
