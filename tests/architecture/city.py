"""What the architecture tests ask about the source."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "tongxin"


def storeys() -> dict[str, int]:
    """Return {app: height}; neighbours on one line share a height."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract.get("exhaustive"))["layers"]
    return {
        app.strip(): height
        for height, line in enumerate(reversed(layers))
        for app in line.split("|")
    }


def app_of(path: Path) -> str:
    """Return the app a file of the source belongs to ("" for those above all apps)."""
    parts = path.relative_to(SRC).parts
    return parts[0] if len(parts) > 1 else ""


def sources() -> Iterator[Path]:
    """Yield every module of the product but migrations."""
    for path in sorted(SRC.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def templates() -> Iterator[Path]:
    """Yield every template."""
    for path in sorted(SRC.glob("*/templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg"}:
            yield path


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def names_in(node: ast.AST) -> set[str]:
    """Return every attribute and variable in an expression: A, objects, filter of `A.objects…`."""
    return {
        part.attr if isinstance(part, ast.Attribute) else part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute | ast.Name)
    }


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None and hasattr(node, "lineno") else ""
    return f"{path.relative_to(ROOT)}{line}"
