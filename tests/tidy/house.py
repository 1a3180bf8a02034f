# SPDX-License-Identifier: Apache-2.0
"""The plan of the house: floors, homes of packages, measures, words. `tidy.py` holds us to it."""

# What each room's headers and sources may include, itself aside. A room not named here is nobody's.
_MACHINE = ("sim/base", "sim/spacetime", "sim/ledger", "sim/engine")
_ALL = _MACHINE + ("sim/transport", "sim/record", "agents", "scenarios", "analysis")
STANDS_ON = {
    "sim/base": (),
    "sim/spacetime": ("sim/base",),
    "sim/ledger": ("sim/base",),
    "sim/engine": ("sim/base", "sim/spacetime", "sim/ledger"),
    "sim/transport": _MACHINE,
    "sim/record": ("sim/base", "sim/ledger"),
    "agents": _MACHINE,
    "scenarios": _MACHINE + ("sim/transport", "sim/record", "agents"),
    "analysis": _MACHINE + ("sim/transport", "sim/record", "agents"),
    "cli": _ALL,
    "python": _ALL,
    "bench": _ALL,
    "tests": _ALL + ("cli", "python", "bench"),
}

# Start of an include -> the only places for it. A place is a folder, or a file without its ending.
# Tests may look at anything, but at Catch2 only through the one wrapper.
HOMES = {
    "tbb/": ("sim/base",),
    "oneapi/": ("sim/base",),
    "Random123/": ("sim/base",),
    "boost/random/": ("sim/base",),
    "boost/container/": ("sim/engine",),
    "sleef.h": ("sim/base",),
    "xxhash.h": ("sim/base",),
    "udunits2.h": ("sim/base",),
    "thread": ("sim/base",),
    "execution": ("sim/base",),
    "openssl/": ("sim/base", "agents/kernel"),
    "erfa": ("sim/spacetime",),
    "mpi.h": ("sim/transport",),
    "hdf5": ("sim/record", "bench/peers"),
    "H5": ("sim/record",),
    "isa-l": ("sim/record", "bench/peers"),
    "zlib.h": ("scenarios",),
    "muParser": ("agents/machine",),
    "git2": ("agents/merges", "analysis/git"),
    "yaml-cpp/": ("scenarios",),
    "boost/graph/": ("scenarios/network", "analysis/graph"),
    "boost/property_map/": ("scenarios/network", "analysis/graph"),
    "nlohmann/": ("analysis", "cli", "bench"),
    "CLI/": ("cli",),
    "pybind11/": ("python",),
    "benchmark/": ("bench",),
    "catch2/": ("tests/support",),
    "Eigen/": ("",),
    "fmt/": ("",),
}
ONLY_IN_TESTS_SUPPORT = "catch2/"

# Headers of the operating system and the processor.
SYSTEM = {"dlfcn.h", "fcntl.h", "immintrin.h", "poll.h", "pthread.h", "sched.h", "signal.h",
          "termios.h", "time.h", "unistd.h", "x86intrin.h"}
SYSTEM_FOLDERS = ("sys/", "linux/")

# What the Python package may import while it is being imported itself.
PYTHON_HARD = {"numpy", "h5py", "worldline", "_worldline"}

FILE_LINES, FUNCTION_LINES, COLUMNS, READABLE_LINES = 600, 70, 100, 150

# What a newcomer reads in the first ten minutes.
TEN_MINUTES = (
    "sim/base/time.hpp",
    "sim/ledger/promise.hpp",
    "sim/engine/agent.hpp",
    "agents/behaviours/steward.hpp",
    "sim/engine/engine.hpp",
    "sim/record/schema.hpp",
    "scenarios/library/two_observers.yaml",
)

# Functions of libm that are not the same on every machine. sqrt, fma, floor and their kind are.
LIBM = ("acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp exp2 expm1 hypot lgamma "
        "log log10 log1p log2 pow sin sinh tan tanh tgamma fmod remainder").split()
LIBM_EXACT = {"fmod", "remainder"}  # exact by IEEE 754, so they may stay

# (pattern, places where it is forbidden, why). A place "" is everywhere.
FORBIDDEN = (
    (r"(?<!\w)assert\s*\(", ("",), "assert vanishes in some builds; use expects()"),
    (r"#\s*include\s*<cassert>", ("",), "assert vanishes in some builds; use expects()"),
    (r"\bstd::s?rand\b|(?<![\w:.>])s?rand\s*\(", ("",), "chance comes from sim/base/random"),
    (r"\bstd::(random_device|mt19937\w*|minstd_rand0?|default_random_engine)\b", ("",),
     "chance comes from sim/base/random"),
    (r"\bstd::\w+_distribution\b", ("",),
     "the standard leaves its distributions' values open; use sim/base/random"),
    (r"\bstd::(random_)?shuffle\b", ("",), "the standard leaves its order open"),
    (r"\b(system|steady|high_resolution)_clock\b",
     ("agents", "analysis", "scenarios", "sim/spacetime", "sim/ledger"),
     "no wall clock here"),
)
