"""The page of what fits me is kept for moments, and never shows a place one has just taken."""

from tongxin.rosters import actions

ADDRESS = "/shifts/for-me"


def test_a_second_look_asks_nearly_nothing(
    client, make_shift, hands, django_assert_max_num_queries
):
    make_shift()
    client.force_login(hands[0])
    first = client.get(ADDRESS)
    with django_assert_max_num_queries(4):
        assert client.get(ADDRESS).text.count("<li") == first.text.count("<li")


def test_after_joining_the_shift_is_no_longer_offered(client, make_shift, hands):
    shift = make_shift()
    client.force_login(hands[0])
    assert f'id="shift-{shift.pk}"' in client.get(ADDRESS).text
    actions.join(shift, by=hands[0])
    assert f'id="shift-{shift.pk}"' not in client.get(ADDRESS).text


def test_a_page_is_kept_for_its_reader_alone(client, make_shift, hands, make_volunteer):
    shift = make_shift()
    client.force_login(hands[0])
    assert f'id="shift-{shift.pk}"' in client.get(ADDRESS).text
    client.force_login(make_volunteer("untrained", passed=False))
    assert f'id="shift-{shift.pk}"' not in client.get(ADDRESS).text
