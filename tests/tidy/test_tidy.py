# SPDX-License-Identifier: Apache-2.0
"""Does tidy see what it is there to see?

Goal: every kind of complaint is made where it is due, and none about a tidy tree.
Method: a small tree without fault is built, one fault is planted, and the complaint is looked for.
Runs under pytest and, for machines without it, as a program.
"""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import house  # noqa: E402
import tidy  # noqa: E402

LICENCE = "SPDX-License-Identifier: Apache-2.0\n"
HEADER = "// " + LICENCE + "#pragma once\n"
SOURCE = "// " + LICENCE
SCRIPT = "# " + LICENCE
LONG_BODY = "    step();\n" * house.FUNCTION_LINES

# name of the file, its text, the complaint that must be made (in part)
FAULTS = [
    ("sim/base/a.cpp", SOURCE + '#include "sim/engine/engine.hpp"\n',
     "sim/base must not include sim/engine"),
    ("sim/record/a.cpp", SOURCE + '#include "sim/engine/engine.hpp"\n',
     "sim/record must not include sim/engine"),
    ("agents/a.cpp", SOURCE + '#include "sim/record/schema.hpp"\n',
     "agents must not include sim/record"),
    ("analysis/a.cpp", SOURCE + '#include "scenarios/spec.hpp"\n',
     "analysis must not include scenarios"),
    ("sim/base/a.cpp", SOURCE + '#include "time.hpp"\n', "written from the root"),
    ("agents/a.cpp", SOURCE + "#include <tbb/task_arena.h>\n", "lives in sim/base alone"),
    ("agents/a.cpp", SOURCE + "#include <thread>\n", "lives in sim/base alone"),
    ("scenarios/a.cpp", SOURCE + "#include <boost/graph/graph_traits.hpp>\n",
     "lives in scenarios/network and analysis/graph alone"),
    ("sim/engine/a.cpp", SOURCE + "#include <hdf5.h>\n", "lives in sim/record"),
    ("tests/a_test.cpp", SOURCE + "#include <catch2/catch.hpp>\n", "lives in tests/support"),
    ("agents/a.cpp", SOURCE + "#include <folly/all.h>\n", "has no home"),
    ("cli/a.cpp", SOURCE + "void a() {\n" + LONG_BODY + "}\n", "a has 72 lines, more than 70"),
    ("cli/a.cpp", SOURCE + "A::A(int x)\n    : x_{x}, y_{x} {\n" + LONG_BODY + "}\n",
     "lines, more than 70"),
    ("cli/a.cpp", SOURCE + "class A {\n    bool operator==(A) const {\n" + LONG_BODY + "    }\n};",
     "lines, more than 70"),
    ("python/worldline/a.py", SCRIPT + "def a():\n" + "    a()\n" * 71, "a has 72 lines"),
    ("python/worldline/a.py", SCRIPT + "import pandas\n", "pandas is an extra"),
    ("python/worldline/a.py", SCRIPT + "def a():\n    import tests.b\n", "must not import tests"),
    ("cli/a.cpp", SOURCE + "int a;\n" * 600, "601 lines, more than 600"),
    ("cli/a.cpp", SOURCE + "//" + "x" * 99 + "\n", "101 columns, more than 100"),
    ("cli/a.cpp", SOURCE + "int a; \n", "blanks at the end"),
    ("cli/a.cpp", SOURCE + "\tint a;\n", "a tab"),
    ("cli/a.cpp", "int a;\n", "does not begin with // SPDX"),
    ("python/worldline/a.py", "a = 1\n", "does not begin with # SPDX"),
    ("cli/a.hpp", SOURCE, "no #pragma once"),
    ("sim/engine/engine.hpp", HEADER + "// a word\n" * 148, "under 150"),
    ("cli/a.cpp", SOURCE + "void a() { assert(true); }\n", "assert"),
    ("agents/a.cpp", SOURCE + "std::normal_distribution<double> a;\n", "distributions"),
    ("agents/a.cpp", SOURCE + "int a = std::rand();\n", "chance comes from"),
    ("agents/a.cpp", SOURCE + "auto a = std::chrono::steady_clock::now();\n", "no wall clock"),
    ("agents/a.cpp", SOURCE + "double a = std::pow(2.0, 3.0);\n", "`std::pow` differs"),
    ("sim/engine/a.cpp", SOURCE + "double a(double x) { return exp(x); }\n", "`exp` of libm"),
    ("cli/a.cpp", SOURCE + "std::unordered_map<int, int> a_;\n"
     "int f() { int n = 0; for (const auto& [k, v] : a_) n += v; return n; }\n", "hash table"),
    ("cli/CMakeLists.txt", SCRIPT + "add_compile_options(-O1)\n", "flags are written"),
    ("cli/CMakeLists.txt", SCRIPT + "find_package(fmt)\n", "packages are found"),
    ("docs/a.md", "[b](missing.md)\n", "dead link: missing.md"),
    ("docs/a.md", "# One\n\n[b](#two)\n", "no heading two"),
    ("docs/a.md", "kept under /" + "home/someone/runs\n", "path of one machine"),
    ("notebooks/a.ipynb", '{"cells": [{"outputs": [1]}]}', "stored output"),
    ("docs/glossary.md", "made\n", "promiser is not in docs/glossary.md"),
    ("docs/glossary.md", None, "there is no glossary"),
    ("sim/base/time.hpp", None, "it is not there"),
]

