"""Pages go out squeezed to whoever can read that."""

import gzip

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tongxin.web.middleware import SqueezeMiddleware

PAGE = "今天的菜单。" * 200


def answer(response, encoding="gzip"):
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = encoding
    return SqueezeMiddleware(lambda _request: response)(request)


def test_a_page_is_squeezed_and_says_so():
    response = answer(HttpResponse(PAGE, headers={"ETag": '"1"'}))
    assert gzip.decompress(response.content).decode() == PAGE
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["ETag"] == 'W/"1"'
    assert "Accept-Encoding" in response.headers["Vary"]


def test_who_cannot_read_it_gets_it_plain():
    response = answer(HttpResponse(PAGE), encoding="")
    assert response.content.decode() == PAGE
    assert "Accept-Encoding" in response.headers["Vary"]


def test_short_streamed_and_squeezed_answers_are_left_alone():
    assert answer(HttpResponse("ok")).content == b"ok"
    assert "Content-Encoding" not in answer(StreamingHttpResponse([b"a" * 999]))
    done = answer(HttpResponse(PAGE, headers={"Content-Encoding": "br"}))
    assert done.headers["Content-Encoding"] == "br"
