"""The compiled copy of a data file saves reading YAML, and can never change an answer or break one."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from conftest import ROOT, Run
from grantcli import cache_folder
from grantcli.errors import DataError
from grantcli.loader import awards
from grantcli.model import Book

DATA = """\
form: grantcli awards 1
version: "1"
seeds: seeds
organisations:
  - {id: a, name: Ambridge, official: Ambridge Parish Council, aliases: [Old Ambridge]}
  - {id: b, name: "B\\u00f6rchester \\u202e\\x1b[31m"}
programmes:
  - id: round
    title: Round one
    funder: a
    awarded: 2019-09
    currency: GBP
    claims: {awarded: [press/so]}
    stated: [{what: total, value: 50, basis: stated, claims: [press/so]}]
awards:
  - id: one
    programme: round
    title: Village hall
    lead: a
    partners: [b]
    amount: 50
    basis: disputed
    rule: |
      "two lines",
      {of: text}
    claims: {amount: [press/so], parties: []}
    rejected: [{claim: press/so, of: amount, why: a joke}]
    outcomes: [{says: It is dry, saving: 5.25, basis: stated}]
  - {id: two, amount: null, basis: unknown, rule: lost, title: null}
"""
SOURCE = """\
id: press
publisher: The Press
title: Page
dated: 2019-10
complete: false
claims:
  - {id: so, line: 3, says: So it is, figure: "£50", names: [Ambridge]}
"""
ASK = """
import sys
from pathlib import Path
from grantcli.loader import awards
book = awards.read(Path(sys.argv[1]))
answer = [*((award.id, award.title) for award in book.awards), *((source.id, source.publisher) for source in book.sources)]
print((answer, sorted({"yaml", "grantcli.loader.tree"} & set(sys.modules))))
"""
ANSWER = [("one", "Village hall"), ("two", None), ("press", "The Press")]
YAML, COPY = ["grantcli.loader.tree", "yaml"], list[str]()
"""What is loaded when the file is read, and when its copy is."""

Ask = Callable[..., tuple[object, list[str]]]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of its own, as the folder that grantcli makes in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "grantcli"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data file with a folder of one source."""
    folder = tmp_path / "data"
    (folder / "seeds").mkdir(parents=True)
    (folder / "awards.yaml").write_text(DATA, "utf-8")
    (folder / "seeds" / "press.yaml").write_text(SOURCE, "utf-8")
    return folder / "awards.yaml"


