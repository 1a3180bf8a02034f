# SPDX-License-Identifier: Apache-2.0
"""Is a fork read as one record, though its past stands in its parent?

Goal: every column has the parent's rows before its own; a parent that is not the one is refused.
Method: a record cut in two by hand; a real fork against the run that it continues.
"""
import os
import shutil
import subprocess

import h5py
import large
import numpy as np
import pytest
import synthetic
from test_run import ENDLESS
from worldline.record import Record, RecordError

FIRST = 2 * synthetic.BLOCK_ROWS


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Paths of a record and of a fork that changes nothing and holds its last rows."""
    folder = tmp_path_factory.mktemp("forks")
    parent, child = folder / "parent.h5", folder / "child.h5"
    large.write(parent, large.ROWS_A_STEP * 150_000, 1000)
    shutil.copy(parent, child)
    with h5py.File(child, "r+") as file:
        file.attrs.update(parent="parent.h5", parent_digest="cd" * 16, content_digest="ef" * 16)
        for table in ("transitions", "messages", "promises", "assessments", "incidences"):
            file[table].attrs["first_row"] = np.uint64(FIRST)
            for column in list(file[table]):
                values, attributes = file[table][column][FIRST:], dict(file[table][column].attrs)
                del file[table][column]
                if table != "incidences":
                    file[table].create_dataset(column, data=values).attrs.update(attributes)
    return parent, child


def test_columns_have_the_rows_of_the_past_before_their_own(pair):
    with Record(pair[0]) as parent, Record(pair[1]) as child:
        for name in ("transitions", "messages", "promises", "assessments"):
            table, whole = child.table(name), parent.table(name)
            assert len(table) == len(whole) == 150_000
            for column in table.columns:
                assert table[column].dtype == whole[column].dtype
                assert np.array_equal(table[column][FIRST - 9:FIRST + 9],
                                      whole[column][FIRST - 9:FIRST + 9],
                                      equal_nan=whole[column].dtype.kind == "f")
        assert len(child.incidences) == FIRST  # the child has no rows of its own
        assert child.incidences.role.enum == "role"
        time = child.transitions.time
        assert np.array_equal(time[:], parent.transitions.time[:])
        rows = [0, FIRST, FIRST - 1, 149_999]
        assert np.array_equal(time.take(rows), parent.transitions.time.take(rows))
        assert time.ranges[0].tolist() == parent.transitions.time.ranges[0].tolist()
        for moment in (100.0, 131.5, 149.0):
            assert np.array_equal(child.at(moment).message_rows, parent.at(moment).message_rows)
        assert parent.parent is None and child.parent.path == str(pair[0])


def test_a_parent_that_is_away_or_another_is_refused(pair, tmp_path):
    child = tmp_path / "child.h5"
    shutil.copy(pair[1], child)
    with Record(child) as record, pytest.raises(RecordError, match="is a fork of .*not there"):
        record.transitions
    synthetic.two_observers(tmp_path / "parent.h5", content_digest="00" * 16)
    with Record(child) as record, pytest.raises(RecordError, match="no longer the record that it"):
        record.transitions
    shutil.copy(pair[1], tmp_path / "parent.h5")
    with h5py.File(tmp_path / "parent.h5", "r+") as file:  # its own parent
        file.attrs["content_digest"] = "cd" * 16
    with Record(child) as record, pytest.raises(RecordError, match="more than 100 ancestors"):
        record.transitions


def test_a_past_that_is_too_short_is_refused(pair, tmp_path):
    shutil.copy(pair[1], tmp_path / "child.h5")
    synthetic.two_observers(tmp_path / "parent.h5")
    with Record(tmp_path / "child.h5") as record, \
            pytest.raises(RecordError, match="its past has more rows of transitions than"):
        record.transitions


def test_a_real_fork_is_read_as_the_run_that_it_goes_on(program, tmp_path):
    scenario = ENDLESS.replace("until: 100 d", "until: 800 s")
    (tmp_path / "pulses.yaml").write_text(scenario, encoding="utf-8")
    for arguments in (["run", "pulses.yaml", "-o", "past.h5"],
                      ["fork", "past.h5", "--at", "700 s", "-o", "child.h5"]):
        subprocess.run([program, *arguments], check=True, cwd=tmp_path, capture_output=True)
    with Record(tmp_path / "past.h5") as past, Record(tmp_path / "child.h5") as child:
        assert child.digest == past.digest and child.parent.path == str(tmp_path / "past.h5")
        with h5py.File(tmp_path / "child.h5") as file:
            assert file["transitions"].attrs["first_row"] >= synthetic.BLOCK_ROWS
        for name in ("transitions", "messages", "assessments", "incidences", "strings"):
            for column in child.table(name).columns:
                assert np.array_equal(child.table(name)[column][:], past.table(name)[column][:],
                                      equal_nan=child.table(name)[column].dtype.kind == "f")
        assert len(child.worldline("bob", columns=["time"])) == len(
            past.worldline("bob", columns=["time"])) > 79_000
    assert os.path.getsize(tmp_path / "child.h5") < os.path.getsize(tmp_path / "past.h5")
