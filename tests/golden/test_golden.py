# SPDX-License-Identifier: Apache-2.0
"""Can plain h5py read records of every format version that was ever released?

Goal: what the format page says holds of files that this program did not write. Method: the kept
records, with nothing but h5py and NumPy; `make.py` says how they came to be.
"""
from pathlib import Path

import pytest

h5py = pytest.importorskip("h5py")
np = pytest.importorskip("numpy")

HERE = Path(__file__).resolve().parent
KEPT = [(folder, *line.split()) for folder in sorted(HERE.glob("format-*"))
        for line in (folder / "digests.txt").read_text(encoding="utf-8").splitlines()]


def texts(file):
    start = file["strings/start"][:]
    data = file["string_bytes/byte"][:].tobytes()
    ends = np.append(start[1:], np.uint64(len(data)))
    return [data[a:b].decode() for a, b in zip(start, ends)]


@pytest.fixture(params=KEPT, ids=lambda one: f"{one[0].name}-{one[1]}")
def kept(request):
    folder, name, run, content = request.param
    with h5py.File(folder / f"{name}.h5") as file:
        yield file, folder.name, run, content


def test_there_are_kept_records():
    assert len(KEPT) >= 2


def test_a_kept_record_says_what_it_is(kept):
    file, folder, run, content = kept
    assert file.attrs["filetype"] == b"worldline"
    assert folder == "format-{}.{}".format(*file.attrs["version"])
    assert file.attrs["complete"] == 1
    assert file.attrs["run_digest"].decode() == run
    assert file.attrs["content_digest"].decode() == content


def test_the_columns_of_a_table_are_as_it_says(kept):
    file = kept[0]
    n_tables = 0
    for group in file.values():
        if "columns" not in group.attrs:
            continue
        n_tables += 1
        names = group.attrs["columns"].decode().split(",")
        assert sorted(names) == sorted(group)
        assert len({len(group[name]) for name in names}) == 1
        assert all("units" in group[name].attrs for name in names)
    assert n_tables >= 25


def test_names_and_verdicts_are_those_of_the_scenario(kept):
    file = kept[0]
    text = texts(file)
    names = [text[row] for row in file["agents/name"]]
    assert names[:2] == ["alice", "bob"]
    label = [text[row] for row in file["enums/verdict"]]
    found = [(names[who], label[verdict]) for who, verdict in
             zip(file["assessments/assessor"], file["assessments/verdict"])]
    if file.attrs["scenario"] == b"two_observers":
        assert ("bob", "kept") in found and ("carol", "broken") in found
    else:
        assert ("bob", "kept") in found and ("bob", "not_kept") in found
