# SPDX-License-Identifier: Apache-2.0
"""Can one look on while a run goes on, and stop it at a time?

Goal: SIGUSR1 asks a run how it gets on and does not disturb it; `--until` gives the first part of
the whole run.
Method: real processes. A run that was asked is held against one that was not, by its digest; a run
to a time against the rows of the whole one before that time.
"""
import re
import signal
import subprocess
import time

import pytest
from conftest import LIBRARY, digest_in

STATUS = re.compile(r"^worldline: t = \S+ s of \S+ s \(\S+ %\), \S+ M events/s, \S+ x real time, "
                    r"\S+ MB, .* left$", re.M)


def test_a_run_that_is_asked_answers_in_one_line_and_goes_on(program, tmp_path, endless):
    run = subprocess.Popen([program, "run", endless, "-o", "run.h5", "--record", "summary"],
                           cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    for _ in range(3):
        run.send_signal(signal.SIGUSR1)
        time.sleep(0.3)
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=60)
    assert run.returncode == 75, (out, err)
    assert len(STATUS.findall(err)) == 3, err
    assert [float(t) for t in re.findall(r"^worldline: t = (\S+) s of", err, re.M)][0] > 0


def test_asking_does_not_change_the_run(program, call, tmp_path, endless):
    ask = ["run", endless, "--record", "off", "--until", "1 d", "--threads", "1"]
    quiet = call(*ask)
    assert quiet.code == 0 and quiet.err == ""
    run = subprocess.Popen([program, *map(str, ask)], cwd=tmp_path, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.3)
    for _ in range(20):
        if run.poll() is None:
            run.send_signal(signal.SIGUSR1)
        time.sleep(0.02)
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0 and STATUS.search(err), err
    assert digest_in(out) == digest_in(quiet.out)


def test_a_run_to_a_time_is_the_first_part_of_the_whole_run(call, tmp_path):
    h5py = pytest.importorskip("h5py")
    assert call("run", LIBRARY / "lossy-link.yaml", "-o", "whole.h5").code == 0
    digests = {digest_in(call("run", LIBRARY / "lossy-link.yaml", "-o", "part.h5", "--until",
                              "100.5 s", "--threads", n).out) for n in (1, 2)}
    assert len(digests) == 1
    with h5py.File(tmp_path / "whole.h5") as whole, h5py.File(tmp_path / "part.h5") as part:
        tick = 100_500_000
        assert part.attrs["complete"] == 1 and part.attrs["until"] == tick
        n_rows = len(part["transitions/time"])
        assert 300 < n_rows < len(whole["transitions/time"])
        for column in ("agent", "time", "history_high", "history_low"):
            assert (part["transitions"][column][:] == whole["transitions"][column][:n_rows]).all()
        assert whole["transitions/time"][n_rows:].min() >= tick
