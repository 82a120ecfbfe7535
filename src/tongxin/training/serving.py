"""Send a video in parts: players ask for a range of bytes (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})$")
PIECE = 64 * 1024
MOST = 4 * 1024 * 1024  # bytes in one answer: the player asks again


def serve_video(request: HttpRequest, video: Any) -> Any:
    """Return the whole file, or the range asked for (206; 416 when it lies outside)."""
    if not video:
        raise Http404
    kind = "video/webm" if video.name.endswith(".webm") else "video/mp4"
    size = video.size
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None:
        response: Any = FileResponse(video.open("rb"), content_type=kind)
        response["Accept-Ranges"] = "bytes"
        return response
    start = int(asked[1])
    if start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    end = min(int(asked[2] or size - 1), start + MOST - 1, size - 1)
    file = video.open("rb")
    file.seek(start)
    response = StreamingHttpResponse(_pieces(file, end - start + 1), status=206, content_type=kind)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _pieces(file: IO[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
