# SPDX-License-Identifier: Apache-2.0
"""Is of a table read only what is asked for, and is that what stands in it?

Goal: rows chosen by conditions are those that a plain comparison of whole columns finds, with and
without ranges of blocks; blocks that cannot hold any are not read; streams hold the same rows in
bounded memory. Method: a record of 200,000 rows a table, written without a simulator.
"""
import subprocess
import sys

import h5py
import large
import numpy as np
import pytest
import synthetic
from worldline.record import Record, RecordError

N_AGENTS, N_STEPS = 1000, 200
N_ROWS = N_AGENTS * N_STEPS


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.h5"
    assert large.write(path, large.ROWS_A_STEP * N_ROWS, N_AGENTS, compression="gzip",
                       compression_opts=1, shuffle=True) == N_STEPS
    return path


@pytest.fixture(scope="module", params=[True, False], ids=["ranges", "no ranges"])
def record(request, path, tmp_path_factory):
    if not request.param:
        old = tmp_path_factory.mktemp("old") / "old.h5"
        old.write_bytes(path.read_bytes())
        with h5py.File(old, "r+") as file:
            del file["blocks"]
        path = old
    with Record(path) as opened:
        assert (opened.transitions.time.ranges is not None) == request.param
        yield opened


@pytest.fixture
def reads(monkeypatch):
    """Rows that are read from columns: list of (column, start, stop)."""
    from worldline.column import Column
    done, read = [], Column._read

    def noted(self, start, stop):
        done.append((self.name, int(start), int(stop)))
        return read(self, start, stop)
    monkeypatch.setattr(Column, "_read", noted)
    return done


def test_rows_in_any_order_are_what_a_whole_column_has(record):
    column, chance = record.transitions.time, np.random.default_rng(3)
    whole = column[:]
    for rows in (chance.integers(0, N_ROWS, 50), np.array([], int), np.array([-1, 0, 0, -N_ROWS]),
                 chance.integers(0, N_ROWS, (4, 5)), np.arange(65_530, 65_540)):
        assert np.array_equal(column.take(rows), whole[rows])
    chosen = whole % 7 == 0
    assert np.array_equal(column[chosen], whole[chosen])
    assert column[::-2].tolist() == whole[::-2].tolist()
    for rows in ([N_ROWS], [-N_ROWS - 1], [True]):
        with pytest.raises(IndexError):
            column.take(rows)


def test_few_rows_read_few_blocks(record, reads):
    assert len(record.transitions.history_low.take([5, 7, 199_999])) == 3
    assert reads == [("history_low", 5, 8), ("history_low", 199_999, 200_000)]


def test_ranges_are_those_of_the_blocks(path):
    with Record(path) as record:
        table, n_blocks = record.transitions, 4
        for name in ("agent", "interior_time", "time", "timeline", "cause"):
            least, most = table[name].ranges
            blocks = np.split(table[name][:], range(65_536, N_ROWS, 65_536))
            assert least.dtype == table[name].dtype and len(least) == n_blocks
            assert least.tolist() == [block.min() for block in blocks]
            assert most.tolist() == [block.max() for block in blocks]
        assert record.assessments.trust.ranges is None and table.return_code.ranges is None


@pytest.mark.parametrize("where, plain", [
    ({"agent": "a7"}, lambda t: t["agent"] == 7),
    ({"agent": ["a7", 9, "a999"]}, lambda t: np.isin(t["agent"], [7, 9, 999])),
    ({"time": slice(50_000_000, 50_400_000)},
     lambda t: (t["time"] >= 50_000_000) & (t["time"] < 50_400_000)),
    ({"time": slice(None, 3), "agent": 1}, lambda t: (t["time"] < 3) & (t["agent"] == 1)),
    ({"agent": 5, "time": slice(190_000_000, None)},
     lambda t: (t["agent"] == 5) & (t["time"] >= 190_000_000)),
    ({"interior_time": 200}, lambda t: t["interior_time"] == 200),
    ({"interior_time": -1}, lambda t: t["interior_time"] != t["interior_time"]),
    ({"cause": 2**64 - 1, "agent": 3}, lambda t: t["agent"] == 3),
    ({"agent": []}, lambda t: t["agent"] != t["agent"]),
    ({}, lambda t: t["agent"] == t["agent"])])