@pytest.fixture
def ask(cache: Path, data: Path, clean_env: Mapping[str, str], tmp_path: Path) -> Ask:
    """Ask the data file in a process of its own: the answer, and what it loaded for it."""

    def ask(path: Path = data, **env: str) -> tuple[object, list[str]]:
        command = [sys.executable, "-c", ASK, str(path)]
        known = {**clean_env, "XDG_CACHE_HOME": str(cache.parent), **env}
        done = subprocess.run(command, env=known, cwd=tmp_path, capture_output=True, check=False, timeout=600, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        answer: tuple[object, list[str]] = ast.literal_eval(done.stdout)
        return answer

    return ask


def copies(cache: Path) -> list[Path]:
    """Return every file in the cache; there is nothing but copies in it."""
    result = sorted(cache.iterdir())
    assert [path.name for path in result if path.suffix != ".compiled"] == []
    return result


def test_a_copy_is_made_on_first_use_and_read_instead_of_yaml_from_then_on(ask: Ask, cache: Path) -> None:
    assert not cache.exists()
    assert ask() == (ANSWER, YAML)
    (copy,) = copies(cache)
    result = copy.read_bytes(), copy.stat().st_mtime_ns
    assert ask() == (ANSWER, COPY)
    assert (copies(cache), (copy.read_bytes(), copy.stat().st_mtime_ns)) == ([copy], result)


def test_the_bundled_awards_are_read_from_a_copy_too(run: Run, cache: Path, clean_env: Mapping[str, str]) -> None:
    env = {"XDG_CACHE_HOME": str(cache.parent)}
    first = run("total", "--by", "programme", env=env)
    code = "import sys, grantcli; grantcli.open().total(by='programme'); print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env={**clean_env, **env}, capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"
    second = run("total", "--by", "programme", env=env)
    assert (first.code, first.err) == (0, "")
    assert second == first


Change = Callable[[Path], object]


def text(old: str, new: str) -> Change:
    """Return a change of bytes that leaves the size and the times of the file as they were."""

    def change(path: Path) -> None:
        before, times = path.read_bytes(), path.stat()
        assert before.count(old.encode()) == 1
        assert len(old.encode()) == len(new.encode())
        path.write_bytes(before.replace(old.encode(), new.encode()))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    return change


PAGE = SOURCE.replace("id: press", "id: other")
CHANGES: dict[str, tuple[str, Change, list[tuple[str, str | None]]]] = {
    "a byte of the data": ("awards.yaml", text("Village", "village"), [("one", "village hall"), *ANSWER[1:]]),
    "a byte of a source": ("seeds/press.yaml", text("The Press", "The press"), [*ANSWER[:2], ("press", "The press")]),
    "a comment": ("awards.yaml", text("# first\n", "# other\n"), ANSWER),
    "another source": ("seeds/z.yaml", lambda path: path.write_text(PAGE, "utf-8"), [*ANSWER, ("other", "The Press")]),
    "an earlier source": (
        "seeds/a.yaml", lambda path: path.write_text(PAGE, "utf-8"), [*ANSWER[:2], ("other", "The Press"), ANSWER[2]],
    ),
    "another name of a source": ("seeds/press.yaml", lambda path: path.rename(path.with_name("q.yaml")), ANSWER),
    "a last line feed less": ("seeds/press.yaml", lambda path: path.write_text(SOURCE.rstrip(), "utf-8"), ANSWER),
}  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("what", CHANGES)
def test_a_copy_is_not_used_for_anything_but_the_very_bytes_it_was_made_from(ask: Ask, data: Path, what: str) -> None:
    data.write_text(DATA + "# first\n", "utf-8")
    name, change, answer = CHANGES[what]
    assert ask() == (ANSWER, YAML)
    change(data.parent / name)
    assert ask() == (answer, YAML)
    assert ask() == (answer, COPY)


@pytest.mark.costly
def test_what_is_changed_back_has_its_copy_still(ask: Ask, data: Path, cache: Path) -> None:
    assert ask() == (ANSWER, YAML)
    text("Village", "village")(data)
    assert ask()[1] == YAML
    text("village", "Village")(data)
    assert ask() == (ANSWER, COPY)
    assert len(copies(cache)) == 2


def test_the_same_bytes_have_one_copy_wherever_they_are(ask: Ask, data: Path, cache: Path, tmp_path: Path) -> None:
    assert ask() == (ANSWER, YAML)
    data.parent.rename(tmp_path / "elsewhere")
    assert ask(tmp_path / "elsewhere" / "awards.yaml") == (ANSWER, COPY)
    assert len(copies(cache)) == 1


def test_a_faulty_file_leaves_no_copy(data: Path, cache: Path) -> None:
    text("basis: unknown", "basis: unkn*wn")(data)
    for _ in range(2):
        with pytest.raises(DataError, match="1 fault"):
            awards.read(data)
    assert not cache.exists()


@pytest.mark.costly
def test_no_damage_to_a_copy_is_taken_for_data(data: Path, cache: Path) -> None:
    book = awards.read(data)
    (copy,) = copies(cache)
    whole = copy.read_bytes()
    damaged = [whole[:end] for end in range(len(whole))] + [whole + b"\n", b"\0" * len(whole), whole[::-1]]
    damaged += [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in range(len(whole))]
    assert len(damaged) > 4000
    for each in damaged[::29]:
        copy.write_bytes(each)
        assert same(awards.read(data), book)
        assert copy.read_bytes() == whole


def same(one: Book, other: Book) -> bool:
    """Say whether two books hold the same, sources too."""
    names = [field.name for field in fields(Book) if field.name != "read_sources"]
    return all(getattr(one, name) == getattr(other, name) for name in [*names, "sources"])


@pytest.mark.costly
@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_copy_is_made_anew_from_yaml(ask: Ask, cache: Path, damage: str) -> None:
    assert ask() == (ANSWER, YAML)
    (copy,) = copies(cache)
    whole = copy.read_bytes()
    place = whole.rindex(b"Village")
    copy.write_bytes(whole[:place] if damage == "cut" else whole[:place] + b"v" + whole[place + 1 :])
    assert ask() == (ANSWER, YAML)
    assert ask() == (ANSWER, COPY)
    assert copy.read_bytes() == whole


@pytest.mark.parametrize("path", ["own", "bundled"])
def test_a_book_from_a_copy_is_the_book_from_yaml(data: Path, cache: Path, path: str) -> None:
    file = data if path == "own" else ROOT / "data" / "awards.yaml"
    from_yaml = awards.read(file)
    assert len(copies(cache)) == 1
    from_copy = awards.read(file)
    assert (from_copy.awards, from_copy.programmes, from_copy.version) == (
        from_yaml.awards,
        from_yaml.programmes,
        from_yaml.version,
    )
    assert from_copy.sources == from_yaml.sources
    assert (len(from_copy.awards), len(from_copy.sources)) == ((2, 1) if path == "own" else (65, 22))
    assert same(from_copy, from_yaml)
    if path == "own":
        assert from_copy.awards[0].rule == '"two lines",\n{of: text}\n'
        assert from_copy.awards[0].partners[0].name == "Börchester \u202e\x1b[31m"


def test_at_most_16_copies_are_kept_the_newest_ones(cache: Path, tmp_path: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "notes.txt").write_text("not ours")
    path = tmp_path / "awards.yaml"
    result = []
    for number in range(20):
        path.write_text(f"form: grantcli awards 1\nversion: v{number}\nawards: []\n", "utf-8")
        known = set(cache.iterdir())
        awards.read(path)
        (new,) = set(cache.iterdir()) - known
        os.utime(new, ns=(number * 10**9, number * 10**9))
        result.append(new)
        assert new.exists()
    copy = {each for each in cache.iterdir() if each.suffix == ".compiled"}
    assert copy == set(result[-16:])
    assert (cache / "notes.txt").read_text() == "not ours"


@pytest.mark.costly
def test_processes_at_once_on_a_cold_cache_all_answer(data: Path, cache: Path, clean_env: Mapping[str, str], ask: Ask) -> None:
    env = {**clean_env, "XDG_CACHE_HOME": str(cache.parent)}
    command = [sys.executable, "-c", ASK, str(data)]
    for _ in range(2):
        started = [
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)
        ]
        done = [(*process.communicate(timeout=600), process.returncode) for process in started]
        assert [(ast.literal_eval(out)[0], err, code) for out, err, code in done] == [(ANSWER, "", 0)] * 3
        (copy,) = copies(cache)
        assert ask() == (ANSWER, COPY)
        copy.unlink()


