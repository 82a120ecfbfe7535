"""WCAG 2.2 AA, computed from the tokens, in light, dark, and both in large print."""

import re

import pytest

from tongxin.web.bundles import SOURCE

TOKENS = (SOURCE / "css" / "tokens.css").read_text()
VARIANTS = {
    "light": [":root {"],
    "dark": [":root {", ':root[data-theme="dark"] {'],
    "large": [":root {", ':root[data-print="large"] {'],
    "large dark": [
        ":root {",
        ':root[data-theme="dark"] {',
        ':root[data-print="large"] {',
        ':root[data-print="large"][data-theme="dark"] {',
    ],
}
GROUNDS = ["canvas", "paper", "sunk"]
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent-deep") for ground in GROUNDS),
    *(("accent", ground) for ground in ("canvas", "paper", "accent-wash")),
    *((ink, f"{tone}-wash") for tone in ("accent", "done", "late") for ink in ("ink", "ink-soft")),
    ("accent-deep", "accent-wash"),
    ("done", "done-wash"),
    ("done", "paper"),
    ("late", "late-wash"),
    ("on-accent", "accent"),
    ("on-fill", "fill"),
    ("on-fill", "fill-deep"),
    ("on-done-fill", "done-fill"),
    *((f"on-warning-{name}", f"warning-{name}") for name in ("red", "orange", "yellow", "blue")),
]  # fmt: skip
SHAPES = [(shape, ground) for shape in ("edge", "focus") for ground in ("canvas", "paper")] + [
    ("fill", "canvas"),
    ("fill", "paper"),
    ("done-fill", "paper"),
]


def declarations(selector: str, media: bool = False) -> dict[str, str]:
    """Return the tokens of the rule that starts with `selector`, in or out of a media query."""
    indent = "    " if media else "  "
    start = TOKENS.index(f"\n{indent}{selector}") + len(indent) + len(selector)
    return dict(
        re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", TOKENS[start : TOKENS.index("}", start)])
    )


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_pair_of_ink_and_ground_can_be_read(variant):
    colours = {}
    for selector in VARIANTS[variant]:
        colours |= declarations(selector)
    least = 7.0 if variant.startswith("large") else 4.5
    body = [("ink", ground) for ground in GROUNDS]
    pale = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for pairs, need in ((TEXT, 4.5), (SHAPES, 3.0), (body, least))
        for ink, ground in pairs
        if contrast(colours[ink], colours[ground]) < need
    }
    assert not pale


@pytest.mark.parametrize(
    ("asked", "preferred"),
    [
        (':root[data-theme="dark"] {', ':root:not([data-theme="light"]) {'),
        (
            ':root[data-print="large"][data-theme="dark"] {',
            ':root[data-print="large"]:not([data-theme="light"]) {',
        ),
    ],
)
def test_dark_is_the_same_whether_asked_for_or_preferred(asked, preferred):
    assert declarations(asked) == declarations(preferred, media=True)
