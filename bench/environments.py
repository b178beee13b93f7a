"""The environments that benches run programs in: one for each program, kept and used again.

Everything is installed at the version that is named, grantcli from a wheel of this checkout with what a lock pins.
"""

import os
import platform
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import NoReturn

ROOT = Path(__file__).parents[1]


def stop(message: str) -> NoReturn:
    """Say why there is no result, and leave."""
    sys.exit(f"{Path(sys.argv[0]).stem}: error: {message}")


def must(what: str, *words: str | Path) -> None:
    """Run a step of the preparation; everything compiles modules, whatever the caller's environment says."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        stop(f"{what}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def install(place: Path, *what: str | Path, stamp: str) -> Path:
    """Return the programs of the environment at `place`, made anew unless it was made of the same."""
    mark, stamp = place / "made-of", f"{platform.python_version()} {stamp}"
    if not mark.is_file() or mark.read_text() != stamp:
        print(f"installing {place.name} into an environment of its own", file=sys.stderr)
        must(f"making {place}", sys.executable, "-m", "venv", "--clear", place)
        must(f"installing {place.name}", place / "bin" / "pip", "-qq", "install", *what)
        mark.write_text(stamp)
    return place / "bin"


def create(place: Path, lock: Path) -> Path:
    """Return the programs of an environment with grantcli from a wheel of this checkout and all that the lock pins."""
    wheels = place.with_name(f"{place.name}-wheel")
    programs = install(place, "--require-hashes", "-r", lock, stamp=sha256(lock.read_bytes()).hexdigest())
    rmtree(wheels, ignore_errors=True)
    must("building the wheel", sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, ROOT)
    offline = (programs / "pip", "-qq", "install", "--no-deps", "--no-index", "--force-reinstall")
    must("installing the wheel", *offline, *wheels.glob("*.whl"))
    return programs
