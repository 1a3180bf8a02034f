# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share: records written by hand, and the real program."""
import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LIBRARY = HERE.parents[1] / "scenarios" / "library"
sys.path.insert(0, str(HERE))
os.environ.setdefault("MPLBACKEND", "Agg")


@pytest.fixture
def by_hand(tmp_path):
    """Path of a record of two observers that no simulator has touched."""
    import synthetic
    return synthetic.two_observers(tmp_path / "by_hand.h5")


@pytest.fixture
def record(by_hand):
    from worldline.record import Record
    with Record(by_hand) as opened:
        yield opened


@pytest.fixture(scope="session")
def wl():
    """The package with its compiled part; without it the test is left out, aloud."""
    import worldline
    try:
        worldline.running.extension()
    except ImportError as error:
        pytest.skip(str(error))
    return worldline


os.environ.setdefault("WORLDLINE_LIBRARY", str(LIBRARY))


@pytest.fixture(scope="session")
def program():
    """Path of the program `worldline`: $WORLDLINE, or the one on PATH."""
    found = os.environ.get("WORLDLINE") or shutil.which("worldline")
    if not found:
        pytest.skip("there is no program `worldline` on PATH")
    return found
