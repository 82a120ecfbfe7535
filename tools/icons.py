"""Draw the installable app's icons from the circle of logo.svg: `python tools/icons.py`."""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "src/tongxin/web/static/web/icons"
VERMILION, PAPER = "#b3331d", "#fffdf8"
FINE = 4  # drawn this much larger, then shrunk: smooth edges


def circle(size: int, *, share: float, ground: str | None) -> Image.Image:
    """Draw the seal `share` of `size` wide, in paper on vermilion or bare."""
    image = Image.new("RGBA", (size * FINE, size * FINE), ground or (0, 0, 0, 0))
    draw, middle = ImageDraw.Draw(image), size * FINE / 2
    unit, colour = size * FINE * share / 64, PAPER if ground else VERMILION

    def box(radius: float) -> tuple[float, float, float, float]:
        reach = radius * unit
        return (middle - reach, middle - reach, middle + reach, middle + reach)

    draw.ellipse(box(30.5), outline=colour, width=round(5 * unit))
    draw.arc(box(18.8), -8, 315, fill=colour, width=round(5 * unit))
    draw.ellipse(box(6.5), fill=colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


for name, size, share, ground in (
    ("192.png", 192, 0.72, VERMILION),
    ("512.png", 512, 0.72, VERMILION),
    ("maskable.png", 512, 0.56, VERMILION),
    ("apple-touch.png", 180, 0.72, VERMILION),
    ("favicon.png", 48, 1.0, None),
):
    circle(size, share=share, ground=ground).save(FOLDER / name, optimize=True)
