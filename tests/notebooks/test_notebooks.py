# SPDX-License-Identifier: Apache-2.0
"""Do the notebooks run, and are they what their source says?

Goal: a notebook that a reader opens is the one that was reviewed, and it works.
Method: each `.ipynb` is compared with the one made from its `.py`, and executed with nbclient.

To make the notebooks from their sources:  python tests/notebooks/test_notebooks.py
"""
import json
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SOURCES = sorted(NOTEBOOKS.glob("*.py"))


def made_from(source):
    """Text of the notebook that belongs to this source: no output, no chance, one form."""
    import jupytext
    text = source.read_text(encoding="utf-8").partition("\n")[2]  # without the licence line
    notebook = jupytext.reads(text, fmt="py:percent")
    cells = []
    for number, cell in enumerate(notebook.cells):
        made = {"cell_type": cell.cell_type, "id": f"cell-{number:02}", "metadata": {}}
        if cell.cell_type == "code":
            made |= {"execution_count": None, "outputs": []}
        cells.append(made | {"source": cell.source.splitlines(keepends=True)})
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python",
                               "name": "python3"},
                "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def test_every_notebook_has_a_source():
    assert SOURCES
    assert [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb"))] == \
        [path.stem for path in SOURCES]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_is_made_from_its_source(source):
    pytest.importorskip("jupytext")
    assert source.with_suffix(".ipynb").read_text(encoding="utf-8") == made_from(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_runs_and_what_it_asserts_holds(source, tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    try:
        pytest.importorskip("worldline").running.extension()
    except ImportError as error:
        pytest.skip(str(error))
    notebook = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3",
                            resources={"metadata": {"path": str(tmp_path)}}).execute()


if __name__ == "__main__":
    for path in SOURCES:
        path.with_suffix(".ipynb").write_text(made_from(path), encoding="utf-8")
        print(path.with_suffix(".ipynb").name)
