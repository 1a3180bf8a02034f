# SPDX-License-Identifier: Apache-2.0
"""Has each concept what the page says?

Goal: every concept has a row, a line in the glossary, and a test that is there and names it.
Method: the rows of docs/concepts.md against the files that they name.
"""
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = [*range(2, 21), *range(23, 29)]
ROWS = dict(re.findall(r"^\| C(\d+) \| (.+) \|$",
                       (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8"), re.M))


def mentions(path, number):
    return re.search(rf"\bC{number}(?!\d)", path.read_text(encoding="utf-8"))


def test_every_concept_has_a_row():
    assert list(map(int, ROWS)) == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_a_concept_has_a_test_that_names_it_and_a_line_in_the_glossary(number):
    tests = re.findall(r"`(tests/[^`]+)`", ROWS[str(number)])
    assert tests and all(mentions(ROOT / test, number) for test in tests)
    assert mentions(ROOT / "docs" / "glossary.md", number)
