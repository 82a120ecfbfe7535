"""The catalogue, without gettext's programs: extract, translate, check, compile.

    python tools/messages.py update             find every text in code and templates
    python tools/messages.py translate < pairs  fill in: one JSON object {english: 中文}
    python tools/messages.py prune              drop translations of texts no longer used
    python tools/messages.py check              fail when a text has no translation, or is stale
    python tools/messages.py compile            write the .mo file Django reads

English stands in the code, Chinese in `locale/zh_Hans`; English is complete by construction.
"""

import fcntl
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template import Engine, Node, Template

ROOT = Path(__file__).resolve().parent.parent / "src" / "tongxin"
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Found = tuple[str, int, str | tuple[str, ...], str | None]


def python_texts(path: Path) -> Iterator[Found]:
    """Yield (file, line, text or plural pair, context) of every gettext call."""
    source = io.BytesIO(path.read_bytes())
    for line, function, texts, _ in extract_python(source, list(KEYWORDS), [], {}):
        parts = [texts] if isinstance(texts, str) else list(texts or ())
        context = parts.pop(0) if "pgettext" in (function or "") else None
        parts = [part for part in parts if part]
        if parts:
            plural = (function or "").startswith(("ngettext", "npgettext"))
            yield _name(path), line, tuple(parts[:2]) if plural else parts[0], context


def template_texts(path: Path, engine: Engine) -> Iterator[Found]:
    """Yield the same for {% translate %}, {% blocktranslate %} and _("…") in a template."""
    template = Template(path.read_text(), engine=engine)
    for node in _walk(template.nodelist):
        kind, line = type(node).__name__, getattr(node.token, "lineno", 0)
        if kind == "TranslateNode":
            text = getattr(node.filter_expression, "var", None)
            literal = getattr(text, "literal", text)
            if isinstance(literal, str):
                context = node.message_context
                yield _name(path), line, literal, str(context.var) if context else None
        elif kind == "BlockTranslateNode":
            singular = node.render_token_list(node.singular)[0]
            texts: str | tuple[str, ...] = singular
            if node.plural:
                texts = (singular, node.render_token_list(node.plural)[0])
            if node.trimmed:
                squeeze = lambda text: re.sub(r"\s*\n\s*", " ", text.strip())  # noqa: E731
                texts = squeeze(texts) if isinstance(texts, str) else tuple(map(squeeze, texts))
            yield _name(path), line, texts, None
    for match in re.finditer(r"""\b_\((["'])(.+?)\1\)""", path.read_text()):
        yield _name(path), path.read_text()[: match.start()].count("\n") + 1, match[2], None


def _walk(nodes: object) -> Iterator[Node]:
    for node in nodes:  # type: ignore[attr-defined]
        yield node
        for name in getattr(node, "child_nodelists", ()):
            inner = getattr(node, name, None)
            if inner is not None:
                yield from _walk(inner)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT.parent.parent))


def gather() -> Catalog:
    """Return a catalogue of every text in the source, untranslated."""
    catalog = Catalog(locale="zh_Hans", project="tongxin", charset="utf-8")
    engine = _engine()
    found = [hit for path in sorted(ROOT.rglob("*.py")) for hit in python_texts(path)]
    for path in sorted(ROOT.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            found += template_texts(path, engine)
    for file, _line, text, context in found:
        catalog.add(text, context=context, locations=[(file, None)])  # type: ignore[list-item]
    return catalog


def _engine() -> Engine:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    import django

    django.setup()
    from django.template import engines

    return engines[settings.TEMPLATES[0].get("NAME", "django")].engine  # type: ignore[attr-defined]


@contextmanager
def locked() -> Iterator[None]:
    """Let one writer at a time at the catalogue."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with open(PO.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    PO.with_suffix(".lock").unlink(missing_ok=True)


def load() -> Catalog:
    if not PO.exists():
        return Catalog(locale="zh_Hans")
    with open(PO, "rb") as file:
        return read_po(file, locale="zh_Hans")


def store(catalog: Catalog) -> None:
    with open(PO, "wb") as file:
        write_po(
            file, catalog, width=100, omit_header=False, sort_output=True, include_lineno=False,
            ignore_obsolete=True,
        )  # fmt: skip


def merged(*, keep: bool = False) -> Catalog:
    """Return today's texts with the translations we have; `keep` those no longer used, too."""
    fresh, old = gather(), load()
    for message in fresh:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and known.string:
            message.string = known.string
    if keep:
        for message in old:
            if message.id and message.string and fresh.get(message.id, message.context) is None:
                fresh.add(message.id, message.string, context=message.context)
    return fresh


def untranslated(catalog: Catalog) -> list[str]:
    def missing(string: object) -> bool:
        return not (all(string) if isinstance(string, tuple) else string)

    return [str(message.id) for message in catalog if message.id and missing(message.string)]


def update(*, keep: bool = True) -> int:
    with locked():
        catalog = merged(keep=keep)
        catalog.revision_date = catalog.creation_date = load().creation_date
        store(catalog)
    for text in (missing := untranslated(catalog)):
        print("untranslated:", json.dumps(text, ensure_ascii=False))
    print(f"{len(catalog)} texts, {len(missing)} untranslated")
    return 0


def translate() -> int:
    pairs = json.load(sys.stdin)
    with locked():
        catalog = merged(keep=True)
        for message in catalog:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            if key and key in pairs:
                text = pairs.pop(key)
                message.string = (text,) if isinstance(message.id, tuple) else text
        store(catalog)
    for text in pairs:
        print("not in the source:", text)
    return compile_()


def check() -> int:
    catalog, stored = merged(), load()
    problems = [f"untranslated: {text}" for text in untranslated(catalog)]
    ids = {(m.id, m.context) for m in catalog}
    problems += [f"no longer used: {m.id}" for m in stored if (m.id, m.context) not in ids]
    problems += [
        f"placeholders differ: {m.id}" for m in catalog
        if m.id and m.string and not isinstance(m.id, tuple)
        and set(re.findall(r"%\(\w+\)s", m.id)) != set(re.findall(r"%\(\w+\)s", str(m.string)))
    ]  # fmt: skip
    print("\n".join(problems) or f"{len(catalog)} texts, all translated")
    return 1 if problems else 0


def prune() -> int:
    return update(keep=False) or compile_()


def compile_() -> int:
    if PO.exists():
        with open(PO.with_suffix(".mo"), "wb") as file:
            write_mo(file, load())
    return 0


if __name__ == "__main__":
    commands = {
        "update": update, "translate": translate, "prune": prune, "check": check,
        "compile": compile_,
    }  # fmt: skip
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
