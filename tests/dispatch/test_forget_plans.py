from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tongxin.dispatch import actions
from tongxin.dispatch.models import Offer, Placement, Plan
from tongxin.errors import NotAllowed
from tongxin.journal.models import Entry
from tongxin.people.actions import robot


def passed(days):
    for plan in Plan.objects.all():
        first = plan.first_day - timedelta(days=days)
        Plan.objects.filter(pk=plan.pk).update(first_day=first, last_day=first)


def test_what_a_plan_was_drawn_from_goes_after_sixty_days_its_figures_stay(
    make_plan, make_shift, hands
):
    make_shift()
    plan = make_plan()
    folder = Path(settings.MEDIA_ROOT) / plan.file
    assert (folder / "problem.npz").is_file()
    passed(days=58)
    assert actions.forget_plans(by=robot("clock")) == 0
    passed(days=4)
    assert actions.forget_plans(by=robot("clock")) == 1
    assert actions.forget_plans(by=robot("clock")) == 0
    plan.refresh_from_db()
    assert (plan.file, folder.exists(), plan.figures["seats"]) == ("", False, 2)
    assert not Placement.objects.exists()
    assert Entry.objects.filter(verb="plan.forgotten").count() == 1


def test_what_was_sent_stays(sent):
    passed(days=70)
    actions.forget_plans(by=robot("clock"))
    assert Placement.objects.count() == Offer.objects.count() == 2


def test_of_a_plan_stopped_on_the_way_only_what_was_not_sent_goes(sent):
    left = sent.placements.first()
    Plan.objects.filter(pk=sent.pk).update(state="stopped")
    Placement.objects.filter(pk=left.pk).update(sent=False)
    passed(days=70)
    actions.forget_plans(by=robot("clock"))
    assert Placement.objects.exclude(pk=left.pk).count() == Placement.objects.count() == 1


def test_a_stranger_forgets_nothing(city, make_person):
    with pytest.raises(NotAllowed):
        actions.forget_plans(by=make_person("stranger"))
