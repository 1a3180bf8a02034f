# SPDX-License-Identifier: Apache-2.0
"""How the documentation is built: `make docs`, or `python -m sphinx -W docs docs/_build/html`.

Two pages are the program's own account of itself. A line `% program: describe language` in a page
is replaced by what `worldline describe language` prints, so they cannot fall behind it. The pages
of scenarios are prose, to which `_ext/scenario_pages.py` adds what the YAML and a run can say.
"""
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))
ABOUT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = ABOUT["name"]
author = ABOUT["authors"][0]["name"]
project_copyright = author
version = release = ABOUT["version"]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon",
              "scenario_pages"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "_ext"]
html_theme = "furo"
html_title = f"{project} {version}"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4

napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints = "none"
python_maximum_signature_line_length = 80

_PROGRAM_LINE = re.compile(r"^% program: (.+)$", re.M)


def program():
    """The program `worldline`: $WORLDLINE, else beside this Python, else on PATH."""
    beside = Path(sys.executable).with_name("worldline")
    found = os.environ.get("WORLDLINE") or (str(beside) if beside.exists() else None) \
        or shutil.which("worldline")
    if not found:
        raise RuntimeError("the pages `language` and `record-format` are written by the program "
                           "`worldline`, which is not here: run `make setup`, or set WORLDLINE")
    return found


def _ask_program(match):
    asked = [program(), *match[1].split()]
    return subprocess.run(asked, check=True, capture_output=True, encoding="utf-8").stdout


def _fill_in(app, docname, source):
    source[0] = _PROGRAM_LINE.sub(_ask_program, source[0])


def _always_new(app, env, added, changed, removed):
    """Pages by the program are read in every build: nobody knows when it has changed."""
    return [name for name in ("language", "record-format") if name not in removed]


def setup(app):
    app.connect("source-read", _fill_in)
    app.connect("env-get-outdated", _always_new)
