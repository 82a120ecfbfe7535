"""Pages hold no code of their own, trust no text, and lead somewhere."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.city import sources, templates, where

FORBIDDEN = {
    r"\|\s*safe\b": "trusts a text",
    r"{%\s*autoescape\s+off": "trusts a text",
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)": "holds a script",
    r"<style\b": "holds a style",
    r"\sstyle=[\"']": "holds a style",
    r"<[^>]+\son[a-z]+=[\"']": "holds a handler",
    r"(?:src|href|action)=[\"']\s*javascript:": "holds a script",
}
HTML = {".html"}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_template(pattern):
    wrong = [
        where(path)
        for path in templates()
        if path.suffix in HTML and re.search(pattern, path.read_text(), re.IGNORECASE)
    ]
    assert not wrong, f"{FORBIDDEN[pattern]}: {wrong}"


def addresses():
    """Return {name: numbers of arguments it takes}, e.g. {"clock:job": {1}}."""
    found: dict[str, set[int]] = {}

    def walk(resolver, spaces, taken):
        for pattern in resolver.url_patterns:
            more = taken + len(pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                inner = [*spaces, pattern.namespace] if pattern.namespace else spaces
                walk(pattern, inner, more)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.setdefault(":".join([*spaces, pattern.name]), set()).add(more)

    walk(get_resolver(), [], 0)
    return found


def test_every_link_in_a_template_leads_somewhere():
    known, wrong = addresses(), []
    for path in templates():
        for name, rest in re.findall(r"""{%\s*url\s+["']([^"']+)["']([^%]*)%}""", path.read_text()):
            words = rest.split(" as ")[0].split()
            if len(words) not in known.get(name, set()):
                wrong.append(f"{where(path)} {name} with {len(words)}")
    assert not wrong, "\n".join(wrong)


def test_every_link_in_the_code_leads_somewhere():
    known = addresses()
    wrong = [
        f"{where(path)} {name}"
        for path in sources()
        for name in re.findall(
            r"""\b(?:reverse|reverse_lazy|redirect)\(\s*["'](\w+:[\w-]+)["']""", path.read_text()
        )
        if name not in known
    ]
    assert not wrong, "\n".join(wrong)
