import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from tongxin.moderation.pictures import SIDE, PictureRefused, reencode


def picture(size=(40, 30), mode="RGB", kind="JPEG", colour="red", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    out.seek(0)
    return out


def opened(content):
    return Image.open(BytesIO(content.read()))


USUAL = [
    ("RGB", "JPEG"), ("RGBA", "PNG"), ("P", "GIF"), ("L", "PNG"), ("RGB", "WEBP"),
    ("CMYK", "JPEG"), ("1", "BMP"),
]  # fmt: skip


@pytest.mark.parametrize(("mode", "kind"), USUAL)
def test_every_usual_picture_becomes_a_jpeg(mode, kind):
    colour = 1 if mode in {"P", "L", "1"} else "red" if mode != "CMYK" else (0, 255, 255, 0)
    made = reencode(picture(mode=mode, kind=kind, colour=colour))
    assert opened(made).format == "JPEG"
    assert made.name.endswith(".jpg")


def test_a_large_picture_is_made_smaller():
    assert opened(reencode(picture((4000, 1000)))).size == (SIDE, SIDE // 4)


def test_where_and_with_what_it_was_taken_is_dropped():
    exif = Image.Exif()
    exif[0x010F] = "MAKER-OF-PHONE"
    exif[0x8825] = {1: "N", 2: (31.0, 21.0, 0.0)}
    made = reencode(picture(exif=exif, comment=b"SECRET"))
    content = made.read()
    assert b"MAKER-OF-PHONE" not in content
    assert b"SECRET" not in content
    assert not Image.open(BytesIO(content)).getexif()


def test_a_picture_lying_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(reencode(picture((40, 30), exif=exif))).size == (30, 40)


def test_what_is_hidden_behind_the_picture_is_dropped():
    upload = BytesIO(picture().read() + b"<?php evil(); ?>")
    assert b"evil" not in reencode(upload).read()


def test_transparent_becomes_white():
    made = opened(reencode(picture(mode="RGBA", kind="PNG", colour=(0, 0, 0, 0))))
    assert made.getpixel((5, 5)) == (255, 255, 255)


def bomb(width, height):
    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize(
    "upload",
    [
        BytesIO(b""),
        BytesIO(b"<svg onload='x'/>"),
        BytesIO(b"GIF89a"),
        BytesIO(picture().read()[:200]),
        bomb(9000, 9000),
        bomb(60000, 60000),
        bomb(100, 100),
        BytesIO(b"\xff" * (15 * 1024 * 1024 + 1)),
    ],
    ids=["empty", "svg", "stump", "cut", "large", "bomb", "short", "heavy"],
)
def test_what_is_no_sound_picture_is_refused_kindly(upload):
    with pytest.raises(PictureRefused):
        reencode(upload)