def test_conditions_find_what_a_comparison_finds(record, where, plain):
    table = record.transitions
    whole = {name: table[name][:] for name in table.columns}
    expected = np.flatnonzero(plain(whole))
    assert table.rows(where).tolist() == expected.tolist()
    for size in (1000, 65_536, 10**6):
        found = list(table.batches(["time", "agent"], rows=size, where=where))
        assert all(0 < len(batch["time"]) <= size for batch in found)
        for name in ("time", "agent"):
            values = np.concatenate([batch[name] for batch in found] or [[]])
            assert values.tolist() == whole[name][expected].tolist()


def test_labels_and_identities_go_by_their_words(record):
    table = record.assessments
    broken = record.labels("verdict").index("broken")
    rows = table.rows({"verdict": "broken"})
    assert rows.tolist() == np.flatnonzero(table.verdict[:] == broken).tolist() and len(rows)
    assert table.rows({"promise": ("a3", 50)}).tolist() == [51 * N_AGENTS + 4]
    assert len(table.rows({"verdict": ["kept", "broken", "undecided"]})) == N_ROWS


@pytest.mark.parametrize("where, fault, says", [
    ({"agnt": 1}, KeyError, "transitions has no column agnt; it has agent"),
    ({"agent": "b1"}, KeyError, "there is no agent b1; there are a0, a1"),
    ({"time": "noon"}, TypeError, "time holds numbers"),
    ({"timeline": "other"}, KeyError, "there is no other in timeline; there are main"),
    ({"time": slice(0, 9, 2)}, ValueError, "a range has no step")])
def test_conditions_that_make_no_sense_are_named(record, where, fault, says):
    with pytest.raises(fault, match=says):
        record.transitions.rows(where)
    with pytest.raises(ValueError, match="one row at least"):
        next(record.transitions.batches(rows=0))


def test_blocks_that_cannot_fit_are_not_read(path, reads):
    with Record(path) as record:
        rows = record.transitions.rows({"time": slice(150_000_000, 151_000_000)})
        assert len(rows) == N_AGENTS
        assert reads == [("time", 131_072, 196_608)]
        del reads[:]
        assert len(record.transitions.rows({"time": slice(0, 160_000_000)})) == 160 * N_AGENTS
        assert reads == [("time", 131_072, 196_608)]  # the first two fit whole
        del reads[:]
        assert len(record.promises.rows({"promiser": 5, "count": 199})) == 1
        assert {read[1] for read in reads} == {196_608}
        del reads[:]
        assert len(record.worldline("a5", start=150.0, stop=152.0, columns=["time"])) == 2
        assert {read[:2] for read in reads} <= {("agent", 131_072), ("time", 131_072),
                                                ("agent", 0), ("time", 150_005), ("name", 0),
                                                ("start", 0), ("byte", 0)}


def test_a_wrong_list_of_blocks_is_not_believed(path, tmp_path):
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(path.read_bytes())
    with h5py.File(damaged, "r+") as file:
        paths = file["blocks"].attrs["paths"].split(",")
        column = file["blocks/column"][:]
        column[column == paths.index("transitions/time")] = paths.index("transitions/agent")
        file["blocks/column"][:] = column
    with Record(damaged) as record:
        assert record.transitions.time.ranges is None and record.transitions.agent.ranges is None
        assert len(record.transitions.rows({"time": slice(0, 10**6)})) == N_AGENTS


def test_a_damaged_chunk_is_named(path, tmp_path):
    damaged = tmp_path / "damaged.h5"
    damaged.write_bytes(path.read_bytes())
    with h5py.File(damaged, "r+") as file:
        file["transitions/time"].id.write_direct_chunk((65_536,), b"no zlib stream")
    with Record(damaged) as record:
        assert len(record.transitions.time[:65_536]) == 65_536
        with pytest.raises(RecordError, match=r"rows 65,540 to 65,541 of /transitions/time are "):
            record.transitions.time[65_540]


