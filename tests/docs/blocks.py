# SPDX-License-Identifier: Apache-2.0
"""Finds the code blocks of a page, and runs them.

Blocks of a page run in its order, in one folder and with one set of Python names. A comment on the
line before a block says what is special about it:

| comment                    | meaning                                                        |
|----------------------------|----------------------------------------------------------------|
| `<!-- no-run: reason -->`  | not run                                                        |
| `<!-- file: NAME -->`      | saved under this name; C++ sources are compiled                |
| `<!-- of: FILE -->`        | lines of this file of the project, in its order                |
| `<!-- into: FILE before LINE -->` | put into a copy of this file of the project, before the |
|                            | only line that reads so; `test_own_behaviour.py` compiles it   |
| `<!-- exit: N -->`         | the last command of this block leaves with N, not 0            |
| `<!-- output -->`          | what the block before printed: these lines, in this order;     |
|                            | `...` stands for the rest of a line, and alone for some lines  |
"""
import contextlib
import dataclasses
import io
import re
import subprocess
from pathlib import Path

_BLOCK = re.compile(r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
                    re.M | re.S)
_RUNS = {"python", "sh"}
COMPILER = ("c++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror")


@dataclasses.dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the line of its first line, its comment."""

    kind: str
    text: str
    line: int
    mark: str

    def says(self, word):
        """What the comment says after `word:`, or None."""
        name, _, rest = self.mark.partition(":")
        return rest.strip() if name == word else None


def blocks_of(page):
    """The blocks of a page, in its order."""
    text = page.read_text(encoding="utf-8")
    return [Block(match["kind"], match["text"], text.count("\n", 0, match.start("text")) + 1,
                  match["mark"] or "") for match in _BLOCK.finditer(text)]


def is_run(block):
    """Whether the block does anything: is run, saved or compared."""
    if block.says("no-run") is not None:
        return False
    return (block.kind in _RUNS or block.mark == "output" or block.says("file") is not None
            or block.says("of") is not None or block.says("into") is not None)


class Page:
    """Runs the blocks of one page in the current folder."""

    def __init__(self, path, root):
        self._path, self._root = path, root
        self._names = {"__name__": path.stem}
        self._printed = ""

    def run(self, block):
        """Runs one block. Raises what it raises, with the page and line of the block."""
        if block.says("file") is not None:
            self._save(block)
        elif block.says("of") is not None:
            self._find(block)
        elif block.says("into") is not None:
            self._put_into(block)
        elif block.mark == "output":
            self._compare(block)
        elif block.kind == "python":
            self._run_python(block)
        else:
            self._run_shell(block)

    def _where(self, block):
        return f"{self._path.relative_to(self._root)}:{block.line}"

    def _save(self, block):
        name = block.says("file")
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(block.text, encoding="utf-8")
        if not name.endswith(".cpp") or Path("CMakeLists.txt").exists():  # CMake will compile it
            return
        done = subprocess.run([*COMPILER, "-I", self._root, "-I", ".", name],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{self._where(block)} does not compile\n{done.stderr}"

    def _put_into(self, block):
        name, _, before = block.says("into").partition(" before ")
        if not Path(name).exists():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text((self._root / name).read_text(encoding="utf-8"),
                                  encoding="utf-8")
        lines = Path(name).read_text(encoding="utf-8").splitlines(keepends=True)
        places = [i for i, line in enumerate(lines) if line.strip() == before]
        assert len(places) == 1, f"{self._where(block)}: {name} has {len(places)} lines: {before}"
        lines.insert(places[0], block.text)
        Path(name).write_text("".join(lines), encoding="utf-8")

    def _find(self, block):
        """Lines may be left out of the file, but none added, changed or moved."""
        left = iter((self._root / block.says("of")).read_text(encoding="utf-8").splitlines())
        for line in block.text.splitlines():
            assert not line.strip() or any(line.rstrip() == other.rstrip() for other in left), \
                f"{self._where(block)}: {block.says('of')} has no such line here:\n{line}"

    def _run_python(self, block):
        code = compile("\n" * (block.line - 1) + block.text, str(self._path), "exec")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, self._names)  # pylint: disable=exec-used
        self._printed = printed.getvalue()

    def _run_shell(self, block):
        wanted = int(block.says("exit") or 0)
        done = subprocess.run(["bash", "-e", "-c", block.text], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        self._printed = done.stdout
        assert done.returncode == wanted, \
            f"{self._where(block)} left with {done.returncode}, not {wanted}\n{done.stdout}"

    def _compare(self, block):
        pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..."
                          else r"\s*" + _pattern_of(line) + r"[^\S\n]*\n"
                          for line in block.text.splitlines())
        found = re.search("^" + pattern, self._printed, re.M)
        assert found, f"{self._where(block)} was not printed; this was:\n{self._printed}"


def _pattern_of(line):
    """A line as a pattern: any blanks are alike, and `...` is anything."""
    parts = [r"[^\S\n]+".join(re.escape(word) for word in part.split())
             for part in line.strip().split("...")]
    return r"[^\n]*".join(parts)
