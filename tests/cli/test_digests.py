# SPDX-License-Identifier: Apache-2.0
"""Does the same scenario with the same seed give the same run?

Goal: one digest for any number of threads and any order of service.
Method: the library's scenarios, on 1 and 2 threads and in five shuffled orders; of the flights the
first month. Where the data of a scenario is not here, that one is left out, aloud.
"""
from pathlib import Path

import pytest
from conftest import LIBRARY, digest_in

SCENARIOS = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
TABLES = {"trust_bitcoin_otc": ("ratings", SHARED / "trust_bitcoin_otc" / "ratings.csv"),
          "forecasts_538": ("games", SHARED / "forecasts_538" / "games.csv.gz")}
WAYS = [("--threads", "1"), ("--threads", "2")] + [("--shuffle", str(seed)) for seed in range(1, 6)]


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    """What a scenario needs besides its file: name -> arguments."""
    def needed(name):
        if name == "cfengine_runs":
            return runs_of_cfengine(tmp_path_factory)
        if name in TABLES:
            parameter, path = TABLES[name]
            if not path.exists():
                pytest.skip(f"{path} is not here")
            return "--set", f"{parameter}={path}", "--until", "400 d"
        if name == "uptime_checks":
            return checks_of_services(tmp_path_factory)
        if name != "flights":
            return ()
        flights = pytest.importorskip("worldline.flights")
        trace = tmp_path_factory.mktemp("trace") / flights.FILE_NAME
        try:
            flights.make(trace)
        except ModuleNotFoundError as error:
            pytest.skip(str(error))
        return "--set", f"flights={trace}", "--until", "30 d"
    return needed


def runs_of_cfengine(tmp_path_factory):
    cfengine, log = pytest.importorskip("worldline.cfengine"), SHARED / "cfengine_runs" / "runs.csv"
    if not log.exists():
        pytest.skip(f"{log} is not here")
    trace = tmp_path_factory.mktemp("trace") / cfengine.FILE_NAME
    cfengine.make(trace, log)
    return "--set", f"runs={trace}"


def checks_of_services(tmp_path_factory):
    uptime, table = pytest.importorskip("worldline.uptime"), SHARED / "uptime_checks" / "checks.csv"
    if not table.exists():
        pytest.skip(f"{table} is not here")
    trace = tmp_path_factory.mktemp("trace") / uptime.FILE_NAME
    uptime.main([str(table), str(trace)])
    return "--set", f"checks={trace}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_digests_are_equal_for_any_threads_and_any_order(call, options, name):
    more = options(name)
    digests = {}
    for way in WAYS:
        done = call("run", LIBRARY / f"{name}.yaml", "--record", "off", *more, *way)
        assert done.code in (0, 3 if more else 0), done.err  # a month does not hold a year's counts
        digests[way] = digest_in(done.out)
    assert len(set(digests.values())) == 1, digests


def test_a_run_is_repeatable(call):
    runs = [call("run", LIBRARY / "two_observers.yaml", "--seed", 5) for _ in range(2)]
    assert digest_in(runs[0].out) == digest_in(runs[1].out)
    assert all(run.code == 0 for run in runs)
