# SPDX-License-Identifier: Apache-2.0
"""The programs of a build folder, for tests that need them."""
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "build"


@pytest.fixture(scope="session")
def programs():
    """Paths of worldline-bench and bare_hdf5, of one build; the test is skipped without."""
    for folder in sorted(BUILD.glob("*")):
        found = [folder / "cli" / "worldline-bench", folder / "bench" / "bare_hdf5"]
        if all(program.exists() for program in found):
            return [str(program) for program in found]
    pytest.skip("worldline-bench and bare_hdf5 are not built")
