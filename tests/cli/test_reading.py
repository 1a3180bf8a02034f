# SPDX-License-Identifier: Apache-2.0
"""Is one told what the program does before there is progress?

Goal: a group of a million is read for seconds, and on a terminal the program says so; elsewhere it
is silent, and a fault stands alone. Method: a pseudo-terminal as standard error.
"""
import os
import subprocess

import pytest

CROWD = """format: worldline/1
scenario: crowd
time: {resolution: 1 ms, until: 1 s}
network: {delay: 1 ms}
agents: {v: {count: 1000}}
"""


def said_to_a_terminal(program, folder, *arguments):
    try:
        ours, theirs = os.openpty()
    except OSError as error:
        pytest.skip(f"there is no terminal to be had here: {error}")
    done = subprocess.run([program, *arguments], cwd=folder, stdout=subprocess.PIPE,
                          stderr=theirs, check=False)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65_536):
            shown += part
    except OSError:  # nobody writes there any more
        pass
    os.close(ours)
    return done.returncode, shown.decode()


def test_reading_is_told_on_a_terminal_and_wiped_away(program, tmp_path):
    (tmp_path / "crowd.yaml").write_text(CROWD, encoding="utf-8")
    code, shown = said_to_a_terminal(program, tmp_path, "check", "crowd.yaml")
    assert code == 0
    assert "reading crowd.yaml ..." in shown and shown.endswith("\r\x1b[K")
    code, shown = said_to_a_terminal(program, tmp_path, "run", "crowd.yaml", "--record", "off")
    assert code == 0 and shown.index("reading crowd.yaml") < shown.index("making the world ...")


def test_elsewhere_it_is_silent_and_faults_stand_alone(call, tmp_path):
    path = tmp_path / "crowd.yaml"
    path.write_text(CROWD, encoding="utf-8")
    done = call("check", path)
    assert done.code == 0 and done.err == ""
    path.write_text(CROWD.replace("1000", "0"), encoding="utf-8")
    assert call("check", path).err.startswith(f"{path}:5:21: v.count must be at least 1")
