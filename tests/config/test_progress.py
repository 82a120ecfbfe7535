import io

from tongxin.config.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_log_gets_a_line_when_a_step_begins_and_one_when_it_ends():
    out = io.StringIO()
    say = Progress(out)
    for done in range(101):
        say("Making persons", done, 100)
    say("Making needs")
    say.close()
    lines = out.getvalue().splitlines()
    assert lines[0] == "  Making persons 0/100 (0%)"
    assert lines[1].startswith("✓ Making persons 100 (")
    assert len(lines) == 4


def test_a_terminal_sees_one_line_redrawn():
    out = Terminal()
    say = Progress(out)
    say("Making persons", 1, 4)
    say.close()
    assert out.getvalue().count("\n") == 1
    assert "\r\033[K  Making persons 1/4 (25%)" in out.getvalue()
