"""What is built and what is published: the packages, the locks, and the names that must not stand in the repository."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from email import message_from_string
from functools import cache
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT, SHARED, Run

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = {"typer", "rich", "pyyaml", "duckdb", "msgspec", "python-calamine", "urllib3"}
INSIDE = ("data", "seeds")


@dataclass(frozen=True)
class Packages:
    """The two packages, as `python -m build` makes them: the wheel from the source package."""

    wheel: Path
    source: Path

    @property
    def metadata(self) -> str:
        with ZipFile(self.wheel) as archive:
            return archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Build without the network: what builds the package is in the lock."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Packages(next(folder.glob("*.whl")), next(folder.glob("*.tar.gz")))


def _source_files() -> Iterator[str]:
    """Name what the wheel is to hold, seen from the checkout."""
    for path in (ROOT / "src" / "grantcli").rglob("*"):
        if path.suffix in {".py", ".html"} or path.name in {"py.typed", "commands.json"}:
            yield f"grantcli/{path.relative_to(ROOT / 'src' / 'grantcli').as_posix()}"
    for folder in INSIDE:
        paths = (path for path in (ROOT / folder).iterdir() if path.suffix in {".yaml", ".csv", ".tsv"})
        yield from (f"grantcli/{folder}/{path.name}" for path in paths)


@pytest.mark.slow
def test_the_wheel_holds_the_program_its_data_and_its_licence_and_nothing_else(packages: Packages) -> None:
    version = message_from_string(packages.metadata)["Version"]
    with ZipFile(packages.wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "licenses/NOTICE"}
    manual = f"grantcli-{version}.data/data/share/man/man1/grantcli.1"
    assert names == {*_source_files(), manual, *(f"grantcli-{version}.dist-info/{name}" for name in about)}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["grantcli/py.typed", "grantcli/data/awards.yaml", "grantcli/seeds/002_0bea1fb4d6ba4e5b.yaml"])
def test_the_wheel_holds(packages: Packages, name: str) -> None:
    with ZipFile(packages.wheel) as archive:
        assert name in archive.namelist()


@pytest.mark.slow
def test_the_source_package_holds_what_building_and_testing_need_and_nothing_stray(packages: Packages) -> None:
    with tarfile.open(packages.source) as archive:
        names = [Path(name).parts[1:] for name in archive.getnames()]
    expected = {
        "src",
        *INSIDE,
        "tests",
        "docs",
        "bench",
        "scripts",
        "locks",
        "Makefile",
        "pyproject.toml",
        "PKG-INFO",
        ".gitignore",
    }
    pages = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "NOTICE"}
    stray = [parts for parts in names if "__pycache__" in parts or parts[-1].endswith((".pyc", ".compiled", ".whl"))]
    assert ({parts[0] for parts in names}, stray) == (expected | pages, [])


@pytest.mark.slow
def test_running_needs_what_reads_any_file_and_nothing_else(packages: Packages) -> None:
    needed = message_from_string(packages.metadata).get_all("Requires-Dist", [])
    expected = map(Requirement, needed)
    assert {each.name for each in expected if not each.marker or each.marker.evaluate({"extra": ""})} == NEEDED


def _requirements(names: list[str]) -> dict[str, Distribution]:
    """Return the distributions of these names, those that they need, and so on."""
    result: dict[str, Distribution] = {}
    while names:
        name = canonicalize_name(names.pop())
        if name not in result:
            result[name] = distribution(name)
            expected = map(Requirement, result[name].requires or [])
            names += [each.name for each in expected if not each.marker or each.marker.evaluate({"extra": ""})]
    return result


@pytest.fixture(scope="session")
def environment(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, as links, what its metadata asks for; return the folder of its programs."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "venv"], check=True)
    links = place / "needed"
    links.mkdir()
    needs = message_from_string(packages.metadata).get_all("Requires-Dist", [])
    for each in _requirements([Requirement(need).name for need in needs]).values():
        for top in {file.parts[0] for file in each.files or [] if file.parts[0] not in {"..", "__pycache__"}}:
            if not (links / top).exists():  # distributions of an extra share a folder, `google`
                (links / top).symlink_to(str(each.locate_file(top)))
    bin_folder = place / "venv" / "bin"
    pip = (sys.executable, "-m", "pip", "--python", bin_folder / "python", "--disable-pip-version-check", "--quiet")
    subprocess.run((*pip, "install", "--no-index", "--no-deps", packages.wheel), check=True)
    site_packages = next((place / "venv" / "lib").glob("python*/site-packages"))
    (site_packages / "needed.pth").write_text(f"{links}\n", encoding="utf-8")
    return bin_folder


Answer = tuple[int, bytes, bytes]
Ask = Callable[..., Answer]


@pytest.fixture
def ask(environment: Path, clean_env: Mapping[str, str], tmp_path: Path) -> Ask:
    """Run the installed `grantcli` in an empty folder; return exit code, stdout and stderr."""

    def ask(*words: str, program: str = "grantcli", env: Mapping[str, str] | None = None) -> Answer:
        folder = tmp_path / "empty"
        folder.mkdir(exist_ok=True)
        run_in = {**clean_env, "XDG_CACHE_HOME": str(tmp_path / "cache"), **(env or {})}
        done = subprocess.run([environment / program, *words], env=run_in, cwd=folder, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return ask


QUESTIONS = (
    "--version",
    "total --by programme",
    "list -f json",
    "filter council:leeds -f csv",
    "show ldf2-repairs",
    "list fundr:x",
)


@pytest.mark.slow
@pytest.mark.parametrize("words", QUESTIONS)
def test_the_installed_wheel_answers_as_the_checkout_does(ask: Ask, run: Run, words: str) -> None:
    assert ask(*words.split()) == astuple(run(*words.split()))


@pytest.mark.slow
def test_the_installed_wheel_completes_as_the_checkout_does(ask: Ask, run: Run) -> None:
    tab = {"GRANTCLI_COMPLETE": "bash", "COMP_LINE": "grantcli total funder:"}
    assert ask(env=tab) == astuple(run(env=tab))


@pytest.mark.slow
def test_the_installed_wheel_runs_its_own_modules(ask: Ask, environment: Path) -> None:
    _, out, _ = ask("-c", "import grantcli.dataset as d; print(d.__file__, d.bundled_file(), sep='\\n')", program="python")
    assert [Path(line).is_relative_to(environment.parent) for line in out.decode().splitlines()] == [True, True]


@pytest.mark.slow
def test_the_installed_wheel_has_its_man_page_where_man_looks(environment: Path) -> None:
    page = environment.parent / "share" / "man" / "man1" / "grantcli.1"
    assert page.read_bytes() == (ROOT / "docs" / "grantcli.1").read_bytes()


LOCKS = sorted((ROOT / "locks").glob("*.txt"))
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def _entries(lock: Path) -> list[list[str]]:
    """Return each requirement of a lock in its parts: the pin with its marker, then its hashes."""
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [re.split(r"\s+(?=--)", line.strip()) for line in text.splitlines() if line.strip()]


def _pins(lock: Path) -> dict[str, str]:
    pins = (entry[0].partition(" ;")[0] for entry in _entries(lock))
    return {canonicalize_name(pin.partition("==")[0]): pin for pin in pins}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_of_a_lock_is_a_version_with_hashes(lock: Path) -> None:
    wrong = [
        entry
        for entry in _entries(lock)
        if not re.fullmatch(r"[\w.-]+==[\w.+!]+( ; .+)?", entry[0]) or not entry[1:] or not all(map(_HASH.fullmatch, entry[1:]))
    ]
    assert (wrong, len(_entries(lock)) > 0) == ([], True)


@pytest.mark.parametrize("need", PROJECT["dependencies"])
def test_the_lock_pins_what_the_metadata_allows(need: str) -> None:
    expected, pinned = Requirement(need), Requirement(_pins(ROOT / "locks" / "core.txt")[Requirement(need).name])
    version = str(pinned.specifier).removeprefix("==")
    assert expected.specifier.contains(version), f"{pinned} is not {expected}"


def test_what_testing_needs_is_locked_at_the_versions_that_running_needs() -> None:
    core, tried, dev = (_pins(ROOT / "locks" / f"{name}.txt") for name in ("core", "try", "dev"))
    assert {name: tried.get(name) for name in core} == core
    assert {name: dev.get(name) for name in tried} == tried


@cache
def _texts() -> dict[str, str]:
    """Return the text of every file that git keeps, or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("what is published can be told only in a git checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()}


# In pieces, so that this file does not hold them itself.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("proxy", "golang", "org"))
]
PLACES = [str(path) for path in (ROOT, SHARED, Path.home()) if path != Path(path.anchor)]


@pytest.mark.parametrize(
    "pattern",
    [
        *(re.escape(host) for host in REGISTRIES),
        *(rf"(?<![\w.~-]){re.escape(place)}(?![\w-])" for place in PLACES),
        r"--(extra-)?index-" + "url",
    ],
)
def test_no_published_file_names_a_package_registry_or_a_place_on_this_machine(pattern: str) -> None:
    texts = {name: text for name, text in _texts().items() if re.search(pattern, text)}
    wrong = [f"{name}: {line}" for name, text in texts.items() for line in text.splitlines() if re.search(pattern, line)]
    assert wrong == []


def test_the_scripts_can_be_run() -> None:
    assert [os.access(ROOT / name, os.X_OK) for name in (".ci/run", "bench/newest_typer.sh")] == [True, True]