def test_data_frames_are_of_what_is_chosen(record):
    pytest.importorskip("pandas")
    table = record.transitions
    frame = table.to_pandas(columns=["agent", "time"], where={"agent": "a7"}, seconds=True)
    assert list(frame) == ["agent", "time"] and len(frame) == N_STEPS
    assert set(frame.agent) == {"a7"} and frame.time.is_monotonic_increasing
    assert frame.time[0] == pytest.approx(table.time[7] * 1e-6)
    pair = table[100:102]
    assert pair.interior_time.tolist() == [1, 1] and pair.agent.tolist() == ["a100", "a101"]
    promises = record.promises.to_pandas(columns=["made"], where={"promiser": 3}, seconds=True)
    assert list(promises) == ["made"]
    with pytest.raises(ValueError, match="not by both"):
        table.to_pandas(5, where={"agent": 7})
    with pytest.raises(ValueError, match="without a step"):
        table[::2]


def test_arrow_has_words_gaps_and_units(record):
    arrow = pytest.importorskip("pyarrow")
    stream = record.assessments.arrow_batches(rows=50_000, where={"assessor": "a7"})
    assert isinstance(stream, arrow.RecordBatchReader)
    table = stream.read_all()
    assert table.num_rows == N_STEPS and table.column_names == list(record.assessments.columns)
    assert table["verdict"][0].as_py() == "undecided" and table["verdict"][5].as_py() == "kept"
    assert table["learnt_from"].null_count == table["margin"].null_count == N_STEPS
    assert table["time"].to_pylist() == record.assessments.time[7::N_AGENTS].tolist()
    assert table.schema.field("time").metadata[b"unit"] == b"tick"
    assert table.schema.metadata[b"tick"] == b"1e-06 s"
    whole = record.assessments.to_arrow(["time"])
    assert np.array_equal(whole["time"].to_numpy(), record.assessments.time[:])


def test_parquet_holds_the_table(record, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "messages.parquet"
    assert record.messages.to_parquet(path, rows=70_000) == N_ROWS
    file = parquet.ParquetFile(path)
    assert file.metadata.num_rows == N_ROWS and file.num_row_groups == 3
    for name in record.messages.columns:
        assert np.array_equal(file.read([name])[name].to_numpy(), record.messages[name][:])
    with pytest.raises(KeyError):
        record.messages.to_parquet(tmp_path / "not.parquet", columns=["none"])
    with pytest.raises(OSError):
        record.messages.to_parquet(tmp_path / "no_folder" / "not.parquet")
    assert sorted(found.name for found in tmp_path.iterdir()) == ["messages.parquet"]


GROWTH = """
import sys
import {module}, worldline
def peak():
    lines = open("/proc/self/status", encoding="ascii").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
record = worldline.open(sys.argv[1])
before = peak()
{work}
print(peak() - before)
"""


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    """Three million transitions of 60 bytes each: 180 MB."""
    path = tmp_path_factory.mktemp("larger") / "larger.h5"
    large.write(path, large.ROWS_A_STEP * 3_000_000, 5000)
    yield path
    path.unlink()


@pytest.mark.parametrize("work, module, most", [
    ("record.transitions.to_parquet(sys.argv[1] + '.parquet')", "pyarrow.parquet", 150e6),
    ("for _ in record.transitions.batches(): pass", "numpy", 40e6),
    ("record.at(100.0).message_rows", "numpy", 20e6),
    ("record.worldline('a7', columns=['time'])", "pandas", 30e6)])
def test_memory_does_not_grow_with_the_table(larger, work, module, most):
    pytest.importorskip(module)
    done = subprocess.run([sys.executable, "-c", GROWTH.format(work=work, module=module), larger],
                          capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < most


def test_a_large_record_opens_without_reading_it(path, reads):
    with Record(path) as record:
        assert "200,000 transitions" in repr(record)
        assert repr(record.transitions.time) == "<Column time [tick]: 200,000 rows of int64>"
        assert record.at(100.0).time == 100.0
    assert reads == []


def test_the_large_record_follows_the_schema(path):
    tables, _ = synthetic.schema()
    with Record(path) as record:
        assert sorted(record.tables) == sorted(tables)
        assert {record.transitions[name].dtype.str[1:] for name in record.transitions.columns} == {
            "u4", "i8", "u1", "i1", "u8", "u2"}
