"""Make an uploaded picture safe to show: decoded, shrunk, and written anew.

What comes out was written by us: no place or camera data (EXIF), no second file hidden behind the
picture, nothing larger than `SIDE` pixels.
"""

import warnings
from io import BytesIO
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tongxin.errors import DomainError

SIDE = 1600  # pixels, the longer side: readable on a desk, about 300 KB
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000  # a phone's largest; decoded about 180 MB
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
QUALITY = 82


class PictureRefused(DomainError):
    """The upload is no picture we can read, or too large."""

    status = 422


def reencode(upload: IO[bytes]) -> ContentFile[bytes]:
    """Return it as a JPEG, upright, at most `SIDE` pixels a side. Raises `PictureRefused`."""
    upload.seek(0, 2)
    if upload.tell() > MOST_BYTES:
        raise PictureRefused(
            _("The picture is larger than %(most)s MB; please send a smaller one.")
            % {"most": MOST_BYTES // (1024 * 1024)}
        )
    upload.seek(0)
    picture = _opened(upload)
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(out.getvalue(), name=f"{uuid4().hex}.jpg")


def _opened(upload: IO[bytes]) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture: Any = Image.open(upload, formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise PictureRefused(_("The picture has too many pixels; please send a smaller one."))
        picture.draft("RGB", (SIDE, SIDE))  # JPEG: decode small at once
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((SIDE, SIDE))
        return _on_paper(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureRefused(
            _("This file cannot be read as a picture; JPEG, PNG and WebP work.")
        ) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(
            _("The picture has too many pixels; please send a smaller one.")
        ) from error


def _on_paper(picture: Any) -> Any:
    """Return the pixels alone, what was transparent on white; nothing else comes along."""
    layered = picture.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper
