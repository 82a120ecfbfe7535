"""Modules at the desk: terms, and who needs each."""

import pytest

from tongxin.rosters.models import Post
from tongxin.training.actions import need_module
from tongxin.training.models import ModuleNeed
from tongxin.training.models.course import POST_KINDS
from tongxin.training.passes import modules_for

PAGE = "/desk/training/modules/gates"


@pytest.fixture
def desk(client, director, gates_module):
    client.force_login(director)
    return client


def test_terms_are_changed(desk, gates_module):
    assert desk.post(PAGE, {"valid_months": "6", "renew_days": "14"}).status_code == 302
    gates_module.refresh_from_db()
    assert (gates_module.valid_months, gates_module.renew_days) == (6, 14)
    assert desk.post(PAGE, {"valid_months": "0", "renew_days": "14"}).status_code == 422
    desk.post(PAGE, {"valid_months": "", "renew_days": "14"})
    gates_module.refresh_from_db()
    assert gates_module.valid_months is None


def test_a_class_a_kind_or_everybody_needs_a_module(desk):
    desk.post(f"{PAGE}/needs", {"service_class": "screening", "post_kind": "checkpoint"})
    assert modules_for("screening", "checkpoint") == {"gates"}
    assert modules_for("screening") == frozenset()
    desk.post(f"{PAGE}/needs", {"service_class": "", "post_kind": ""})
    assert modules_for("publicity") == {"gates"}
    assert desk.post(f"{PAGE}/needs", {"post_kind": "moon"}).status_code == 422
    for row in ModuleNeed.objects.all():
        desk.post(f"/desk/training/needs/{row.pk}/removal")
    assert modules_for("screening", "checkpoint") == frozenset()


def test_the_list_says_who_needs_each_and_costs_the_same_for_many(
    desk, gates_module, director, django_assert_max_num_queries
):
    need_module(gates_module, post_kind="rescue", by=director)
    assert "救援" in desk.get("/desk/training/modules").content.decode()
    for kind in POST_KINDS:
        need_module(gates_module, post_kind=kind, by=director)
    with django_assert_max_num_queries(9):
        assert desk.get("/desk/training/modules").status_code == 200
    assert desk.get(PAGE).status_code == 200


def test_only_the_centre_says_who_needs_what(client, officer, gates_module):
    client.force_login(officer)
    assert client.get("/desk/training/modules").status_code == 403
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/needs", {}).status_code == 403


def test_kinds_of_posts_are_those_of_rosters():
    assert set(POST_KINDS) == set(Post.Kind.values) - {""}
