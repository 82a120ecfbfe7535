"""What import-linter cannot see: foreign keys by name, templates by path, the way back up."""

import ast
import re

from django.apps import apps

from tests.architecture.city import app_of, sources, storeys, templates, tree, where

LOOKUPS = {
    "filter", "exclude", "annotate", "values", "values_list", "order_by", "prefetch_related",
    "Q", "F", "Count", "Sum", "Max", "Min", "Exists",
}  # fmt: skip


def ours(model):
    return model.__module__.startswith("tongxin.")


def relations():
    """Yield (field, its app, the app it points at) of every relation between our models."""
    for model in apps.get_models():
        for field in model._meta.get_fields() if ours(model) else ():
            other = field.related_model if field.concrete else None
            if other and ours(other):
                yield field, model._meta.app_label, other._meta.app_label


def test_foreign_keys_point_down():
    height = storeys()
    wrong = [
        f"{field} points at {there}"
        for field, here, there in relations()
        if here != there and height[there] >= height[here]
    ]
    assert not wrong, wrong


def test_templates_include_downwards():
    height = storeys()
    for path in templates():
        here = app_of(path)
        for there in re.findall(r"""{%\s*(?:include|extends)\s+["'](\w+)/""", path.read_text()):
            outside = there not in height  # a library's template, which is below all
            assert outside or here == there or height[there] < height[here], where(path)


def test_nobody_looks_up_through_a_reverse_accessor():
    """`place.needs` in `places` would be an arrow up that no import shows."""
    height = storeys()
    above = {
        app: {
            field.remote_field.get_accessor_name() or ""
            for field, here, there in relations()
            if height[here] > height[app] >= height[there]
        }
        - {""}
        for app in height
    }
    wrong = []
    known: dict[int, set[str]] = {}
    for path in sources():
        if app := app_of(path):
            known.setdefault(height[app], set()).update(_defined(tree(path)))
    for path in sources():
        if app := app_of(path):
            below = set().union(*(names for level, names in known.items() if level <= height[app]))
            forbidden = above[app] - below
            wrong += [
                f"{where(path, node)} {name}"
                for node, name in _looked_up(tree(path))
                if name in forbidden
            ]
    assert not wrong, wrong


def _defined(module):
    """Every name a module gives to something of its own."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def _looked_up(module):
    """Yield (node, name) of attributes read and of names in queries."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node, node.attr
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in LOOKUPS:
                for keyword in node.keywords:
                    yield node, (keyword.arg or "").split("__")[0]
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield node, argument.value.lstrip("-").split("__")[0]