# What looks like a fault and is none.
INNOCENT = [
    ("cli/a.cpp", SOURCE + "static_assert(true);\n// assert(1)\nauto a = \"assert(1)\";\n"),
    ("cli/a.cpp", SOURCE + "namespace a {\n" + "int b();\n" * 80 + "}\n"),
    ("cli/a.cpp", SOURCE + "struct A : B<int(int)> {\n" + "    int b();\n" * 80 + "};\n"),
    ("cli/a.cpp", SOURCE + "auto text = R\"(" + "void a() {\n" * 80 + ")\";\nint a = 1'000;\n"),
    ("agents/a.cpp", SOURCE + "double a = math::exp(1.0) + std::sqrt(2.0) + b.log(3);\n"),
    ("agents/a.cpp", SOURCE + "double log(double x);\n#include <Eigen/Core>\n"),
    ("cli/a.cpp", SOURCE + "std::unordered_map<int, int> a_;\nauto b = a_.find(3);\n"),
    ("tests/a_test.cpp", SOURCE + "#include <hdf5.h>\n#include <thread>\n"),
    ("python/worldline/a.py", SCRIPT + "import json\nimport numpy\ndef a():\n    import pandas\n"),
    ("docs/a.md", "# One & two\n[b](#one--two) [c](glossary.md)\n```\n[d](none.md)\n```\n"),
]


def plant(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")


def tidy_tree(root):
    for name in house.TEN_MINUTES:
        plant(root, name, HEADER if name.endswith(".hpp") else "summary: one\n")
    plant(root, "sim/record/schema.hpp", HEADER + 'Column a[]{{"promiser", Type::u4, "id", "b"},\n'
          '           {"made", i8, "tick", "c"}};\n')
    plant(root, "docs/glossary.md", "`promiser`, `made`\n")
    plant(root, "scenarios/spec.hpp", HEADER)


def complaints_about(name=None, text=None):
    with tempfile.TemporaryDirectory() as folder:
        tidy_tree(Path(folder))
        if name:
            plant(Path(folder), name, text)
        return list(tidy.complaints(Path(folder)))


def test_a_tidy_tree_is_left_in_peace():
    assert complaints_about() == []


def test_every_planted_fault_is_seen():
    for name, text, complaint in FAULTS:
        found = complaints_about(name, text)
        assert any(complaint in line for line in found), (name, complaint, found)
        assert len(found) <= 2, (name, complaint, found)


def test_what_only_looks_like_a_fault_is_none():
    for name, text in INNOCENT:
        assert complaints_about(name, text) == [], text


def test_a_long_function_is_told_with_its_line():
    text = SOURCE + "\nint before() { return 1; }\n\nvoid a() {\n" + LONG_BODY + "}\n"
    assert complaints_about("cli/a.cpp", text) == ["cli/a.cpp:5: a has 72 lines, more than 70"]


if __name__ == "__main__":
    for test in [value for key, value in list(globals().items()) if key.startswith("test_")]:
        test()
        print(f"{test.__name__}: ok")
