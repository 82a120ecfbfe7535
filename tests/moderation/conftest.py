import pytest

from tongxin.moderation.actions import decide, submit


@pytest.fixture
def written(resident, village):
    """`written("text")`: the resident wrote it, it waits."""

    def make(text="老师讲得很好", **fields):
        defaults = {"kind": "review", "author": resident, "place": village, "by": resident}
        return submit(text, **{**defaults, **fields})

    return make


@pytest.fixture
def refused(written, moderator):
    return decide([written("加群领取优惠")], verdict="refused", reason="含广告", by=moderator).done[
        0
    ]
