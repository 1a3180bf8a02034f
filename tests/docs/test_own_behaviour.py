# SPDX-License-Identifier: Apache-2.0
"""Do the three ways to a behaviour of one's own work as their page shows them?

Goal: the code of docs/how-to/write-your-own-behaviour.md builds word for word, with nothing but
what an installed worldline gives; each way gives the same run; and none takes forty lines.
Method: the libraries of build/dev (or of $WORLDLINE_BUILD) are installed under a prefix of the
tests' own, and CMake makes the page's programs against it.
"""
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from blocks import Page, blocks_of, is_run

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "write-your-own-behaviour.md"
BUILD = Path(os.environ.get("WORLDLINE_BUILD", ROOT / "build" / "dev"))

#: The program of the project, with another catalogue in place of the one in the library.
CHANGED = """cmake_minimum_required(VERSION 3.25)
project(changed LANGUAGES C CXX)
find_package(worldline REQUIRED)
add_executable(changed {root}/cli/main.cpp agents/catalogue.cpp)
target_include_directories(changed PRIVATE .)
target_link_libraries(changed PRIVATE worldline::worldline)
"""


def made(*command, cwd):
    """Runs a command that must succeed; what it printed."""
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def digest_of(program, folder, *options):
    printed = made(program, "run", "relayed.yaml", "-o", "again.h5", "--overwrite", *options,
                   cwd=folder)
    return re.search(r"^digest: (\w+)$", printed, re.M)[1]


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """Where headers, libraries and worldlineConfig.cmake are installed."""
    if not (BUILD / "CMakeCache.txt").exists() or not shutil.which("cmake"):
        pytest.skip(f"nothing is built in {BUILD}: cmake --workflow --preset ci")
    if not (BUILD / "cli" / "libworldline_command.a").exists():
        pytest.skip(f"the libraries in {BUILD} are not built: cmake --build {BUILD}")
    folder = tmp_path_factory.mktemp("prefix")
    made("cmake", "--install", BUILD, "--component", "development", "--prefix", folder, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def shown(prefix, tmp_path_factory):
    """A folder in which every block of the page has been run, and said what the page says."""
    pytest.importorskip("worldline._worldline", reason="the package is not installed: make setup")
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CMAKE_PREFIX_PATH", str(prefix))
        page = Page(PAGE, ROOT)
        for block in blocks_of(PAGE):
            if is_run(block):
                page.run(block)
    return folder


def test_a_program_of_ones_own_gives_one_digest_for_any_threads(shown):
    digests = {digest_of(shown / "build" / "relayed", shown, *options)
               for options in (["--threads", 1], ["--threads", 2], ["--shuffle", 3])}
    assert len(digests) == 1


def test_a_record_of_ones_own_program_is_valid_and_only_it_knows_the_behaviour(shown):
    own = shown / "build" / "relayed"
    assert "ok" in made(own, "verify", "relayed.h5", cwd=shown)
    assert "ok" in made(own, "verify", "relayed.h5", "--causality", cwd=shown)
    other = subprocess.run([BUILD / "cli" / "worldline", "check", "relayed.yaml"], cwd=shown,
                           capture_output=True, text=True, check=False)
    assert other.returncode == 2
    assert "relayed.yaml:17:21: rita.behaviour: there is no behaviour `relay`" in other.stderr


def test_inside_the_project_the_same_header_gives_the_same_run(shown, prefix, tmp_path):
    shutil.copytree(shown / "agents", tmp_path / "agents")
    (tmp_path / "CMakeLists.txt").write_text(CHANGED.format(root=ROOT), encoding="utf-8")
    made("cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}", cwd=tmp_path)
    made("cmake", "--build", "build", cwd=tmp_path)
    changed = tmp_path / "build" / "changed"
    assert "behaviour relay: Passes on" in made(changed, "describe", "behaviour", "relay",
                                                cwd=tmp_path)
    assert digest_of(changed, shown) == digest_of(shown / "build" / "relayed", shown)


def test_no_way_takes_forty_lines_of_code(shown):
    def lines(start):
        return sum(1 for block in blocks_of(PAGE) if block.mark.startswith(start)
                   for line in block.text.splitlines()
                   if line.strip() and not line.strip().startswith("//"))
    behaviour = lines("file: agents/behaviours/relay.hpp")
    assert 10 < behaviour + lines("file: relayed.cpp") < 40
    assert 10 < behaviour + lines("into: agents/catalogue.cpp") < 40


def test_no_flag_of_ours_goes_along_but_the_one_that_numbers_need(shown, prefix, tmp_path):
    for name in ("CMakeLists.txt", "relayed.cpp"):
        shutil.copy(shown / name, tmp_path / name)
    made("cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}",
         "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", cwd=tmp_path)
    commands = (tmp_path / "build" / "compile_commands.json").read_text(encoding="utf-8")
    assert "-ffp-contract=off" in commands
    assert "-Werror" not in commands and "cmake_pch" not in commands
