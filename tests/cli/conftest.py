# SPDX-License-Identifier: Apache-2.0
"""The program `worldline`, driven as a user drives it."""
import os
import shutil
import subprocess
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "scenarios" / "library"

#: Two agents that never stop: a hundred pulses a second, for longer than any test waits.
ENDLESS = """format: worldline/1
scenario: endless
summary: A pulse every ten milliseconds for a hundred days.
seed: 1
time: {resolution: 1 us, until: 100 d}
space: {metric: graph}
types: {pulse: {domain: event}}
network: {links: [{between: [alice, bob], delay: 1 ms}]}
judges: {on_time: {rule: schedule, time_of: arrival, tolerance: 1 s, patience: 1 s}}
promises:
  beat: {promiser: alice, promisees: [bob], give: {type: pulse}, schedule: {period: 10 ms}}
agents:
  alice: {behaviour: steward, keeps: {beat: {at: 0 s}}}
  bob: {judges: {beat: on_time}}
"""

os.environ.setdefault("WORLDLINE_LIBRARY", str(LIBRARY))


@pytest.fixture(scope="session")
def program():
    """Path of the program: $WORLDLINE, or the one on PATH."""
    found = os.environ.get("WORLDLINE") or shutil.which("worldline")
    if not found:
        pytest.skip("there is no program `worldline` on PATH")
    return found


@pytest.fixture
def call(program, tmp_path):
    """Runs it in an empty folder: call("run", file, ...) -> code, out, err, files."""
    def run(*arguments, folder=tmp_path, **options):
        done = subprocess.run([program, *map(str, arguments)], cwd=folder, capture_output=True,
                              text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
                              **options)
        files = sorted(path.name for path in Path(folder).iterdir())
        return types.SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr,
                                     files=files)
    run.folder = tmp_path
    return run


@pytest.fixture
def call_bound(program):
    """Runs the program as somebody whom permissions bind: nobody, if the tests run as root."""
    def run(*arguments, folder):
        options = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            done = subprocess.run([program, *map(str, arguments)], cwd=folder, text=True,
                                  capture_output=True, timeout=120, check=False,
                                  stdin=subprocess.DEVNULL, **options)
        except (PermissionError, LookupError) as error:
            pytest.skip(f"the program cannot be run as nobody here: {error}")
        return types.SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)
    return run


@pytest.fixture
def endless(tmp_path):
    folder = tmp_path / "scenario"
    folder.mkdir()
    (folder / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    return folder / "endless.yaml"


def digest_in(text):
    lines = [line for line in text.splitlines() if line.startswith("digest: ")]
    assert len(lines) == 1, text
    return lines[0].removeprefix("digest: ")
