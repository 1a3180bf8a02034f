# SPDX-License-Identifier: Apache-2.0
"""Does the replay of a monitor's checks count what its table says, for any tolerance?

Goal: every figure that was counted from the table apart, five thresholds of one record among them.
Method: single lines by hand; the whole table as a run, where it lies beside the repository.
"""
import json
from decimal import Decimal
from pathlib import Path

import pytest
from worldline import uptime

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "uptime_checks"

LOG = """\
time,service,status,http_code,response_ms
1606338278,1,up,200,68
1606338089,0,up,200,223
1606338090,2,down,0,0
"""


def test_a_check_is_a_promise_to_answer_at_once(tmp_path):
    log = tmp_path / "checks.csv"
    log.write_text(LOG, encoding="utf-8")
    assert uptime.rows(log) == [
        ("service0", "monitor", 1606338089, 1606338089, Decimal("1606338089.223"), "up"),
        ("service2", "monitor", 1606338090, 1606338090, 1606338090, "down"),
        ("service1", "monitor", 1606338278, 1606338278, Decimal("1606338278.068"), "up")]


@pytest.mark.parametrize("line", ["1606338278,1,up,200", "soon,1,up,200,68", "1,1,up,200,fast"])
def test_a_line_that_is_none_is_named(tmp_path, capsys, line):
    log = tmp_path / "checks.csv"
    log.write_text(LOG + line + "\n", encoding="utf-8")
    assert uptime.main([str(log), str(tmp_path)]) == 2
    assert "checks.csv:5: this is no check" in capsys.readouterr().err
    assert uptime.main([str(tmp_path / "none.csv")]) == 2


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here")
    wl = pytest.importorskip("worldline")
    pytest.importorskip("pandas")
    folder = tmp_path_factory.mktemp("uptime")
    assert uptime.main([str(SHARED / "checks.csv"), str(folder)]) == 0
    return wl.run("uptime_checks", checks=folder / uptime.FILE_NAME, output=folder / "uptime.h5")


def test_every_expectation_holds(record):
    assert [one for one in record.outcome["expectations"] if not one["holds"]] == []


@pytest.mark.parametrize("limit", [100, 200, 300, 500, 1000])
def test_one_record_answers_for_every_service_level(record, limit):
    """Judged again, and not run again."""
    expected = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    found = record.rejudge(tolerance=f"{limit} ms")
    assert found.exact, found.reason
    promiser = found.promise.astype(str).str.partition("#")[0]
    counts = found.groupby([promiser, found.verdict.astype(str)]).size()
    for service, figures in expected["by_service"].items():
        wanted = figures["promise_up_and_within"][str(limit)]
        assert {verdict: counts[f"service{service}", verdict] for verdict in wanted} == wanted


def test_trust_is_the_smoothed_share(record):
    expected = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    for service, figures in expected["by_service"].items():
        trust = record.trust(by="monitor", in_=f"service{service}").trust.iloc[-1]
        assert trust == pytest.approx(figures["ewma_0.05_start_0.5_up_within_300ms"], abs=1e-9)
