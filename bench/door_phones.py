"""The phones of `python -m bench doors`: each presses once, and again until it hears that it is in.

    python -m bench.door_phones BOOK PORT SECONDS ANSWERS

A phone has a connection of its own for each try, waits ten seconds for an answer, and tries again
after a growing pause with the same key and the digits of that moment. One in fifty hangs up before
its first answer comes. It is due at a random moment; all waiting counts from then.
"""

import asyncio
import json
import random
import resource
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WAITS = 10.0  # seconds for an answer
LONGEST_PAUSE = 8.0
GIVES_UP = 240.0  # seconds after the last was due
HANGS_UP = 0.02
TOKEN = "d" * 32  # against forged forms: cookie and header agree
IN, AGAIN = "in", "again"


@dataclass
class Phone:
    """Whose phone, when it is due, and what came of it (seconds of the common clock)."""

    enrolment: int
    shift: int
    session: str
    due: float
    hangs_up: bool = False
    heard: float = 0.0
    tries: int = 0
    outcome: str = ""


@lru_cache(maxsize=10_000)
def _digits(shift: int, window: int) -> str:
    from tongxin.duty.codes import digits_of

    return digits_of(f"s{shift}", window)


def _request(phone: Phone) -> bytes:
    from tongxin.duty.times import usual_times

    code = _digits(phone.shift, int(time.time()) // usual_times().code_seconds)
    body = json.dumps({"code": code})
    lines = [
        f"POST /api/duty/enrolments/{phone.enrolment}/check-in HTTP/1.1", "Host: localhost",
        "Accept-Language: zh-CN", "Content-Type: application/json", f"X-CSRFToken: {TOKEN}",
        f"Idempotency-Key: check-in-{phone.enrolment}", f"Content-Length: {len(body)}",
        f"Cookie: sessionid={phone.session}; csrftoken={TOKEN}", "Connection: close", "", body,
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


async def _knock(phone: Phone, port: int) -> str:
    """Try once; return IN, AGAIN, or why not."""
    phone.tries += 1
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_request(phone))
        await writer.drain()
        if phone.hangs_up and phone.tries == 1:
            await asyncio.sleep(0.02)
            return AGAIN
        answer = await reader.read()
    finally:
        writer.close()
    head, _blank, body = answer.partition(b"\r\n\r\n")
    status = int(head[9:12]) if head.startswith(b"HTTP/1.1 ") else 0
    if status == 200:
        said = json.loads(body)
        right = said["state"] == "here" and said["enrolment"] == phone.enrolment
        return IN if right else f"wrong answer: {said}"
    if status == 0 or status >= 500 or status == 429:
        return AGAIN
    return f"{status} {body[:200].decode()}"


async def _press(phone: Phone, port: int, until: float) -> None:
    await asyncio.sleep(max(0.0, phone.due - time.monotonic()))
    pause = 0.5
    while time.monotonic() < until:
        try:
            async with asyncio.timeout(WAITS):
                outcome = await _knock(phone, port)
        except (OSError, TimeoutError, ValueError):
            outcome = AGAIN
        if outcome != AGAIN:
            phone.outcome, phone.heard = outcome, time.monotonic()
            return
        await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(LONGEST_PAUSE, pause * 2)
    phone.outcome = "never heard"


async def _all(phones: list[Phone], port: int, until: float) -> None:
    await asyncio.gather(*(_press(phone, port, until) for phone in phones))


def main(book: str, port: str, seconds: str, answers: str) -> None:
    import django

    django.setup()
    chance, began = random.Random(2026), time.monotonic() + 1
    rows = json.loads(Path(book).read_text())
    dues = sorted(chance.uniform(0, float(seconds)) for _row in rows)
    chance.shuffle(rows)
    phones = [
        Phone(enrolment, shift, session, began + due, chance.random() < HANGS_UP)
        for (enrolment, shift, session), due in zip(rows, dues, strict=True)
    ]
    asyncio.run(_all(phones, int(port), began + float(seconds) + GIVES_UP))
    used = resource.getrusage(resource.RUSAGE_SELF)
    Path(answers).write_text(json.dumps({
        "began": began, "cpu": used.ru_utime + used.ru_stime,
        "phones": [[one.enrolment, one.due, one.heard, one.tries, one.outcome] for one in phones],
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
