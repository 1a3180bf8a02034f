# SPDX-License-Identifier: Apache-2.0
"""Records that are what was written, and files that are not.

Goal: `verify`, `pack` and `info` say of any file what it is, by exit code and by name, and never
crash. Method: a record of the library, whole, cut every 4 KiB, with one bit flipped at random
places, and changed by h5py.
"""
import random
import re
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

SPAN = "600 s"  # 385 kB
N_FLIPS = 200


@pytest.fixture(scope="module")
def record(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    subprocess.run([program, "run", "lossy-link", "--until", SPAN, "-o", "run.h5"], cwd=folder,
                   check=False, capture_output=True, timeout=60)
    return folder / "run.h5"


@pytest.fixture
def change(record, tmp_path):
    """Changes a copy of the record by h5py: change(how) -> path."""
    h5py = pytest.importorskip("h5py")

    def changed(how):
        path = tmp_path / "changed.h5"
        path.write_bytes(record.read_bytes())
        with h5py.File(path, "r+") as file:
            how(file)
        return path
    return changed


def figure(text, name):
    return re.search(rf"^{name} +(.*)$", text, re.M)[1]


def test_a_record_is_what_was_written(call, record):
    done = call("verify", record)
    assert done.code == 0
    assert "ok: it is what was written" in done.out
    assert int(figure(done.out, "rows").replace(",", "")) > 50_000
    assert figure(done.out, "content") in call("info", record).out
    assert figure(done.out, "run") in call("info", record).out
    for threads in ("1", "2", "3"):
        assert figure(call("verify", record, "--threads", threads).out,
                      "content") == figure(done.out, "content")


def test_the_schema_alone_is_asked_for(call, record):
    done = call("verify", "--schema", record)
    assert done.code == 0
    assert "agrees with the schema of format 1." in done.out


def test_a_record_cut_anywhere_is_told_from_a_changed_one(call, record, tmp_path):
    whole = record.read_bytes()
    cut = tmp_path / "cut.h5"
    for size in range(4096, len(whole), 4096):
        cut.write_bytes(whole[:size])
        verified = call("verify", cut)
        assert verified.code == 3, size
        assert f"FAULT  cut short: {cut} cannot be read; it is cut short: it has {size} bytes" \
            in verified.out
        looked_at = call("info", cut)
        assert looked_at.code == 2
        assert "cut short" in looked_at.err
    for size in (0, 7):
        cut.write_bytes(whole[:size])
        assert call("verify", cut).code == 2


def test_a_flipped_bit_is_found_or_changes_nothing(call, record, tmp_path):
    """Where `verify` says ok, the content digest computed anew is that of the whole record."""
    whole = record.read_bytes()
    content = figure(call("verify", record).out, "content")
    rng = random.Random(4)
    flipped = tmp_path / "flipped.h5"
    found = 0
    for _ in range(N_FLIPS):
        data = bytearray(whole)
        at = rng.randrange(len(data))
        data[at] ^= 1 << rng.randrange(8)
        flipped.write_bytes(data)
        done = call("verify", flipped)
        assert done.code in (0, 2, 3), (at, done.err)
        if done.code == 0:
            assert figure(done.out, "content") == content, at
        elif done.code == 3:
            assert "FAULT" in done.out or "crashes" in done.err, at
            found += 1
        assert call("info", flipped).code in (0, 2, 3), at
    assert found > N_FLIPS / 10


def test_a_changed_value_is_named_by_table_column_and_block(call, change):
    def how(file):
        file["messages/received"][77] += 1
    done = call("verify", change(how))
    assert done.code == 3
    assert re.search(r"FAULT  /messages/received, block 0: changed: its digest is", done.out)


def test_what_is_missing_is_named(call, change):
    for path, options in (("judges", []), ("messages/kind", []), ("enums/verdict", ["--schema"])):
        def how(file, path=path):
            del file[path]
        changed = change(how)
        done = call("verify", changed, *options)
        assert done.code == 3
        assert f"FAULT  /{path}" in done.out
        assert "is not there" in done.out


def test_columns_of_other_lengths_are_named(call, change):
    def how(file):
        values = file["agents/kernel"][:-1]
        del file["agents/kernel"]
        file["agents/kernel"] = values
    changed = change(how)
    done = call("verify", changed)
    assert done.code == 3
    assert "/agents/kernel has 2 rows, and columns before it 3" in done.out
    assert call("info", changed).code == 2


def test_a_later_major_version_is_no_record_of_ours(call, change):
    changed = change(lambda file: file.attrs.modify("version", [2, 0]))
    for command in ("verify", "info", "pack"):
        done = call(command, changed)
        assert done.code == 2
        assert "format 2.0; this program reads format 1" in done.err


def test_what_is_no_record_is_said_so(call, tmp_path):
    h5py = pytest.importorskip("h5py")
    (tmp_path / "text.h5").write_text("agents: {}\n")
    h5py.File(tmp_path / "other.h5", "w").close()
    for name, word in (("text.h5", "not an HDF5 file"), ("other.h5", "some other HDF5 file"),
                       ("absent.h5", "No such file"), (".", "folder")):
        for command in ("verify", "pack"):
            done = call(command, name)
            assert done.code == 2
            assert word in done.err


def test_two_runs_may_not_write_one_record(program, call, tmp_path, endless):
    first = subprocess.Popen([program, "run", endless, "-o", "run.h5"], cwd=tmp_path,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if (tmp_path / "run.h5.checkpoint").exists():
                break
            time.sleep(0.05)
        second = call("run", endless, "-o", "run.h5")
        assert second.code == 2
        assert "another run is writing it" in second.err
        assert call("verify", "run.h5").code == 0  # up to its checkpoint
        assert "unfinished" in call("verify", "run.h5").out
        assert call("pack", "run.h5").code == 2
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()


def test_packing_leaves_the_content_as_it_was(call, tmp_path):
    call("run", "lossy-link", "--until", SPAN, "--no-compress", "-o", "plain.h5")
    content = figure(call("verify", "plain.h5").out, "content")
    done = call("pack", "plain.h5", "-o", "packed.h5")
    assert done.code == 0
    assert int(figure(done.out, "before").split()[0].replace(",", "")) \
        == (tmp_path / "plain.h5").stat().st_size
    assert (tmp_path / "packed.h5").stat().st_size < (tmp_path / "plain.h5").stat().st_size
    assert figure(call("verify", "packed.h5").out, "content") == content
    assert call("pack", "plain.h5").code == 0
    assert (tmp_path / "plain.h5").read_bytes() == (tmp_path / "packed.h5").read_bytes()


def test_a_record_is_not_packed_to_where_nothing_may_be_written(call_bound, record, tmp_path):
    tmp_path.chmod(0o755)
    for parent in record.parents:
        if parent == Path(tempfile.gettempdir()):
            break
        parent.chmod(parent.stat().st_mode | 0o055)
    record.chmod(0o644)
    done = call_bound("pack", record, "-o", tmp_path / "packed.h5", folder="/")
    assert done.code == 2
    assert "cannot be written: Permission denied" in done.err
