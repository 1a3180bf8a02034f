// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace worldline {

/// What kind of value a parameter takes.
enum class ParameterKind : unsigned char {
    quantity,
    duration,
    number,
    integer,
    text,
    flag,
    agent,
    agents,
    promise,
    choice,
    map,
    names,  ///< a list of words out of `choices`, or one of them alone
    rows,   ///< a list of maps, each with the keys of `columns`
    point,  ///< a map from axes of space to quantities
    file,   ///< a path, counted from where the scenario is
};

/// One row of a parameter table: everything that the language, the reference page, Python's
/// help and the record say about a parameter comes from here.
struct Parameter {
    std::string name = {};  // `= {}`: designated initialisers may leave it out
    ParameterKind kind = ParameterKind::number;
    std::string unit = "1";          ///< UDUNITS; "1" when none
    std::string default_value = {};  ///< as it would stand in YAML; empty: must be given
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    bool changeable = false;  ///< may a fork change it?
    std::string meaning = {};
    std::vector<std::string> choices = {};  ///< for `choice` and `names`
    bool required = false;
    std::vector<Parameter> columns = {};  ///< for `rows`
};

/// The description of one registered part: its name, what it is, and its parameters.
struct Part {
    std::string name = {};
    std::string summary = {};  ///< one sentence
    std::string source = {};   ///< where it comes from: a paper, a rule
    std::vector<Parameter> parameters = {};
    std::string equation = {};   ///< what it computes, in one line
    std::string loses = {};      ///< what it cannot tell, or leaves out; one sentence
    bool is_individual = false;  ///< leaves something to chance: every agent has its own

    const Parameter* find(std::string_view parameter) const {
        const auto at = std::find_if(parameters.begin(), parameters.end(),
                                     [&](const Parameter& p) { return p.name == parameter; });
        return at == parameters.end() ? nullptr : &*at;
    }
};

/// The socket of a seam: name → description and maker. One registry per kind of part.
template <class Maker>
class Registry {
public:
    struct Entry {
        Part part;
        Maker make;
    };

    void add(Part part, Maker make) {
        const std::string name = part.name;
        const bool is_new = entries_.emplace(name, Entry{std::move(part), std::move(make)}).second;
        if (!is_new) throw std::logic_error("registered twice: " + name);
    }
    const Entry* find(std::string_view name) const {
        const auto at = entries_.find(std::string(name));
        return at == entries_.end() ? nullptr : &at->second;
    }
    const std::map<std::string, Entry>& entries() const { return entries_; }

private:
    std::map<std::string, Entry> entries_;
};

/// The entry of `names` that is nearest to `word` (edit distance ≤ 3 and under half its
/// length), or "" — for "did you mean ...?".
std::string nearest(std::string_view word, std::span<const std::string> names);

}  // namespace worldline