BLOCKED = {
    "the cache is a file": ("cache", "file"),
    "the folder is a file": ("cache/grantcli", "file"),
    "the cache leads to itself": ("cache", "link"),
    "the cache lies below a device": (f"{os.devnull}/cache", ""),
    "the name is too long": ("n" * 300, ""),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("what", BLOCKED)
def test_a_cache_that_cannot_be_made_never_breaks_an_answer(ask: Ask, tmp_path: Path, what: str) -> None:
    name, kind = BLOCKED[what]
    path = tmp_path / name
    if kind:
        path.parent.mkdir(exist_ok=True)
    if kind == "file":
        path.write_text("in the way", "utf-8")
    if kind == "link":
        path.symlink_to(name)
    env = {} if kind else {"XDG_CACHE_HOME": str(path)}
    assert ask(**env) == (ANSWER, YAML)
    assert ask(**env) == (ANSWER, YAML)


@pytest.mark.costly
def test_a_copy_that_cannot_be_replaced_never_breaks_an_answer(ask: Ask, cache: Path) -> None:
    assert ask() == (ANSWER, YAML)
    (copy,) = copies(cache)
    copy.unlink()
    copy.mkdir()
    assert ask() == (ANSWER, YAML)
    assert copies(cache) == [copy]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_that_may_not_be_written_never_breaks_an_answer(ask: Ask, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o500)
    assert ask() == (ANSWER, YAML)
    assert ask() == (ANSWER, YAML)
    assert copies(cache) == []


@pytest.mark.parametrize(
    ("env", "copy"),
    [
        ({"XDG_CACHE_HOME": "{here}/x"}, "x/grantcli"),
        ({"XDG_CACHE_HOME": "", "HOME": "{here}/home"}, "home/.cache/grantcli"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "{here}/home"}, "home/.cache/grantcli"),
        ({"XDG_CACHE_HOME": "", "HOME": "relative"}, None),
        ({"XDG_CACHE_HOME": "relative", "HOME": "~"}, None),
    ],
)
def test_copies_are_kept_where_a_user_keeps_them_and_never_where_one_happens_to_be(
    ask: Ask, tmp_path: Path, env: dict[str, str], copy: str | None
) -> None:
    before = set(tmp_path.rglob("*"))
    assert ask(**{name: value.replace("{here}", str(tmp_path)) for name, value in env.items()}) == (ANSWER, YAML)
    new = sorted(path.relative_to(tmp_path) for path in set(tmp_path.rglob("*")) - before if path.is_file())
    assert [str(path.parent) for path in new] == ([copy] if copy else [])
    if copy:
        assert (tmp_path / copy).stat().st_mode & 0o777 == 0o700


def test_a_copy_of_other_bytes_under_the_same_name_is_not_used(data: Path, cache: Path) -> None:
    awards.read(data)
    (copy,) = copies(cache)
    other = data.with_name("other.yaml")
    other.write_text(DATA.replace("Village", "village"), "utf-8")
    awards.read(other)
    (second,) = set(copies(cache)) - {copy}
    second.write_bytes(copy.read_bytes())
    assert [award.title for award in awards.read(other).awards] == ["village hall", None]


def test_the_folder_is_that_which_the_manual_names(cache: Path) -> None:
    assert cache_folder.folder() == cache
