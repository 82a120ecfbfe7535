"""An installation without a city yet: whoever works in the background finds nothing to do."""

import pytest
from django.utils.module_loading import import_string

from tongxin.clock.schedules import DECLARED


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({one.task for one in DECLARED.values()}))
def test_no_scheduled_task_fails_before_a_city_is_founded(name):
    import_string(name).call()
