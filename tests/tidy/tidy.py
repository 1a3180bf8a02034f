# SPDX-License-Identifier: Apache-2.0
"""The house style, as a program.

    python3 tests/tidy/tidy.py [ROOT]

Prints one line for each complaint and leaves with 1 if there is any. Floors, homes and measures
stand in `house.py`; here is how they are looked for. Nothing is parsed in full: comments and
texts are blanked out first, and what remains is plain enough for patterns.
"""
import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parent))
import house  # noqa: E402
from functions import functions_of  # noqa: E402

CPP = {".hpp", ".cpp", ".h"}
SCRIPT = {".py", ".cmake", ".sh"}
WEB = {".ts"}
SPDX = "SPDX-License-Identifier: Apache-2.0"


class File:
    """One file: its name from the root, its text, and its text without comments and strings."""

    def __init__(self, root, name):
        self.root, self.name, self.path = root, name, root / name
        self.text = self.path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()
        self.is_cpp = self.path.suffix in CPP
        self.is_cmake = self.path.suffix == ".cmake" or self.path.name == "CMakeLists.txt"
        self.is_source = (self.is_cpp or self.is_cmake or self.path.suffix in SCRIPT | WEB)
        self.code = blanked(self.text) if self.is_cpp else self.text

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def is_in(self, place):
        """Whether the file is `place/...`, `place.hpp` or `place_more.cpp`."""
        return place == "" or (self.name.startswith(place)
                               and self.name[len(place):len(place) + 1] in ("/", ".", "_"))


_TOKEN = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)+'"
    r"|//[^\n]*|/\*.*?\*/", re.S)


def blanked(text):
    """C++ without comments and the insides of strings; every line keeps its number."""
    def blank(match):
        inside = re.sub(r"[^\n]", " ", match[0])
        is_text = match[0][0] in "\"'R"
        return '"' + inside[1:-1] + '"' if is_text else inside
    include = re.compile(r'^[ \t]*#[ \t]*include[^\n]*', re.M)
    kept = {match.start(): match[0] for match in include.finditer(text)}
    out = _TOKEN.sub(blank, text)
    for start, line in kept.items():  # the name in an include is a string, but we want it
        out = out[:start] + line + out[start + len(line):]
    return out


