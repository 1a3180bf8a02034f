# SPDX-License-Identifier: Apache-2.0
"""Do the pages tell the truth?

Goal: every block of code in README.md and docs/ runs and prints what the page says it prints, so
that no page can fall behind the program. Method: `blocks.py`; each page in a folder of its own.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from blocks import Page, blocks_of, is_run  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(path for path in DOCS.rglob("*.md")
                                     if "_build" not in path.parts)]
#: What shell blocks may begin with: the program, and the making of one's own.
COMMANDS = ("worldline ", "cmake -S . -B build", "build/relayed ")
#: Is run by test_own_behaviour.py, which builds what it shows.
BUILT = DOCS / "how-to" / "write-your-own-behaviour.md"
WITH_CODE = [page for page in PAGES
             if page != BUILT and any(is_run(block) for block in blocks_of(page))]


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def listed(page):
    """Pages in the tables of contents of an index page."""
    found = []
    for block in re.findall(r"^```\{toctree\}\n(.*?)^```$", page.read_text(encoding="utf-8"),
                            re.M | re.S):
        found += [page.parent / f"{line}.md" for line in block.splitlines()
                  if line and not line.startswith(":")]
    return found


def program():
    """The program: $WORLDLINE, else beside this Python, else on PATH."""
    beside = Path(sys.executable).with_name("worldline")
    return os.environ.get("WORLDLINE") or (str(beside) if beside.exists()
                                           else shutil.which("worldline"))


def test_every_page_is_in_an_index_and_every_listed_page_exists():
    indices = [DOCS / "index.md", DOCS / "decisions" / "index.md"]
    found = [page for index in indices for page in listed(index)]
    found += [page for page in PAGES  # their own index is made from the library
              if page.parent.name == "scenarios" and page.stem != "index"]
    assert not [name_of(page) for page in found if not page.exists()]
    assert sorted(map(name_of, found)) == sorted(
        name_of(page) for page in PAGES if page not in (ROOT / "README.md", indices[0]))


def test_every_block_of_code_does_something_or_says_why_not():
    for page in PAGES:
        for block in blocks_of(page):
            where = f"{name_of(page)}:{block.line}"
            assert block.says("no-run") != "", f"{where}: no reason is given"
            assert is_run(block) or block.says("no-run") or block.kind in ("", "text"), where
            if block.kind == "sh" and is_run(block):
                assert block.text.startswith(COMMANDS), f"{where}: only worldline is run"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_keeps_to_100_columns_outside_tables_links_and_code(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    wide = [line for line in text.splitlines()
            if len(line) > 100 and not line.startswith("|") and "](" not in line]
    assert not wide


@pytest.mark.parametrize("page", WITH_CODE, ids=name_of)
def test_what_a_page_shows_is_what_happens(page, tmp_path, monkeypatch):
    if program() is None:
        pytest.skip("the program worldline is not here: make setup")
    if any(block.kind == "python" for block in blocks_of(page)):
        pytest.importorskip("worldline")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(program()).parent), os.environ["PATH"]]))
    shown = Page(page, ROOT)
    for block in blocks_of(page):
        if is_run(block):
            shown.run(block)


def test_the_examples_on_the_format_page_read_every_table_of_a_record(tmp_path, monkeypatch):
    if program() is None:
        pytest.skip("the program worldline is not here: make setup")
    monkeypatch.chdir(tmp_path)
    subprocess.run([program(), "run", "two_observers", "-o", "run.h5"], check=True)
    written = subprocess.run([program(), "describe", "record"], check=True, capture_output=True,
                             encoding="utf-8").stdout
    page = tmp_path / "record-format.md"
    page.write_text(written, encoding="utf-8")
    examples = [block for block in blocks_of(page) if block.kind == "python"]
    tables = re.findall(r"^### (\w+)\n\n[^|\n]*bytes a row$", written, re.M)
    assert len(tables) >= 25
    assert all(any(f'file["{table}"]' in block.text for block in examples) for table in tables)
    shown = Page(page, tmp_path)
    for block in examples:
        shown.run(block)


def test_every_column_and_every_label_of_the_record_is_in_the_glossary():
    known = set(re.findall(r"\w+", (DOCS / "glossary.md").read_text(encoding="utf-8")))
    tables = (ROOT / "sim/record/tables.hpp").read_text(encoding="utf-8")
    columns = re.findall(r'\{"(\w+)", [uif]\d, "',
                         (ROOT / "sim/record/schema.hpp").read_text(encoding="utf-8") + tables)
    names = re.findall(r'\{"(\w+)", (?:constant|fact|runtime), "', tables)
    labels = [label for body in re.findall(r"_labels\[\]\{(.*?)\};", tables, re.S)
              for label in re.findall(r'"(\w+)"', body)]
    assert len(columns) > 80 and len(names) > 20 and len(labels) > 30
    assert not {*columns, *names, *labels} - known
