"""Makes a release in `dist/`: `make release`.

The wheel and the sdist are built twice, each time from a copy in another folder, and must be the same to the byte. Beside them
stand a bill of materials in CycloneDX, the pinned versions with the day since which each is pinned, and the SHA-256 of each file.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
LOCK = ROOT / "locks" / "core.txt"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def build(folder: Path, epoch: str) -> dict[str, bytes]:
    """Return the built files by name, from a copy of the committed files in `folder`; `epoch` is the time that they bear."""
    source, built = folder / "source", folder / "built"
    source.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(source)], input=archive, check=True)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(built), str(source)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": epoch})
    return {path.name: path.read_bytes() for path in sorted(built.iterdir())}


def build_twice() -> dict[str, bytes]:
    """Return the built files; SystemExit where two builds differ."""
    epoch = _git("log", "-1", "--format=%ct").strip()
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first, second = build(Path(one), epoch), build(Path(other), epoch)
    if differing := sorted(name for name in {*first, *second} if first.get(name) != second.get(name)):
        raise SystemExit(f"two builds differ: {', '.join(differing)}")
    return first


def pins(lock: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each package of a lock, its version, and the day on which that line was committed."""
    for line in _git("blame", "--date=short", "--show-name", str(lock.relative_to(ROOT))).splitlines():
        if match := re.search(r"(\d{4}-\d\d-\d\d)\s+\d+\) ([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", line):
            yield match[2], match[3], match[1]


def bill_of_materials(target: Path) -> None:
    """Write what an installation holds, by the lock, in CycloneDX."""
    command = ["cyclonedx-py", "requirements", str(LOCK), "--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application",
               "--output-reproducible", "--output-format", "JSON", "--output-file", str(target)]  # fmt: skip
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore::UserWarning"}  # a lock does not say which package needs which
    subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]], check=True, env=quiet)


def main() -> None:
    """Make everything."""
    files = build_twice()
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    for name, content in files.items():
        (DIST / name).write_bytes(content)
    bill_of_materials(DIST / "grantcli.cdx.json")
    rows = [f"{name} {version}, pinned since {day}\n" for name, version, day in pins(LOCK)]
    (DIST / "versions.txt").write_text("".join(rows), encoding="utf-8")
    packages = sorted(DIST.iterdir())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in packages]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    sys.stdout.write(f"built twice, the same to the byte:\n{''.join(sums)}")


if __name__ == "__main__":
    main()