def files_of(root):
    """What git knows or would add; without git, all but what is built."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root,
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0 and (root / ".git").exists():
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        names = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not re.match(r"(build|out|\.venv|\.git)/", name)]
    wanted = CPP | SCRIPT | WEB | {".md", ".yaml", ".ipynb"}
    for name in sorted(set(names)):
        path = root / name
        if (path.suffix in wanted or path.name == "CMakeLists.txt") and path.is_file():
            yield File(root, name)


def room_of(name):
    return next((room for room in house.STANDS_ON if name.startswith(room + "/")), "")


def measures(file):
    """Length of files, lines and functions; tabs and blanks at the end of a line."""
    if not (file.is_source or file.path.suffix == ".yaml"):
        return
    if len(file.lines) > house.FILE_LINES:
        yield 1, f"{len(file.lines)} lines, more than {house.FILE_LINES}"
    if file.name in house.TEN_MINUTES and len(file.lines) >= house.READABLE_LINES:
        yield 1, (f"{len(file.lines)} lines; a file of the first ten minutes stays under "
                  f"{house.READABLE_LINES}")
    for number, line in enumerate(file.lines, 1):
        if len(line) > house.COLUMNS and file.path.suffix != ".yaml":  # scenarios are prose
            yield number, f"{len(line)} columns, more than {house.COLUMNS}"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if "\t" in line:
            yield number, "a tab; four spaces are the measure"
    for number, name, n_lines in functions_of(file):
        if n_lines > house.FUNCTION_LINES:
            yield number, f"{name} has {n_lines} lines, more than {house.FUNCTION_LINES}"


def heads(file):
    """The licence line, and the guard of a header."""
    if not file.is_source:
        return
    mark = "//" if file.is_cpp or file.path.suffix in WEB else "#"
    first = file.lines[:2] if file.lines and file.lines[0].startswith("#!") else file.lines[:1]
    if f"{mark} {SPDX}" not in first:
        yield 1, f"the file does not begin with {mark} {SPDX}"
    if file.path.suffix == ".hpp" and "#pragma once" not in file.lines:
        yield 1, "no #pragma once"


def includes(file):
    """Floors, homes of packages, and names written from the root."""
    if not file.is_cpp:
        return
    here = room_of(file.name)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', file.code, re.M):
        number, name, is_ours = file.line_of(match.start()), match[2], match[1] == '"'
        there = room_of(name)
        if is_ours and not (file.root / name).exists():
            yield number, f'"{name}" is not there; includes are written from the root'
        if is_ours and here and there and there != here and there not in house.STANDS_ON[here]:
            yield number, f"{here} must not include {there}"
        if not is_ours:
            yield from ((number, text) for text in strangers(file, name))


def strangers(file, name):
    """Whether a header that is not ours is at home in this file."""
    homes = next((homes for start, homes in house.HOMES.items()
                  if name == start or ("/" in start or "." not in start) and name.startswith(start)
                  and start not in ("thread", "execution")), None)
    is_test = file.name.startswith("tests/") and name.split("/")[0] + "/" != "catch2/"
    if homes is not None:
        if not is_test and not any(file.is_in(home) for home in homes):
            yield f"<{name}> lives in {' and '.join(homes)} alone"
    elif ("/" in name or "." in name) and name not in house.SYSTEM \
            and not name.startswith(house.SYSTEM_FOLDERS):
        yield f"<{name}> has no home; give it one in tests/tidy/house.py"


def words(file):
    """What may not be said in C++: each would make a run differ, or a check vanish."""
    if not file.is_cpp:
        return
    for pattern, places, why in house.FORBIDDEN:
        if any(file.is_in(place) for place in places):
            for match in re.finditer(pattern, file.code):
                yield file.line_of(match.start()), f"`{match[0].strip()}`: {why}"
    if file.name.startswith(("sim/", "agents/")):
        yield from libm(file)
    yield from walks(file)


def libm(file):
    names = "|".join(name for name in house.LIBM if name not in house.LIBM_EXACT)
    for match in re.finditer(rf"\bstd::({names})\b", file.code):
        yield file.line_of(match.start()), f"`{match[0]}` differs between machines; use math::"
    if file.is_in("sim/base/math"):
        return  # where ours are defined
    # A word before the name makes it a declaration, a dot or colon a member or ours.
    call = re.compile(rf"(?:(?<=return )|(?<!\w )(?<![\w:.>]))({names})\s*\(")
    for match in call.finditer(file.code):
        yield file.line_of(match.start()), f"`{match[1]}` of libm differs between machines"


def walks(file):
    """A hash table walked: its order is nobody's decision."""
    declared = file.code
    for twin in (".hpp", ".cpp"):
        path = file.path.with_suffix(twin)
        if path.exists() and path != file.path:
            declared += blanked(path.read_text(encoding="utf-8", errors="replace"))
    names = set(re.findall(r"\bstd::unordered_\w+\s*<[^;{}()]*>[&\s]+(\w+)\s*[;{=,)]", declared))
    for name in sorted(names):
        walked = re.compile(rf"\bfor\s*\([^;{{}}]*:\s*(?:\w+(?:\.|->))*{name}\s*\)"
                            rf"|\b{name}\s*\.\s*c?begin\s*\(")
        for match in walked.finditer(file.code):
            yield file.line_of(match.start()), f"{name} is a hash table and may not be walked"


