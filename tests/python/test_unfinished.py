# SPDX-License-Identifier: Apache-2.0
"""Can a record be read whose run is not over, or never will be?

Goal: the file of rows and its checkpoint together say what the finished record would; what does
not fit together is named, and the checkpoint before serves instead.
Method: finished records, taken apart by hand; a real run, while it lasts and after it was killed.
"""
import os
import shutil
import signal
import subprocess
import time
import warnings

import h5py
import large
import numpy as np
import pytest
import synthetic
from test_run import ENDLESS
from unfinished import unfinish, write_checkpoint
from worldline.checkpoint import Checkpoint, load
from worldline.errors import RecordError
from worldline.record import Record


def opened(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Record(path)


@pytest.fixture
def run(by_hand, tmp_path):
    """Path of the record that an interrupted run would have become."""
    path = tmp_path / "run.h5"
    unfinish(by_hand, path, time=np.int64(180_000))
    return path


def test_an_unfinished_record_says_how_far_it_is(run):
    with pytest.warns(UserWarning, match=r"unfinished.* written down at 0.18 s, of 2 s"):
        record = Record(run)
    with record:
        assert not record.complete and (record.ended, record.events) == (0.18, 8)
        assert record.digest == record.content_digest == ""
        checkpoint = record.checkpoint
        assert (checkpoint.time, checkpoint.until, checkpoint.seconds) == (0.18, 2.0, 2.0)
        assert checkpoint.digest == "00000000000000ab00000000000000cd"
        assert (checkpoint.windows, checkpoint.held_up, checkpoint.chunks) == (4, 0.5, 0)
        assert checkpoint.verdicts.shape == (3, 5) and checkpoint.trust.sum() == 45
        assert "unfinished" in repr(record) and "0.18 s of 2 s" in repr(checkpoint)
        with pytest.raises(ValueError, match="from 0 to 0.18 s"):
            record.at(0.2)


def test_it_holds_the_rows_units_and_words_of_the_finished_one(run, by_hand):
    pytest.importorskip("pandas")
    with Record(by_hand) as whole, opened(run) as record:
        assert record.tables == whole.tables and record.agent_names == whole.agent_names
        for name in set(whole.tables) - {"blocks", "profile"}:
            table, expected = record.table(name), whole.table(name)
            assert len(table) == len(expected)
            assert repr(table.to_pandas(seconds=True)) == repr(expected.to_pandas(seconds=True))
            for column in table.columns:
                for said in ("dtype", "unit", "meaning", "refers_to", "enum"):
                    assert getattr(table[column], said) == getattr(expected[column], said)
        assert record.verdicts().equals(whole.verdicts())
        assert record.at(0.1).messages.equals(whole.at(0.1).messages)


def test_chunks_and_last_rows_make_one_column(tmp_path):
    finished, path = tmp_path / "finished.h5", tmp_path / "run.h5"
    large.write(finished, large.ROWS_A_STEP * 150_000, 1000)
    unfinish(finished, path)
    with Record(finished) as whole, opened(path) as record:
        column, expected = record.transitions.time, whole.transitions.time
        assert len(column) == 150_000 and len(column.rest) == 18_928
        values = expected[:]
        assert np.array_equal(column[:], values) and column[-1] == values[-1]
        for rows in (slice(131_000, 131_100), slice(131_072, None), slice(100, 140_000, 7),
                     slice(None, None, -1), np.array([149_999, 0, 131_071, 131_072])):
            assert np.array_equal(column[rows], values[rows])
        for mine, theirs in zip(column.ranges, expected.ranges):
            assert mine.tolist() == theirs.tolist()
        assert record.transitions.rows({"agent": "a7"}).tolist() == list(range(7, 150_000, 1000))
        for moment in (100.0, 149.5):
            assert np.array_equal(record.at(moment).message_rows, whole.at(moment).message_rows)
            assert np.array_equal(record.at(moment).promise_rows, whole.at(moment).promise_rows)
        assert record.promises["a3", 149].row == 149_003


def test_what_is_read_stays_when_the_next_checkpoint_comes(run, by_hand):
    with opened(run) as record:
        write_checkpoint(by_hand, f"{run}.new")
        os.replace(f"{run}.new", f"{run}.checkpoint")
        os.rename(f"{run}.partial", run)
        assert record.transitions.time[:].tolist()[-1] == 170_000


def test_a_bad_checkpoint_gives_way_to_the_one_before(run):
    checkpoint = f"{run}.checkpoint"
    shutil.copy(checkpoint, f"{run}.checkpoint.previous")
    whole = open(checkpoint, "rb").read()
    for size in (0, 100, len(whole) // 2):
        with open(checkpoint, "wb") as file:
            file.write(whole[:size])
        with opened(run) as record:
            assert record.checkpoint.path.endswith(".previous") and len(record.transitions) == 5
    os.remove(checkpoint)
    with opened(run) as record:
        assert len(record.messages) == 4
    os.remove(f"{run}.checkpoint.previous")
    with pytest.raises(RecordError, match="no checkpoint of it can be read: there is no "):
        opened(run)


def changed(path, change):
    with h5py.File(path, "r+") as file:
        change(file)


def resized(name, values):
    def change(file):
        del file[name]
        file[name] = values
    return change


@pytest.mark.parametrize("change, says", [
    (lambda file: file.attrs.__setitem__("filetype", "worldline"), "another file"),
    (lambda file: file.attrs.__setitem__("version", np.array([2, 0], np.uint32)), "newer"),
    (lambda file: file.attrs.__delitem__("time"), "no checkpoint that can be read"),
    (lambda file: file.__delitem__("rest/transitions"), "no checkpoint that can be read"),
    (resized("rest/transitions", np.zeros(7, np.uint8)), "last rows of another length"),
    (resized("tables/rest_rows", np.zeros(2, np.uint64)), "rows of other tables"),
    (resized("tables/columns", np.frombuffer(b"agents name", np.uint8)), "no checkpoint"),
    (resized("tally/verdicts", np.zeros(7, np.uint64)), "no checkpoint that can be read"),
    (resized("overlay/bytes", np.zeros(9, np.uint8)), "pieces of another length"),
    (resized("overlay/size", np.zeros(0, np.uint32)), "pieces of another length"),
    (resized("overlay/start", np.zeros(0, np.uint64)), "pieces of another length")])
def test_what_is_no_checkpoint_is_named(run, change, says):
    changed(f"{run}.checkpoint", change)
    with pytest.raises(RecordError, match=says):
        opened(run)


def test_files_that_do_not_fit_together_are_named(run, by_hand):
    changed(f"{run}.checkpoint", resized("overlay/start", np.array([0, 5, 9, 13], np.uint64)))
    with pytest.raises(RecordError, match="do not fit together"):
        opened(run)
    write_checkpoint(by_hand, f"{run}.checkpoint")  # without a piece over the file
    with pytest.raises(RecordError, match="do not fit together"):
        opened(run)


def test_rows_that_the_file_lacks_are_named(run):
    counts = [5 if name == "transitions" else 0 for name in synthetic.schema()[0]]
    changed(f"{run}.checkpoint", resized("tables/whole_rows", np.array(counts, np.uint64)))
    with opened(run) as record, pytest.raises(RecordError, match="lacks some of transitions: it"):
        record.transitions


def test_a_finished_record_of_that_name_goes_before(run, by_hand):
    shutil.copy(by_hand, run)
    with Record(run) as record:
        assert record.complete
    with opened(f"{run}.partial") as record:
        assert not record.complete and record.ended == 0.18


def test_a_partial_file_that_is_finished_meanwhile_is_opened_by_its_name(by_hand, tmp_path):
    shutil.copy(by_hand, tmp_path / "run.h5")
    with Record(tmp_path / "run.h5.partial") as record:
        assert record.complete
    with pytest.raises(FileNotFoundError, match="no such file"):
        Record(tmp_path / "none.h5.partial")


def wait_for(path, process):
    end = time.monotonic() + 30
    while not os.path.exists(path):
        assert process.poll() is None and time.monotonic() < end, process.communicate()
        time.sleep(0.02)


def test_a_run_is_read_while_it_lasts_and_after_it_was_killed(program, tmp_path):
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    path = tmp_path / "run.h5"
    process = subprocess.Popen([program, "run", tmp_path / "endless.yaml", "-o", path],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(f"{path}.checkpoint", process)
        for is_alive in (True, False):
            if not is_alive:
                process.send_signal(signal.SIGKILL)
                process.communicate(timeout=30)
            with opened(path) as record:
                assert record.agent_names == ["alice", "bob"] and not record.complete
                assert record.source() == ENDLESS
                assert record.transitions["time"].unit == "tick"
                assert record.checkpoint.until == pytest.approx(8_640_000)
                assert Checkpoint(f"{path}.checkpoint").time == record.ended
    finally:
        process.kill()
        process.wait(timeout=30)


#: What a state knows of the last occurrence of its promises depends on the end of the run.
OF_THE_END = {"content_high", "content_low", "history_high", "history_low"}


def by_identity(table, maker, count):
    """Columns of a table, rows in the order of their identities."""
    order = np.lexsort([table[count][:], table[maker][:]])
    return {column: table[column][:][order] for column in table.columns}


def test_what_a_killed_run_has_left_is_what_a_run_until_then_records(program, tmp_path):
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    command = [program, "run", "endless.yaml", "--record", "full"]
    process = subprocess.Popen([*command, "--checkpoint-every", "0.02", "-o", "run.h5"],
                               cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        wait_for(tmp_path / "run.h5.checkpoint", process)
        end = time.monotonic() + 60
        while load(tmp_path / "run.h5").events < 150_000:
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.02)
    finally:
        process.kill()
        process.communicate(timeout=30)
    with opened(tmp_path / "run.h5") as record:
        until = f"{record.ticks(record.ended)} us"
        subprocess.run([*command, "--until", until, "-o", "whole.h5"], check=True, cwd=tmp_path,
                       capture_output=True, timeout=60)
        assert len(record.transitions) > synthetic.BLOCK_ROWS
        with Record(tmp_path / "whole.h5") as whole:
            for table, maker, count in (("transitions", "agent", "interior_time"),
                                        ("messages", "sender", "sequence"),
                                        ("assessments", "assessor", "interior_time")):
                mine = by_identity(record.table(table), maker, count)
                theirs = by_identity(whole.table(table), maker, count)
                for column in set(mine) - OF_THE_END:
                    assert np.array_equal(mine[column], theirs[column],
                                          equal_nan=mine[column].dtype.kind == "f"), column
