"""A small keep-alive client: sends, waits for the whole answer, notes how long it took."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


class Refused(Exception):
    """The server answered something else than 200."""


@dataclass
class Heard:
    """What one round heard."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)  # of each answer, seconds
    length: int = 0  # bytes of the last body
    cpu: float = 0.0  # seconds the server worked, all its processes

    @property
    def work(self) -> float:
        """Seconds of the server's work for one answer."""
        return self.cpu / len(self.waits) if self.waits else 0.0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds if self.seconds else 0.0


def ask_for(port: int, paths: list[str], cookie: str, *, seconds: float, clients: int) -> Heard:
    """Ask for `paths` in turn for so long, over `clients` connections at once."""
    turns = itertools.cycle(paths)
    heard, lock = Heard(), threading.Lock()
    until = time.perf_counter() + seconds
    wrong: list[BaseException] = []

    def one() -> None:
        waits: list[float] = []
        try:
            for wait, length in _listen(port, turns, cookie, until):
                waits.append(wait)
                heard.length = length
        except BaseException as error:  # handed to the caller below
            wrong.append(error)
        with lock:
            heard.waits += waits

    began = time.perf_counter()
    threads = [threading.Thread(target=one) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    heard.seconds = time.perf_counter() - began
    return heard


def see(port: int, paths: list[str], cookie: str) -> None:
    """Ask for each of `paths` once."""
    for _wait, _length in _listen(port, iter(paths), cookie, float("inf")):
        pass


TYPED = "&typed"  # such a path is asked for by htmx, while somebody types


def _listen(
    port: int, turns: Iterator[str], cookie: str, until: float
) -> Iterator[tuple[float, int]]:
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            path = next(turns, "")
            if not path:
                return
            line.sendall(_request(path, cookie))
            length = _answer(line, path)
            yield time.perf_counter() - began, length


def _request(path: str, cookie: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1", "Host: localhost", "Accept-Language: zh-CN",
        "Accept-Encoding: gzip", *([f"Cookie: {cookie}"] if cookie else []),
        *(["HX-Request: true"] if path.endswith(TYPED) else []), "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def _answer(line: socket.socket, path: str) -> int:
    """Read one answer to its end; return the length of its body."""
    got = b""
    while (end := got.find(b"\r\n\r\n")) < 0:
        more = line.recv(262144)
        if not more:
            raise Refused(f"{path}: the server hung up")
        got += more
    head = got[:end].lower()
    if not head.startswith(b"http/1.1 200"):
        raise Refused(f"{path}: {got[:end].splitlines()[0].decode()}")
    at = head.index(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0])
    missing = length - (len(got) - end - 4)
    while missing > 0:
        missing -= len(line.recv(min(262144, missing)))
    return length
