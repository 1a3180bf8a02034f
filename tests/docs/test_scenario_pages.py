# SPDX-License-Identifier: Apache-2.0
"""Does every scenario of the library have its page, and does the page say what a run says?

Goal: no scenario without a page, no page without its sections, no source without its certainty, no
picture without whose view it is. Method: the pages and YAML as text; the template filled in once
from a run of `two_observers`, and once where the data is missing.
"""
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))
yaml = pytest.importorskip("yaml", reason="PyYAML comes with the extra `docs`")
import scenario_text as template  # noqa: E402
from scenario_facts import facts_of, yaml_of  # noqa: E402

LIBRARY = {path.stem: path for path in sorted((ROOT / "scenarios/library").glob("*.yaml"))}
PAGES = {path.stem: path for path in sorted((ROOT / "docs/scenarios").glob("*.md"))
         if path.stem != "index"}


def words_of_the_glossary():
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"),
                      re.M)
    return {re.sub(r" \(.*\)", "", word).strip() for row in rows for word in row.split(",")}


def test_every_scenario_has_a_page_and_every_page_a_scenario():
    assert sorted(PAGES) == sorted(LIBRARY)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_sections_of_the_template_in_their_order(name):
    found = re.findall(r"^## (.+)$", PAGES[name].read_text(encoding="utf-8"), re.M)
    assert [heading for heading in found if heading in template.HEADINGS] == \
        list(template.HEADINGS)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_scenario_says_how_sure_its_source_is_and_where_it_belongs(name):
    document = yaml_of(LIBRARY[name])
    said = template.certainties(template.one_line(document["source"]))
    assert said and all(word in template.CERTAINTY for _, word in said), said
    page = document["x-page"]
    assert page["chapter"] in template.CHAPTERS
    assert page["concepts"] and not set(page["concepts"]) - words_of_the_glossary()


def test_certainties_are_those_of_the_page_of_sources():
    head = (ROOT / "docs/sources.md").read_text(encoding="utf-8").split("| name |")[0]
    assert re.findall(r"^\| ([a-z ]+) \| (?!means)", head, re.M) == list(template.CERTAINTY)


def test_a_source_is_split_where_a_certainty_stands():
    assert template.certainties("Ashby 2003; RFC 5905 [read]; by hand [derived]") == [
        ("Ashby 2003; RFC 5905", "read"), ("by hand", "derived")]
    assert template.certainties("somewhere") == [("somewhere", "")]


def test_what_a_run_found_stands_in_the_sections_it_belongs_to(tmp_path):
    pytest.importorskip("worldline")
    pytest.importorskip("matplotlib")
    facts = facts_of(LIBRARY["two_observers"], tmp_path)
    text = template.filled_in(PAGES["two_observers"].read_text(encoding="utf-8"), "two_observers",
                              facts, "/pictures", 31)
    part = {one.partition("\n")[0]: one for one in re.split(r"^## ", text, flags=re.M)}
    assert "4 of 4 hold" in part["What is it?"]
    assert "| alice | `steward` |" in part["How it works"]
    assert "due at `100 ms` | bob, carol |" in part["How it works"]
    assert "| at_my_door | `deadline` | `arrival` | `0 s` | `1 s` |" in part["How it works"]
    assert "| [0, 2 s), " in part["What is it?"]
    assert "| margin by carol on parcel | -60 ms ± 1 us | -60 ms | holds |" in \
        part["How to use it"]
    assert part["Things to notice"].count("{figure}") == len(facts["pictures"]) >= 3
    assert "*Apparatus view: nobody inside can have it.*" in part["Things to notice"]
    assert "*Agent view: what dave could know.*" in part["Things to notice"]
    assert "the text itself was read" in part["Source"]
    assert all((tmp_path / picture["file"]).stat().st_size > 5_000
               for picture in facts["pictures"])


def test_a_run_is_kept_until_its_scenario_changes(tmp_path):
    pytest.importorskip("worldline")
    pytest.importorskip("matplotlib")
    path = tmp_path / "short.yaml"
    text = LIBRARY["two_observers"].read_text(encoding="utf-8")
    path.write_text(text[:text.index("x-page:")] + "x-page: {pictures: [verdicts]}\n",
                    encoding="utf-8")
    cache = tmp_path / "cache"
    facts_of(path, cache)
    kept = next(cache.glob("short-*/0.png"))
    before = kept.stat().st_mtime_ns
    facts_of(path, cache)
    assert kept.stat().st_mtime_ns == before
    path.write_text(path.read_text(encoding="utf-8").replace("160 ms", "170 ms"),
                    encoding="utf-8")
    found = facts_of(path, cache)
    assert not kept.exists() and len(list(cache.iterdir())) == 1
    assert [one["found"] for one in found["expectations"]][2] == "-70 ms"


def test_a_page_says_which_data_is_to_be_given():
    document = yaml_of(LIBRARY["flights"])
    facts = facts_of(LIBRARY["flights"], ROOT / "none")
    assert facts == {"document": document,
                     "missing": [("flights", "flights_nyc2013.csv.gz")]}
    text = template.filled_in("# F\n\n## What is it?\n\n## Source\n", "flights", facts, "/p", 500)
    assert "`--set flights=PATH`" in text and "was not run" in template.one_line(text)
    assert "literalinclude" not in text


def test_equal_rows_become_one_and_long_tables_say_what_is_left_out():
    rows = [[f"a{n}", "observer"] for n in range(9)] + [["b", "steward"]]
    assert template.together(rows) == [["a0, a1, a2, a3, a4, a5 and 3 more", "observer"],
                                       ["b", "steward"]]
    assert "and 7 more." in template.table(("n",), [(n,) for n in range(12)], rows_max=5)


def test_the_index_names_every_scenario_once():
    documents = {name: yaml_of(path) for name, path in LIBRARY.items()}
    text = template.index(documents)
    for name in LIBRARY:
        assert text.count(f"]({name}.md)") == text.count(f"\n{name}\n") == 1
    assert "## Others" not in text


def test_a_picture_that_cannot_be_drawn_is_named(tmp_path):
    pytest.importorskip("worldline")
    pytest.importorskip("matplotlib")
    text = LIBRARY["two_observers"].read_text(encoding="utf-8")
    path = tmp_path / "short.yaml"
    path.write_text(text[:text.index("x-page:")]
                    + "x-page: {pictures: [{draw: trust, by: eve}]}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"short.yaml: picture 0 of x-page \(trust\): .*eve"):
        facts_of(path, tmp_path / "cache")


def test_each_transition_of_a_machine_is_a_row():
    document = yaml.load("""
machines:
  lamp:
    states:
      off: [{hears: press, when: power > 0, do: [{set: {n: n + 1}}, stop], to: on}]
      on: [{after: 5 s, to: off}]
      broken: []
agents: {hall: {machine: lamp, power: 1, clock: {kind: ideal}}}
""", Loader=yaml.BaseLoader)
    assert "| hall | machine `lamp`, `{power: 1}` | `{kind: ideal}` |" in template.cast(document)
    text = template.machines(document)
    assert "| off | hears `press` | `power > 0` | `{set: {n: n + 1}}`, `stop` | on |" in text
    assert "| on | after `5 s` |  |  | off |" in text and "| broken |" in text
