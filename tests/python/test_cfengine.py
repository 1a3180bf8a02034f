# SPDX-License-Identifier: Apache-2.0
"""Does the replay of an agent's own log count what the log says?

Goal: every figure that was counted from the log apart. Method: single lines by hand, in the form
of the log; and the whole log as a run, where it lies beside the repository.
"""
import json
from pathlib import Path

import pytest
from worldline import cfengine

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cfengine_runs"

LOG = """\
100,102: Outcome of version (not specified) (agent-0): Promises observed to be kept 49%, \
Promises repaired 51%, Promises not repaired 0%
200,200: Outcome of version Community Update.cf 3.5.3 (agent-0): Promises observed to be kept \
98%, Promises repaired 1%, Promises not repaired 1%
520,521: Outcome of version Community Update.cf 3.5.3 (agent-0): Promises observed to be kept \
100%, Promises repaired 0%, Promises not repaired 0%
"""


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "promise_summary.log"
    path.write_text(LOG, encoding="utf-8")
    return path


def test_a_line_of_the_log_is_a_run(log):
    assert cfengine.runs_of(log) == [
        (100, 102, "unnamed", 49, 51, 0), (200, 200, "update", 98, 1, 1),
        (520, 521, "update", 100, 0, 0)]


def test_a_run_is_a_hundred_promises_one_of_the_whole_and_one_of_the_timer(log):
    table = cfengine.rows(cfengine.runs_of(log))
    assert [row[2] for row in table] == sorted(row[2] for row in table)
    counts = {}
    for promiser, _, _, _, _, outcome in table:
        counts[promiser, outcome] = counts.get((promiser, outcome), 0) + 1
    assert counts == {("unnamed", "kept"): 49, ("unnamed", "repaired"): 51,
                      ("unnamed_run", "repaired"): 1, ("update", "kept"): 198,
                      ("update", "repaired"): 1, ("update", "failed"): 1,
                      ("update_run", "repaired"): 1, ("update_run", "kept"): 1,
                      ("update_timer", "started"): 1}
    assert [row for row in table if row[0] == "update_timer"] == [
        ("update_timer", "operator", 200, 500, 520, "started")]


def test_a_line_that_is_none_is_named(log, tmp_path, capsys):
    log.write_text(LOG + "hello\n", encoding="utf-8")
    assert cfengine.main([str(log), str(tmp_path)]) == 2
    assert "promise_summary.log:4: this is no line" in capsys.readouterr().err
    assert cfengine.main([str(tmp_path / "none.log")]) == 2


def test_the_replay_gives_the_figures_of_the_data(tmp_path):
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here")
    wl = pytest.importorskip("worldline")
    pytest.importorskip("pandas")
    assert cfengine.main([str(SHARED / "runs.csv"), str(tmp_path)]) == 0
    record = wl.run("cfengine_runs", runs=tmp_path / cfengine.FILE_NAME)
    assert all(one["holds"] for one in record.outcome["expectations"])
    expected = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    counts = record.verdict_counts(by="promiser", promise="as_promised")
    kept, broken = counts["kept"], counts["broken"]
    for policy, mean in expected["mean_kept_pct_by_policy"].items():
        assert 100 * kept[policy] / (kept[policy] + broken[policy]) == pytest.approx(mean, abs=1e-6)
        assert kept[policy + "_run"] + broken[policy + "_run"] == \
            expected["runs_by_policy"][policy]
    whole = [policy + "_run" for policy in expected["runs_by_policy"]]
    assert kept[whole].sum() == expected["converged_runs_kept_100"]
    assert broken[whole].sum() == expected["runs_with_repairs"]
    assert kept["update_timer"] == expected["update_run_interval_s"]["in_300_plus_minus_60"]
