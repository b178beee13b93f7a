"""How long `grantcli browse` keeps one waiting on a large file, as so many times what `grantcli total` takes over the same file.

Every round starts both once, in turn, over an empty cache; `browse` on a pseudo-terminal. Timed are the moments when it has
something on the screen, when the first awards are there, and when the counts beside the facets are. A ratio is the median of
the ratios within each round.
"""

import argparse
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

MOMENTS = {"a screen": rb"reading", "the first awards": rb"awards \xc2\xb7", "the facets": rb"\xe2\x80\xa6 [\d,]+ more"}
"""What is waited for, and what is on the screen then, the one after the other."""


def total(path: Path, env: Mapping[str, str]) -> float:
    """Return the seconds that the total of a file takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "grantcli", "total", "--data", path, "-f", "csv"], env=env, check=True,
                   capture_output=True)  # fmt: skip
    return time.perf_counter() - start


def browse(path: Path, env: Mapping[str, str]) -> list[float]:
    """Return the seconds until each moment."""
    main, far = pty.openpty()
    ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "grantcli", "browse", "--data", path], env=env, stdin=far, stdout=far,
                               stderr=far, start_new_session=True)  # fmt: skip
    os.close(far)
    times: list[float] = []
    written = b""
    for sign in MOMENTS.values():
        while not (match := re.search(sign, written)):
            select.select([main], [], [])
            written += os.read(main, 65536)
        times.append(time.perf_counter() - start)
        written = written[match.end() :]
    process.send_signal(signal.SIGTERM)
    with suppress(OSError):  # the terminal has gone with the last program on it
        while os.read(main, 65536):
            pass
    process.wait()
    os.close(main)
    return times


def main(words: Sequence[str] | None = None) -> None:
    """Print a line for each moment."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("file", type=Path, help="a CSV of a million grants, as `bench/files.py` makes")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args(words)
    rounds: list[tuple[float, list[float]]] = []
    for _ in range(arguments.runs):
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        with TemporaryDirectory() as first, TemporaryDirectory() as second:
            rounds.append((total(arguments.file, {**env, "HOME": first}), browse(arguments.file, {**env, "HOME": second})))
    print(f"{arguments.file.stat().st_size / 1e6:,.0f} MB, {arguments.runs} runs, load {os.getloadavg()[0]:.1f}")
    print(f"{'grantcli total':20}{median(each for each, _ in rounds):8.2f} s")
    for place, name in enumerate(MOMENTS):
        took, ratio = (median(values) for values in zip(*((all_[place], all_[place] / one) for one, all_ in rounds), strict=True))
        print(f"{name:20}{took:8.2f} s{ratio:8.2f} x total")


if __name__ == "__main__":
    main()
