// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/base/registry.hpp"

/// The keys of the scenario language, in tables like those of registered parts: they validate
/// the YAML, fill in defaults and print the reference page. Each key is described here once.
namespace worldline::keys {

const Part& top();
const Part& time();
const Part& space();
const Part& axis();
const Part& frame();
const Part& type();
const Part& network();
const Part& link();
const Part& graph();
const Part& graph_file();
const Part& judge();
const Part& trust();
const Part& promise();
const Part& body();
const Part& schedule();
const Part& builds_on();
const Part& kernel();
const Part& group();
const Part& agent();
const Part& keeps();
const Part& machine();
const Part& transition();

/// What a transition can do: each act by the key that names it.
const std::vector<Part>& acts();

const Part& trace();
const Part& trace_columns();
const Part& rating_columns();
const Part& record();
const Part& record_when();
const Part& engine();

/// Measures that look at machines; among the others.
const std::vector<Part>& machine_measures();

/// The measures of `expect:`, by name.
const std::vector<Part>& measures();

/// What every measure takes.
const Part& expectation();

/// Top keys that the language has set aside and nothing implements yet.
std::span<const std::string> reserved();

/// A part with the rows of another behind its own; where both have a row, the first one's.
Part joined(const Part& first, const Part& second);

}  // namespace worldline::keys
