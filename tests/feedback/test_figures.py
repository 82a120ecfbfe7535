import pytest

from tongxin.feedback.figures import Share


def test_an_interval_is_wide_for_few_and_narrow_for_many():
    assert Share(3, 4).interval == (30, 95)
    assert Share(300, 400).interval == (71, 79)


def test_no_sample_no_share():
    assert Share(0, 0).percent is None
    assert Share(0, 0).interval is None


@pytest.mark.parametrize(("part", "whole"), [(0, 5), (5, 5), (1, 1)])
def test_an_interval_stays_between_0_and_100(part, whole):
    low, high = Share(part, whole).interval
    assert 0 <= low <= high <= 100