def imports(file):
    """The Python package imports numpy and h5py; anything else only when it is used."""
    if file.path.suffix != ".py" or not file.name.startswith("python/worldline/"):
        return
    try:
        tree = ast.parse(file.text)
    except SyntaxError as error:
        yield error.lineno or 1, f"not Python: {error.msg}"
        return
    inner = {id(node) for outer in ast.walk(tree)
             if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
             for node in ast.walk(outer)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        else:
            continue
        for name in (name.split(".")[0] for name in names):
            if name in house.STANDS_ON or name in ("tests", "notebooks"):
                yield node.lineno, f"python must not import {name}"
            elif (id(node) not in inner and name not in house.PYTHON_HARD
                  and name not in sys.stdlib_module_names):
                yield node.lineno, f"{name} is an extra: import it where it is used"


def recipes(file):
    """Flags are written in layer.cmake, packages are found in packages.cmake, and nowhere else."""
    if not file.is_cmake:
        return
    rules = ((r"compile_options|\bCMAKE_C(XX)?_FLAGS|COMPILE_FLAGS|-march=native|-ffast-math",
              "cmake/layer.cmake", "flags are written"),
             (r"\b(find_package|pkg_check_modules|find_library|find_path)\b",
              "cmake/packages.cmake", "packages are found"),
             (r"\b(FetchContent|ExternalProject)\w*", "", "nothing is downloaded, not even"))
    for number, line in enumerate(file.lines, 1):
        said = line.split("#")[0]
        for pattern, home, what in rules:
            if file.name != home and re.search(pattern, said):
                yield number, f"{what} in {home} alone" if home else f"{what} by {said.strip()}"


def machines(file):
    """Paths that only one machine has."""
    for match in re.finditer(r"(?<![\w.}])/(?:work|root|home)/\w+", file.text):
        yield file.line_of(match.start()), f"{match[0]} is the path of one machine"


def notebooks(file):
    if file.path.suffix != ".ipynb":
        return
    for index, cell in enumerate(json.loads(file.text).get("cells", [])):
        if cell.get("outputs") or cell.get("execution_count"):
            yield 1, f"cell {index} holds stored output"


def without_code(text):
    """Markdown without fenced and quoted code, line numbers kept."""
    text = re.sub(r"^([ \t]*)(```+|~~~+).*?^[ \t]*\2[^\n]*$",
                  lambda match: "\n" * match[0].count("\n"), text, flags=re.M | re.S)
    return re.sub(r"(`+)[^`\n]+\1", "", text)


def anchors_of(path):
    """The anchors that headings make: small letters, hyphens for blanks, no other signs."""
    fenced = re.sub(r"^(```+|~~~+).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    titles = re.findall(r"^#+[ \t]+(.*?)[ \t]*#*$", fenced, re.M)
    slugs = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
    named = re.findall(r'(?:id|name)="([^"]+)"|^\(([\w-]+)\)=$', fenced, re.M)
    seen = {}
    for slug in slugs:
        seen[slug] = seen.get(slug, -1) + 1
    repeated = {f"{slug}-{n}" for slug, last in seen.items() for n in range(1, last + 1)}
    return set(slugs) | repeated | {name for pair in named for name in pair if name}


def links(file):
    """Links from one page to another, or to a heading, that lead nowhere."""
    if file.path.suffix != ".md":
        return
    text = without_code(file.text)
    pattern = re.compile(r'\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:[ \t]*(\S+)'
                         r'|(?:src|href)="([^"]+)"', re.M)
    for match in pattern.finditer(text):
        target = unquote(next(group for group in match.groups() if group))
        number = text.count("\n", 0, match.start()) + 1
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        where, _, anchor = target.partition("#")
        path = file.path if not where else (file.path.parent / where)
        if where.startswith("/"):
            path = file.root / where[1:]
        if not path.exists():
            yield number, f"dead link: {target}"
        elif anchor and path.suffix == ".md" and anchor not in anchors_of(path):
            yield number, f"dead link: no heading {anchor} in {where or 'this page'}"


def glossary(root):
    """Every column of the record is a word of the glossary."""
    schema, book = root / "sim/record/schema.hpp", root / "docs/glossary.md"
    if not schema.exists():
        return
    row = re.compile(r'\{\s*"(\w+)"\s*,\s*(?:\w+::)*[uif]\d+\s*,')
    text = schema.read_text(encoding="utf-8")
    columns = {match[1]: text.count("\n", 0, match.start()) + 1 for match in row.finditer(text)}
    if not columns:
        yield "sim/record/schema.hpp:1: no column found; has the form of its rows changed?"
    if not book.exists():
        yield "docs/glossary.md:1: there is no glossary"
        return
    known = set(re.findall(r"\w+", book.read_text(encoding="utf-8")))
    for name, number in sorted(columns.items(), key=lambda item: item[1]):
        if name not in known:
            yield f"sim/record/schema.hpp:{number}: {name} is not in docs/glossary.md"


CHECKS = (measures, heads, includes, words, imports, recipes, machines, notebooks, links)


def complaints(root):
    """All complaints about the tree under `root`, as lines `file:line: what is wrong`."""
    for file in files_of(root):
        for check in CHECKS:
            for number, text in check(file):
                yield f"{file.name}:{number}: {text}"
    for name in house.TEN_MINUTES:
        if not (root / name).exists():
            yield f"{name}:1: the first ten minutes ask for this file, and it is not there"
    yield from glossary(root)


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = list(complaints(root.resolve()))
    print("\n".join(found) if found else "tidy")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
