"""The cast of dispatch: that of rosters, and plans drawn here and now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.duty.conftest import clock, digits, fit  # noqa: F401
from tests.protection.conftest import items, make_kit, stock  # noqa: F401
from tests.rosters.conftest import *  # noqa: F403
from tongxin.clock.actions import ask_cancel
from tongxin.dispatch import actions
from tongxin.dispatch.actions import sending


@pytest.fixture
def make_plan(town, officer, work):
    """Have a plan drawn for the town and the coming week, or less."""

    def make(place=town, days=6, by=officer, **parts):
        today = timezone.localdate()
        plan = actions.order_plan(
            place, first=today, last=today + timedelta(days=days), by=by, **parts
        )
        work()
        plan.refresh_from_db()
        return plan

    return make


@pytest.fixture
def sent(make_plan, make_shift, hands, officer, work):
    """A plan for one shift of two places, sent to two of four volunteers."""
    make_shift(places=2)
    plan = make_plan()
    actions.send_plan(plan, by=officer)
    work()
    plan.refresh_from_db()
    return plan


@pytest.fixture
def told_to_stop(make_plan, officer, work):
    """Have a plan drawn and sent; somebody asks to stop before the work begins."""

    def make():
        plan = make_plan()
        actions.send_plan(plan, by=officer)
        plan.refresh_from_db()
        ask_cancel(plan.job, by=officer)
        work()
        plan.refresh_from_db()
        return plan

    return make


@pytest.fixture
def half_sent(told_to_stop, make_shift, hands, monkeypatch):
    """A plan of three, sent one by one; somebody asked to stop, and it stopped after the first."""
    monkeypatch.setattr(sending, "PORTION", 1)
    make_shift(places=3)
    return told_to_stop()
