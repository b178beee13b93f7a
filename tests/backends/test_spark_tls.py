"""Spark Connect over TLS: the certificate is checked, and the answer is that of the plain connection."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from awkward import AWARDS
from tls_front import tls

if TYPE_CHECKING:
    from elsewhere import Elsewhere


def _ask(place: str, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "grantcli", "total", "--by", "funder", "--data", place, "-f", "csv"]
    return subprocess.run(command, env=dict(env), capture_output=True, text=True, check=False, timeout=600)


def test_a_certificate_that_is_vouched_for_carries_the_question(
    elsewhere: "Elsewhere", clean_env: Mapping[str, str], tmp_path: Path
) -> None:
    elsewhere.load_awards("spark", AWARDS, "sealed")
    place = elsewhere.address("spark", "sealed").partition("?")[0]
    plain = _ask(place, clean_env)
    assert plain.returncode == 0
    with tls(elsewhere.ports["spark"], tmp_path) as (port, certificate):
        sealed = f"sc://127.0.0.1:{port}/sealed?use_ssl=true"
        trusted = _ask(sealed, {**clean_env, "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(certificate)})
        unknown = _ask(sealed, clean_env)
    assert (trusted.returncode, trusted.stdout) == (0, plain.stdout)
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert unknown.stderr.startswith(f"grantcli: error: sc://127.0.0.1:{port}/sealed: no known authority signed")
    assert "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" in unknown.stderr
