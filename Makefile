# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

bin := .venv/bin
BENCH ?= phold
# Without isolation, so that the build folder (and what it has compiled) can be used again.
install := $(bin)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation

# What the installed package is made of: it is built again only when one of these is newer.
rooms := $(wildcard cmake sim agents scenarios analysis cli python)
sources := CMakeLists.txt pyproject.toml README.md $(shell find $(rooms) -type f \
    \( -name '*.[ch]pp' -o -name '*.py' -o -name '*.yaml' -o -name 'CMakeLists.txt' \
    -o -name '*.cmake' -o -name '*.pyi' -o -name '*.js' -o -name '*.css' -o -name '*.html' \))
sources := $(wildcard $(sources))
code = $(shell git ls-files -co --exclude-standard '*.hpp' '*.cpp')

.PHONY: help
help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

.PHONY: setup
setup: packages  ## install what is missing: Debian packages, .venv, the worldline package
	@$(MAKE) --silent .venv/worldline.stamp

.PHONY: demo
demo: setup  ## run the demonstration; records and pictures go to out/
	@$(bin)/worldline-demo out

.PHONY: test
test: develop  ## everything that must pass: C++, Python, notebooks, docs, tidy, sanitizers
	ctest --preset dev
	cmake --build --preset headers
	PATH="$(CURDIR)/$(bin):$$PATH" $(bin)/python -m pytest -n auto
	@$(MAKE) pages sanitize-asan sanitize-tsan

# One build for the C++ tests and for the package that the Python tests take: that of preset `dev`,
# with the extension in it. What `setup` installs is built apart, for speed; it comes back with it.
.PHONY: develop packages
packages:
	@packages/install.sh packages/debian.txt
develop: packages .venv/pip.stamp
	@echo "develop: building in build/dev and installing from there"
	@rm -f .venv/worldline.stamp
	@$(install) --config-settings=build-dir=build/dev \
	    --config-settings=cmake.build-type=RelWithDebInfo \
	    --config-settings=cmake.define.WORLDLINE_TESTS=ON \
	    --config-settings=cmake.define.WORLDLINE_PRECOMPILED=ON \
	    --config-settings=cmake.define.CMAKE_EXPORT_COMPILE_COMMANDS=ON '.[all]'

.PHONY: sanitize-asan sanitize-tsan
sanitize-asan sanitize-tsan: sanitize-%:
	cmake --preset $*
	cmake --build --preset $*
	ctest --preset $*

.PHONY: docs pages
docs: setup pages  ## build the documentation; a warning is an error
pages:
	$(bin)/python -m sphinx -W --keep-going -q docs docs/_build/html

.PHONY: bench
bench: setup  ## measure one benchmark: make bench BENCH=phold
	@$(bin)/worldline bench $(BENCH)

.PHONY: format
format:  ## lay out all C++ by .clang-format
	@packages/install.sh packages/debian-lint.txt
	@clang-format -i $(code)

# A build folder of its own: clang-tidy cannot read headers that the compiler has precompiled.
.PHONY: lint
lint:  ## read all C++ with clang-tidy
	@packages/install.sh packages/debian-lint.txt
	@cmake --preset dev -B build/lint -DWORLDLINE_PRECOMPILED=OFF >/dev/null
	run-clang-tidy-16 -quiet -p build/lint '$(CURDIR)/(sim|agents|scenarios|analysis|cli)/.*\.cpp$$'

.PHONY: clean
clean:  ## remove what was built; .venv stays
	rm -rf build out docs/_build .venv/worldline.stamp

# Debian's own Python where it is complete, since the headers that we build against are its own.
.venv/pip.stamp: pyproject.toml
	@echo "setup: making .venv"
	@python=/usr/bin/python3; $$python -c 'import ensurepip' 2>/dev/null || python=python3; \
	    test -x $(bin)/python || $$python -m venv .venv
	@$(bin)/python -m pip install --quiet --disable-pip-version-check \
	    "scikit-build-core>=0.10" "pybind11>=3,<4" setuptools wheel
	@touch $@

.venv/worldline.stamp: .venv/pip.stamp $(sources)
	@echo "setup: building and installing worldline"
	@$(install) '.[all]'
	@touch $@
