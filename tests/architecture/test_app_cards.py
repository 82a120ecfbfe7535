"""Each app says in its first lines what it owns, in which words, and what it promises."""

import importlib

import pytest
from django.apps import apps

from tongxin.config.settings import APPS


@pytest.mark.parametrize("app", [*APPS, "config"])
def test_an_app_says_what_it_is_for(app):
    card = importlib.import_module(f"tongxin.{app}").__doc__ or ""
    assert len(card.strip().splitlines()[0]) > 20, f"{app}: the first line says what it is for"


@pytest.mark.parametrize("app", APPS)
def test_an_app_with_tables_names_them_and_its_promises(app):
    models = [
        model
        for model in apps.get_app_config(app).get_models()
        if not model._meta.auto_created and not model._meta.proxy
    ]
    card = importlib.import_module(f"tongxin.{app}").__doc__ or ""
    if models:
        for part in ("Owns", "Words", "Promises"):
            assert f"\n{part} " in card, f"{app}: the card lacks {part!r}"
        owns = card.partition("\nOwns ")[2].partition("\nWords ")[0]
        missing = [model.__name__ for model in models if model.__name__ not in owns]
        assert not missing, f"{app} does not say that it owns {missing}"
