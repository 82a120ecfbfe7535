"""Only actions change the world."""

import ast

from tests.architecture.city import names_in, sources, tree, where

ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ROWS = {
    "objects", "filter", "exclude", "all", "select_for_update", "self", "instance", "_base_manager",
    "_default_manager",
}  # fmt: skip
NOT_ROWS = {"cache", "session", "default_storage", "storage", "COOKIES", "digest", "hasher"}


def is_action(path):
    return path.name == "actions.py" or "actions" in path.parts


def writes(module):
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, target = node.func.attr, names_in(node.func.value)
        by_keyword = not node.args  # as rows are written: `picture.save(path)` is none
        made = verb in {"create", "update"} and target & ROWS
        ended = verb in {"save", "delete"} and not target & NOT_ROWS
        if verb in ALWAYS or (by_keyword and (made or ended)):
            yield node, verb


def test_nothing_but_actions_writes():
    wrong = [
        f"{where(path, node)} calls .{verb}()"
        for path in sources()
        if not is_action(path)
        for node, verb in writes(tree(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_this_test_sees_what_it_is_for():
    wrong = """
need.save()
need.save(update_fields=["state"])
Need.objects.filter(pk=1).update(state=2)
Need.objects.create(words="")
person.grants.all().delete()
Need.objects.bulk_create(rows)
"""
    right = """
picture.save(path)
values.update(state=2)
cache.delete("key")
seen.update([1])
request.session.save()
"""
    assert len(list(writes(ast.parse(wrong)))) == len(wrong.split("\n")) - 2
    assert not list(writes(ast.parse(right)))
