from datetime import date

import pytest
from django.utils import translation

from tongxin.web.widgets import DayInput


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_day_is_read_by_the_browser_in_every_language(language):
    with translation.override(language):
        shown = DayInput().render("day", date(2020, 2, 29))
    assert 'type="date"' in shown
    assert 'value="2020-02-29"' in shown
