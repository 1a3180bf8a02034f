// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/document.hpp"
#include "scenarios/faults.hpp"
#include "sim/base/ids.hpp"
#include "sim/base/registry.hpp"
#include "sim/base/time.hpp"

namespace worldline {

/// Names that a scenario declares, and what they stand for.
template <class T>
class Names {
public:
    void add(const std::string& name, T meaning) { meanings_.emplace(name, std::move(meaning)); }
    const T* find(std::string_view name) const {
        const auto at = meanings_.find(name);
        return at == meanings_.end() ? nullptr : &at->second;
    }
    std::vector<std::string> all() const {
        std::vector<std::string> names;
        for (const auto& entry : meanings_) names.push_back(entry.first);
        return names;
    }
    std::size_t size() const { return meanings_.size(); }

private:
    std::map<std::string, T, std::less<>> meanings_;
};

/// Names of agents. Those of a group are told by the group's: a million agents need no entry each.
class AgentNames {
public:
    explicit AgentNames(const Names<std::vector<AgentId>>& groups) : groups_(groups) {}

    void add(const std::string& name, AgentId id) { single_.add(name, id); }
    /// Of an agent that stands for itself, or of a member `group_17`; good as long as the groups.
    const AgentId* find(std::string_view name) const;
    const AgentId* find_single(std::string_view name) const { return single_.find(name); }
    /// For suggestions: of large groups the first few.
    std::vector<std::string> all() const;

private:
    Names<AgentId> single_;
    const Names<std::vector<AgentId>>& groups_;
};

/// What is at hand while a scenario is read: its faults, its names, its units of time.
struct Desk {
    explicit Desk(Faults& collected) : faults(collected), agents(groups) {}
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    Faults& faults;
    Resolution resolution;
    Time until{never_ticks};
    Names<std::string> parameters;  ///< as written, or as changed by the user
    /// Parameters that some value names, and what those values are called.
    std::map<std::string, std::vector<std::string>, std::less<>> used;
    std::set<std::string, std::less<>> changeable;  ///< values that a fork may change
    Names<std::vector<AgentId>> groups;
    AgentNames agents;
    Names<std::uint32_t> promises;  ///< places in the file
    Names<std::uint32_t> families;  ///< places in `Spec::families`
    Names<std::uint32_t> traces;
    Names<std::uint32_t> judges;
    Names<std::uint32_t> types;
    Names<std::uint32_t> frames;
    /// Axes of space, with the unit in which positions on them are given.
    std::vector<std::pair<std::string, std::string>> axes;
    std::string folder;       ///< where the scenario is: paths count from there
    bool is_complete = true;  ///< false: names may be missing, for a trace is
    std::vector<std::string> warnings;

    void fault(const Node& at, std::string message) { faults.add(at.place, std::move(message)); }
};

/// What a value is called in messages: "clock.drift".
struct Label {
    std::string text;

    Label operator+(std::string_view key) const {
        return {text.empty() ? std::string(key) : text + "." + std::string(key)};
    }
};

/// Values of one kind each. Faults go to the desk; what is returned then does not matter.
namespace read {

std::string text(Desk& desk, const Node& node, const Label& label);

/// A text that is a name: one word, and no trap.
std::string name(Desk& desk, const Node& node, const Label& label);

/// A text in which the name of a parameter stands for its value.
std::string substituted(Desk& desk, const Node& node, const Label& label);

double quantity(Desk& desk, const Node& node, const Label& label, const std::string& unit);
Duration span(Desk& desk, const Node& node, const Label& label);
std::int64_t integer(Desk& desk, const Node& node, const Label& label);
bool flag(Desk& desk, const Node& node, const Label& label);

/// One word out of `choices`, or a list of them; each once.
std::vector<std::string> names(Desk& desk, const Node& node, const Label& label,
                               const std::vector<std::string>& choices);

/// A map from axes of space to quantities, in the unit of the axis; `per` is put behind it.
std::map<std::string, double> point(Desk& desk, const Node& node, const Label& label,
                                    const std::string& per);

/// Where the file `given` is: beside the scenario, or in the current folder. Empty after a fault.
/// @param made_by  the command that makes it, if there is one: a hint
std::string file(Desk& desk, const Node& node, const Label& label, const std::string& given,
                 const std::string& made_by = {});
std::string choice(Desk& desk, const Node& node, const Label& label,
                   const std::vector<std::string>& choices);

/// `items` of a list of exactly two.
bool is_pair(Desk& desk, const Node& node, const Label& label, std::string_view what);

/// What a name stands for; a fault with a suggestion if nothing.
template <class T>
std::optional<T> meaning(Desk& desk, const Node& node, const Label& label, const Names<T>& names,
                         std::string_view what);

std::optional<AgentId> agent(Desk& desk, const Node& node, const Label& label);

/// A list of agents and groups, each named once, or one of them alone; ascending, each once.
std::vector<AgentId> agents(Desk& desk, const Node& node, const Label& label);

void refuse_unknown(Desk& desk, const Node& node, const Label& label, const std::string& name,
                    const std::vector<std::string>& known, std::string_view what);

}  // namespace read

template <class T>
std::optional<T> read::meaning(Desk& desk, const Node& node, const Label& label,
                               const Names<T>& names, std::string_view what) {
    const std::string word = name(desk, node, label);
    if (word.empty()) return std::nullopt;
    if (const T* found = names.find(word)) return *found;
    refuse_unknown(desk, node, label, word, names.all(), what);
    return std::nullopt;
}

/// One map of the file, read by its table.
///
/// Unknown keys, missing ones and values of a wrong kind become faults. Defaults of the table are
/// written into the map, so that the document becomes the resolved scenario.
class Fields {
public:
    Fields(Desk& desk, Node& map, const Part& table, Label label);

    bool has(std::string_view key) const;
    Node* node(std::string_view key) const;
    Label label(std::string_view key) const { return label_ + key; }
    Place place() const { return map_.place; }
    Desk& desk() const { return desk_; }

    // The value of a key, by the table's unit and range; nothing-like if it is not there.
    std::string text(std::string_view key) const;
    std::string name(std::string_view key) const;
    std::string choice(std::string_view key) const;
    double number(std::string_view key) const;
    Duration span(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    bool flag(std::string_view key) const;
    std::optional<AgentId> agent(std::string_view key) const;
    std::vector<AgentId> agents(std::string_view key) const;
    std::vector<std::string> names(std::string_view key) const;
    std::map<std::string, double> point(std::string_view key) const;
    std::string file(std::string_view key) const;

private:
    const Parameter& row(std::string_view key) const;
    bool is_within(const Parameter& row, const Node& node, double value) const;
    void check_keys();
    void add_defaults();

    Desk& desk_;
    Node& map_;
    const Part& table_;
    Label label_;
    bool is_map_;
};

/// Every `x-` key is the author's own.
bool is_own_key(std::string_view key);

}  // namespace worldline
