"""A plan and an order in a real browser: axe finds nothing, nothing is wider than the phone."""

import pytest

from tongxin.dispatch import actions
from tongxin.people.actions import give_consent, texts_to_ask
from tongxin.people.models import Unit
from tongxin.rosters.models import Shift


@pytest.fixture
def order(make_post, crew, team, town, director):
    """An order to the unit of the leader's team."""
    team.unit = Unit.objects.create(name="供电所", place=town)
    team.save()
    said = actions.Command(hands=2, reason="抢修增援", unit=team.unit)
    return actions.issue_order(make_post(), said, by=director)


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", [{}, {"theme": "dark", "language": "en"}, {"large": "1"}])
def test_nobody_is_shut_out(open_page, accessible, half_sent, order, officer, leader, look):
    for person in (officer, leader):
        for text in texts_to_ask(person):
            give_consent(person, text, by=person)
    plan = f"/desk/plans/{half_sent.pk}"
    sent = f"/desk/sent/{Shift.objects.order_by('pk').first().pk}"
    ways = [
        (officer, [plan, f"{plan}/shifts", sent, f"{sent}/nearest"]),
        (leader, ["/desk/orders", f"/desk/orders/{order.pk}"]),
    ]
    for person, paths in ways:
        for width in (390, 1280):
            page = open_page(width, 844, person, **look)
            for path in paths:
                page.goto(path)
                assert page.url.endswith(path)
                accessible(page)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, path
