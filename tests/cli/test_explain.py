# SPDX-License-Identifier: Apache-2.0
"""Does `worldline explain` say what limits the speed of a run?

Goal: of a scenario lookahead, windows, and what a run will take; of a record where its time went.
Method: scenarios whose lookahead is known by hand; what must add up is added up.
"""
import re

import pytest
from conftest import ENDLESS, LIBRARY

TWO_OBSERVERS = LIBRARY / "two_observers.yaml"


def figures_in(text):
    return dict(re.findall(r"^([a-z/]+(?: [a-z]+)?) +(\S.*)$", text, re.M))


def test_the_lookahead_of_a_scenario_and_where_it_comes_from(call):
    done = call("explain", TWO_OBSERVERS)
    assert (done.code, done.err, done.files) == (0, "", [])
    figures = figures_in(done.out)
    assert figures["lookahead"] == "10 ms: bob <-> dave, all of it by the metric"
    assert figures["window"].startswith("8.192 ms (8,192 ticks)")  # 2^13 ticks of 1 us
    assert figures["loop"].startswith("A, by agent")
    tightest = re.findall(r"^ +(\w+ <-> \w+) +(\d+ ms)", done.out, re.M)
    assert tightest == [("bob <-> dave", "10 ms"), ("carol <-> dave", "10 ms"),
                        ("alice <-> bob", "40 ms"), ("alice <-> carol", "160 ms")]
    assert "of 8 ways, 4 of them as tight as the first; 4 more lead nowhere" in done.out
    assert "An estimate" in done.out


def test_without_lookahead_threads_gain_nothing_and_it_says_why(call):
    done = call("explain", LIBRARY / "gps.yaml", "--threads", 2)
    figures = figures_in(done.out)
    assert figures["lookahead"].startswith("1 ps: g01 <-> g02, who may meet")
    assert figures["loop"].startswith("B, by time")
    assert "threads have nothing to share and gain nothing" in done.out
    assert figures["threads"] == "one serves: there is no lookahead"


def test_a_long_run_is_told_from_a_short_trial(call, endless):
    done = call("explain", endless, "--threads", 1)
    assert done.code == 0
    figures = figures_in(done.out)
    # A pulse every 10 ms for 100 days: 8.64e8 pulses sent, heard and judged.
    events = int(re.match(r"about ([\d,]+) events in ", figures["run"])[1].replace(",", ""))
    assert 0.9 * 8.64e8 * 2 < events < 1.1 * 8.64e8 * 4
    assert re.search(r"on one thread, without a record: \S+ % of the run", figures["trial"])
    assert figures["threads"] == "1 was asked for" and "barrier" not in figures


def test_at_most_ten_lines_tell_of_pairs(call, tmp_path):
    many = ENDLESS.replace("network: {", "network: {delay: 5 ms, ").replace(
        "agents:\n", "groups:\n  others: {count: 30}\nagents:\n")
    (tmp_path / "many.yaml").write_text(many, encoding="utf-8")
    done = call("explain", "many.yaml", "--until", "1 h")
    assert done.code == 0, done.err
    table = done.out[done.out.index("\nsoonest"):done.out.index("\nwindow")]
    assert len(table.strip().splitlines()) <= 10


@pytest.mark.parametrize("threads", [1, 2])
def test_where_the_time_of_a_run_went(call, threads):
    h5py = pytest.importorskip("h5py")
    assert call("run", "lossy-link", "-o", "run.h5", "--threads", threads).code == 0
    done = call("explain", "run.h5")
    assert (done.code, done.err) == (0, "")
    shares = [float(share) for share in re.findall(r"^  \w+ .* ([\d.]+) %", done.out, re.M)]
    assert len(shares) == 4 and sum(shares) == pytest.approx(100.0, abs=0.5)
    figures = figures_in(done.out)
    assert figures["threads"].startswith(f"{threads}; ")
    assert len(re.findall(r"[\d,]*\d(?=,| in)", figures["events/s"])) == 4
    assert done.out.splitlines()[-1].endswith(".")
    with h5py.File(call.folder / "run.h5") as record:
        table = record["profile"]
        assert table["events"][:].sum() == record.attrs["events"]
        assert record["runtime"].attrs["threads"] == threads
        assert (table["begin"][1:] >= table["end"][:-1]).all()
        windows = int(figures["windows"].split()[0].rstrip(",").replace(",", ""))
        assert table["windows"][:].sum() == windows


def test_what_cannot_be_explained_is_refused(call, tmp_path):
    for name in ("none.yaml", "none.h5", "two_observer"):
        done = call("explain", name)
        assert done.code == 2 and name in done.err
    (tmp_path / "bad.yaml").write_text("time: 5\n", encoding="utf-8")
    assert call("explain", "bad.yaml").code == 2
