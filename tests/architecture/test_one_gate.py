"""Who may stand in a shift is asked in one place: nothing above `clearance` looks for itself."""

import ast

from tests.architecture.city import names_in, sources, tree, where

ABOVE = {"rosters", "menu", "dispatch", "duty", "feedback", "command"}
FACTS = {  # what the gates are made of
    "tongxin.volunteers.columns", "tongxin.training.columns", "tongxin.training.passes",
    "tongxin.protection.covers", "tongxin.protection.hours", "tongxin.protection.fitness",
    "tongxin.protection.kits", "tongxin.people.ages",
}  # fmt: skip
KEPT = {"Pass", "Cover", "Policy", "Suspension", "Qualification", "Guardianship", "Blackout",
        "ResponseLevel", "ModuleNeed"}  # fmt: skip
READ = {"birth_date", "training_passes", "weekly_cap", "blackouts", "suspensions", "guardians",
        "availability", "reach_km"}  # fmt: skip


def looks(module):
    """Yield (node, what) wherever a module looks at what a gate is made of."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, name) for name in brought(node))
        if isinstance(node, ast.Attribute) and node.attr in READ:
            yield node, node.attr
        if isinstance(node, ast.Compare) and {"state", "volunteer"} <= names_in(node):
            yield node, "volunteer.state"


def brought(node):
    """Return what an import brings in of the facts."""
    named = {f"{node.module}.{one.name}" for one in node.names} | {node.module}
    facts = {name for name in named for fact in FACTS if f"{name}.".startswith(f"{fact}.")}
    ours = node.module.startswith("tongxin.")
    return facts | {one.name for one in node.names if ours and one.name in KEPT}


def test_no_app_above_clearance_has_a_gate_of_its_own():
    found = [
        f"{where(path, node)} looks at {what}"
        for path in sources()
        if ABOVE & set(path.parts) and "migrations" not in path.parts
        for node, what in looks(tree(path))
    ]
    assert not found, "\n".join(found)


def test_this_test_sees_a_gate():
    wrong = """
from tongxin.training.passes import passes_of
from tongxin.training import columns
from tongxin.protection.covers import covers_between
from tongxin.volunteers.models import Suspension
if person.birth_date > day: pass
if volunteer.state == "active": pass
"""
    right = """
from tongxin.clearance.gates import refusals
from tongxin.volunteers.models import Volunteer, QualificationKind
if post.is_risky: pass
"""
    assert len({node for node, _what in looks(ast.parse(wrong))}) == 6
    assert not list(looks(ast.parse(right)))
