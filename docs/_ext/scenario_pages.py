# SPDX-License-Identifier: Apache-2.0
"""Sphinx: fills in the pages of docs/scenarios, and the index of the library.

A page is docs/scenarios/NAME.md, with the headings of `scenario_text.HEADINGS` and prose under
them. Everything that the YAML or a run can say is written by `scenario_text` while the page is
read: who plays, what is promised, what is expected and what was found, and pictures. A line
`% library` is replaced by the table of all scenarios.
"""
from pathlib import Path

from sphinx.util import logging

from scenario_facts import facts_of, yaml_of
from scenario_text import filled_in, index

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios" / "library"
_log = logging.getLogger(__name__)


def _fill_in(app, docname, source):
    folder, _, name = docname.rpartition("/")
    path = LIBRARY / f"{name}.yaml"
    if "% library\n" in source[0]:
        documents = {one.stem: yaml_of(one) for one in sorted(LIBRARY.glob("*.yaml"))}
        source[0] = source[0].replace("% library\n", index(documents))
    elif folder == "scenarios" and path.exists():
        app.env.note_dependency(str(path))
        facts = facts_of(path, Path(app.srcdir) / "_build" / "scenarios")
        for one in facts.get("expectations", ()):
            if not one["holds"]:
                _log.warning("%s does not hold: %s, expected %s, found %s", name, one["text"],
                             one["expected"], one["found"], location=docname)
        n_lines = path.read_text(encoding="utf-8").count("\n")
        source[0] = filled_in(source[0], name, facts, "/_build/scenarios", n_lines)


def _always_new(app, env, added, changed, removed):
    """Pages that runs have a part in are read in every build; the runs themselves are kept."""
    return [name for name in env.found_docs if name.startswith("scenarios/")]


def setup(app):
    app.connect("source-read", _fill_in)
    app.connect("env-get-outdated", _always_new)
    return {"parallel_read_safe": True}
