"""`browse` in a real pseudo-terminal: it comes, it goes, and leaves the terminal as it was."""

import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from fcntl import ioctl
from pathlib import Path
from signal import SIGINT

import pytest

from conftest import Run

# The first terminal that a session opens is its own, so that Ctrl-C and /dev/tty mean it.
_OWN = "import os, sys; os.close(os.open(os.ttyname(1), os.O_RDWR)); os.execv(sys.argv[1], sys.argv[1:])"
ENTERS, LEAVES = b"\x1b[?1049h", b"\x1b[?1049l"


class Terminal:
    """A program on a terminal of its own, and what it has written there."""

    def __init__(
        self, words: tuple[str, ...], env: Mapping[str, str], cwd: Path, piped: bytes | None, size: tuple[int, int]
    ) -> None:
        self.main, self.far = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self.far)
        self.written = b""
        command = [sys.executable, "-c", _OWN, sys.executable, "-m", "grantcli", "browse", *words]
        stdin = self.far if piped is None else subprocess.PIPE
        whole = {"TERM": "xterm-256color", **env}
        self.process = subprocess.Popen(
            command, env=whole, cwd=cwd, stdin=stdin, stdout=self.far, stderr=self.far, start_new_session=True
        )
        if self.process.stdin:
            self.process.stdin.write(piped or b"")
            self.process.stdin.close()

    def resize(self, columns: int, lines: int) -> None:
        ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def until(self, text: str) -> str:
        """Wait until a text has been written, and return all that has been since the last wait."""
        start = len(self.written)
        while text.encode() not in self.written[start:]:
            ended = self.process.poll() is not None
            self._read(0.2)
            output = self.written[start:]
            assert not ended or text.encode() in output, (text, output.decode(errors="replace"))
        self._read(0.3)
        return re.sub(r"\x1b\[[0-9;:?<>=]*[A-Za-z]", "", self.written[start:].decode(errors="replace"))

    def _read(self, seconds: float) -> None:
        while select.select([self.main], [], [], seconds)[0]:
            self.written += os.read(self.main, 65536)

    def press(self, keys: str) -> None:
        os.write(self.main, keys.encode())

    def wait_for_exit(self) -> int:
        """Wait until the program is left, and return its exit code."""
        while self.process.poll() is None:
            self._read(0.05)
        self._read(0.1)
        return self.process.returncode


Browsing = Callable[..., AbstractContextManager[Terminal]]


@pytest.fixture
def browsing(clean_env: Mapping[str, str], tmp_path: Path) -> Browsing:
    """Run `grantcli browse` on a pseudo-terminal."""

    @contextmanager
    def start(
        *words: str, env: Mapping[str, str] | None = None, piped: bytes | None = None, size: tuple[int, int] = (80, 24)
    ) -> Iterator[Terminal]:
        terminal = Terminal(words, {**clean_env, **(env or {})}, tmp_path, piped, size)
        try:
            yield terminal
        finally:
            terminal.process.kill()
            terminal.process.wait()
            os.close(terminal.main)
            os.close(terminal.far)

    return start


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_it_comes_and_goes_and_leaves_the_terminal_as_it_was(browsing: Browsing, size: tuple[int, int]) -> None:
    with browsing(size=size) as terminal:
        terminal.until("65 awards")
        assert ENTERS in terminal.written
        terminal.press("/council:leeds\r")
        terminal.until("4 of 65 awards")
        terminal.press("y")
        terminal.until("copied: grantcli list council:leeds")
        assert b"\x1b]52;c;Z3JhbnRjbGkgbGlzdCBjb3VuY2lsOmxlZWRz\x07" in terminal.written
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.written.rindex(LEAVES) > terminal.written.rindex(ENTERS)
        assert termios.tcgetattr(terminal.far) == terminal.before


def test_it_takes_whatever_size_the_terminal_is_given(browsing: Browsing) -> None:
    with browsing(size=(80, 24)) as terminal:
        assert "awards, without awarded, programme, id" in terminal.until("65 awards")
        terminal.resize(200, 50)
        assert "programme" in terminal.until("ldf2-family-context")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


INTERRUPTS: list[tuple[str, Callable[[Terminal], None]]] = [
    ("Ctrl-C", lambda terminal: terminal.press("\x03")),
    ("a signal", lambda terminal: terminal.process.send_signal(SIGINT)),
]


@pytest.mark.parametrize("interrupt", [each for _, each in INTERRUPTS], ids=[name for name, _ in INTERRUPTS])
def test_an_interrupt_leaves_with_130_and_the_terminal_as_it_was(
    browsing: Browsing, interrupt: Callable[[Terminal], None]
) -> None:
    with browsing() as terminal:
        terminal.until("65 awards")
        interrupt(terminal)
        assert terminal.wait_for_exit() == 130
        assert LEAVES in terminal.written
        assert termios.tcgetattr(terminal.far) == terminal.before
        assert b"Traceback" not in terminal.written


def test_data_that_cannot_be_read_are_an_error_once_the_screen_has_gone(browsing: Browsing, run: Run) -> None:
    with browsing("--data", "missing.csv") as terminal:
        assert terminal.wait_for_exit() == 3
        notes = terminal.written[terminal.written.rindex(LEAVES) :]
        assert run("list", "--data", "missing.csv").stderr in notes.replace(b"\r\n", b"\n")


def test_data_come_from_a_pipe_and_keys_from_the_terminal(browsing: Browsing) -> None:
    piped = b"Title,Amount,Recipient\nNew roof,5000,Hall\nNew door,700,Club\n"
    with browsing("--data", "-", piped=piped) as terminal:
        assert "New roof" in terminal.until("2 awards")
        terminal.press("/door\r")
        terminal.until("1 of 2 awards")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": "0"}, False)]
)
def test_no_color_leaves_greys(browsing: Browsing, env: Mapping[str, str], coloured: bool) -> None:
    with browsing(env={"COLORTERM": "truecolor", **env}) as terminal:
        terminal.until("65 awards")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        result = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.written)
        assert result
        assert any(len(set(colour)) > 1 for colour in result) == coloured


REFUSED: list[tuple[tuple[str, ...], Mapping[str, str], bytes]] = [
    (("fundr:x",), {}, b"unknown field `fundr`"),
    ((), {"TERM": "dumb"}, b"browse needs a terminal that can move its cursor"),
    (("--sort", "titel"), {}, b"unknown column to sort by `titel`"),
    (("-c", "titel"), {}, b"unknown field `titel`"),
]


@pytest.mark.parametrize(("words", "env", "message"), REFUSED, ids=[message.decode() for _, _, message in REFUSED])
def test_wrong_use_is_an_error_without_a_screen(
    browsing: Browsing, words: tuple[str, ...], env: Mapping[str, str], message: bytes
) -> None:
    with browsing(*words, env=env) as terminal:
        assert terminal.wait_for_exit() == 2
        assert b"error: " + message in terminal.written
        assert ENTERS not in terminal.written


def test_without_a_terminal_it_says_what_prints_the_same(run: Run) -> None:
    done = run("browse")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "grantcli: error: browse needs a terminal\nhint: `grantcli list` and `grantcli total` print the same anywhere\n"
    )


def test_without_textual_it_says_what_brings_it(browsing: Browsing, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['textual'] = None\n")
    with browsing(env={"PYTHONPATH": str(tmp_path)}) as terminal:
        assert terminal.wait_for_exit() == 1
        assert b"error: Textual is not installed\r\nhint: pip install 'grantcli[tui]'" in terminal.written
