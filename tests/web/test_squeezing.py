import gzip

from hypothesis import given
from hypothesis import strategies as st

from tongxin.web.squeezing import join, squeeze

texts = st.binary(max_size=200)


@given(first=st.binary(max_size=3000), rest=st.lists(st.tuples(texts, st.binary(max_size=3000))))
def test_what_is_joined_unpacks_to_the_page_with_its_gaps_filled(first, rest):
    pieces, between = [first, *(piece for _own, piece in rest)], [own for own, _piece in rest]
    stream = join([squeeze(piece) for piece in pieces], pieces, between)
    assert gzip.decompress(stream) == first + b"".join(own + piece for own, piece in rest)


def test_a_kept_page_arrives_squeezed_whole_and_with_ones_own_token(client, city):
    plain = client.get("/").content
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(packed.content)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(page) == len(plain)
    assert len(packed.content) < len(plain) / 2


def test_kept_pages_push_out_no_count(client, city):
    from django.core.cache import cache

    cache.set("needs:guess:x", 29)
    for number in range(40):
        client.get(f"/?page={number}")
    assert cache.get("needs:guess:x") == 29
    assert not [key for key in cache._cache if "page:" in key]  # they have a room of their own
