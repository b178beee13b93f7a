"""Servers of other engines on this machine, for tests: on the loopback address, bounded, and gone with whoever started them."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

_DYING = ["setpriv", "--pdeathsig", "KILL"]
SPARK = Path(__file__).parents[2] / ".venv" / "cluster"
"""Where the package of Spark is that carries its server; `make .venv/cluster` puts it there."""


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def missing_postgres() -> str:
    """Return what lacks to run PostgreSQL, empty where nothing does."""
    return (
        ""
        if _postgres_folder() and shutil.which("setpriv")
        else "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    )


def _postgres_folder() -> Path | None:
    for program in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):  # Debian keeps it off the path
        return program.parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


def missing_spark() -> str:
    """Return what lacks to run Spark, empty where nothing does."""
    if not shutil.which("java"):
        return "Java is not installed (17 or newer)"
    return "" if _spark_home() else "the package of Spark is not in `.venv/cluster` (`make .venv/cluster`)"


def _spark_home() -> Path | None:
    return next(SPARK.glob("lib/python*/site-packages/pyspark"), None)


@contextmanager
def postgres() -> Iterator[int]:
    """Run PostgreSQL and yield its port; the password of `asker` is `secret`.

    Its collation sorts otherwise than by code points, and its certificate is signed by nobody.
    """
    programs = _postgres_folder()
    assert programs
    folder, port = Path(mkdtemp(prefix="grantcli-pg-")), free_port()
    (folder / "password").write_text("secret\n", encoding="utf-8")
    run = list(_DYING)
    if os.geteuid() == 0:  # it does not run as root
        shutil.chown(folder, "nobody", "nogroup")
        run += ["--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    subprocess.run(
        [*run, "--", str(programs / "initdb"), "-D", f"{folder}/data", "-U", "asker", f"--pwfile={folder}/password", "-A",
         "scram-sha-256", "-E", "UTF8", "--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8", "--no-sync"],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip
    subprocess.run(
        [*run, "--", "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere",
         "-keyout", f"{folder}/data/server.key", "-out", f"{folder}/data/server.crt"],
        check=True, capture_output=True, cwd="/",
    )  # fmt: skip
    settings = {"port": port, "unix_socket_directories": folder, "listen_addresses": "127.0.0.1", "fsync": "off", "ssl": "on",
                "shared_buffers": "64MB"}  # fmt: skip
    settings_words = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*run, "--", str(programs / "postgres"), "-D", f"{folder}/data", *settings_words], stdout=log, stderr=log, cwd="/"
        )
    try:
        _listening(port, [server])
        _wait_for_line(folder / "log", b"ready to accept connections", server)  # it listens before, and refuses whoever comes
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spark(workers: int = 2, memory: str = "640m", *, codegen: bool = False) -> Iterator[int]:
    """Run a standalone master, workers of one core each and a Connect server, and yield the port of the last.

    Without `codegen` it compiles nothing, which takes longer than a question of a dozen awards.
    """
    home = _spark_home()
    assert home
    folder = Path(mkdtemp(prefix="grantcli-spark-"))
    master, port = free_port(), free_port()
    at, local = f"spark://127.0.0.1:{master}", ["--host", "127.0.0.1"]
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1", "spark.connect.grpc.binding.port": port, "spark.ui.port": free_port(),
        "spark.executor.memory": memory, "spark.executor.cores": 1, "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": 2,
        "spark.sql.warehouse.dir": folder / "warehouse",
        "spark.hadoop.parquet.hadoop.vectored.io.enabled": "false",  # with which no bytes are counted
        "spark.sql.codegen.wholeStage": str(codegen).lower(),
    }  # fmt: skip
    deploy, small, large = "org.apache.spark.deploy", "192m", memory
    commands = [
        (small, [f"{deploy}.master.Master", *local, "--port", str(master), "--webui-port", str(free_port())]),
        *(
            (small, [f"{deploy}.worker.Worker", *local, "--cores", "1", "--memory", "2g", "--webui-port", str(free_port()), at])
            for _ in range(workers)
        ),
        (large, [f"{deploy}.SparkSubmit", "--master", at, "--class", "org.apache.spark.sql.connect.service.SparkConnectServer",
                 *(part for name, value in settings.items() for part in ("--conf", f"{name}={value}")),
                 str(next(home.glob("jars/spark-connect_*.jar")))]),
    ]  # fmt: skip
    running: list[subprocess.Popen[bytes]] = []
    try:
        for number, (size, command) in enumerate(commands):
            running.append(_start([str(home / "bin" / "spark-class"), *command], folder, number, home, size))
            if number == 0:
                _listening(master, running)
        _listening(port, running)
        yield port
    finally:
        for process in reversed(running):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _start(command: list[str], folder: Path, number: int, home: Path, memory: str) -> subprocess.Popen[bytes]:
    """Start a part of Spark, whose own processes end with it."""
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": memory,
        "SPARK_LOCAL_DIRS": f"{folder}/local", "SPARK_WORKER_DIR": f"{folder}/work", "SPARK_LOG_DIR": str(folder),
    }  # fmt: skip
    with (folder / f"log{number}").open("wb") as log:
        return subprocess.Popen(
            [*_DYING, "--", *command], env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )


def _listening(port: int, running: list[subprocess.Popen[bytes]], seconds: float = 120) -> None:
    """Wait until something listens on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert all(process.poll() is None for process in running), "a part of the server ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise AssertionError(f"nothing listens on {port}")


def _wait_for_line(log: Path, words: bytes, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait until a server has written these words into its log."""
    end = time.monotonic() + seconds
    while words not in log.read_bytes():
        assert process.poll() is None and time.monotonic() < end, f"the server did not say: {words.decode()}"  # noqa: PT018 - one wait
        time.sleep(0.1)
