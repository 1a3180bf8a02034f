// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "agents/catalogue.hpp"
#include "scenarios/desk.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/spec.hpp"

/// From a document to a `Spec`, section by section. For the sources of this folder only.
namespace worldline {

/// One entry of `network.graphs`, for those who go through its agents or its links.
struct GraphSpec {
    std::string name;
    std::vector<AgentId> among;                      ///< in the order of the graph
    std::vector<std::pair<AgentId, AgentId>> edges;  ///< as generated, or as listed
};

/// A scenario that is being read. Sections are read in the order in which they need each other's
/// names; faults of all of them are collected.
struct Draft {
    Draft(Node& whole, Faults& faults, std::string beside, const Catalogue& given)
        : document(whole), catalogue(given), desk(faults) {
        desk.folder = std::move(beside);
    }

    Node& document;
    const Catalogue& catalogue;  ///< what it may name
    Desk desk;
    Spec spec = {};
    /// Outcomes, by the place of their promise: its type says what they are.
    std::map<std::uint32_t, std::pair<Node, Label>> outcomes = {};
    std::map<std::uint32_t, std::pair<Place, Label>> kept =
        {};                                         ///< where `keeps` names it, likewise
    std::vector<TraceSurvey> surveys = {};          ///< by trace
    std::unordered_set<std::uint64_t> linked = {};  ///< agents: the lower one times 2^32, the other
    std::vector<GraphSpec> graphs = {};
    std::map<AgentId, std::uint32_t> n_made = {};   ///< promises that stand at the start
    std::function<void(Draft&)> before_check = {};  ///< when all sections have been read
    Names<std::uint32_t> machines = {};             ///< places in the file
    Names<std::uint32_t> offers = {};  ///< promises that machines make, in the order of the file
    std::optional<Node> expanded_promises = {};  ///< `promises` with families written out
};

void apply(Draft& draft, const Overrides& overrides);
void read_top(Draft& draft);
void read_parameters(Draft& draft);
void read_time(Draft& draft);
void read_names(Draft& draft);
void read_promise_names(Draft& draft);
void read_space(Draft& draft);
void read_types(Draft& draft);
void read_network(Draft& draft);
void read_judges(Draft& draft);
void read_trust(Draft& draft);
void survey_traces(Draft& draft);
void read_kernels(Draft& draft);
void read_machines(Draft& draft);
void read_agents(Draft& draft);
void read_promises(Draft& draft);
void read_traces(Draft& draft);
void read_record(Draft& draft);
void read_engine(Draft& draft);
void read_expect(Draft& draft);

void check_together(Draft& draft);
/// Whether promises fit together: rings, conflicts, offers and acceptances.
void check_promises(Draft& draft);

/// An outcome of a type, or what is asked for: a number, the place of a text or of a vector.
double read_outcome(Draft& draft, const Node& node, const Label& label, TypeId type);
void check_machines(Draft& draft);
/// Whether superagents are wholes of other agents.
void check_members(Draft& draft);

/// All of them.
Spec read_spec(Draft& draft);

/// Calls back for each entry of a map section: name, value, place of the name.
void each_entry(Draft& draft, std::string_view section,
                const std::function<void(const Node& name, Node& value)>& visit);

/// A section of the document; null if it is not there.
Node* section(Draft& draft, std::string_view name);

/// Registered parts of one kind, for look-ups and suggestions.
struct Family {
    std::string what;  ///< "clock"
    std::vector<const Part*> parts;
    bool is_individual = false;  ///< every agent has its own, so that values may be drawn

    const Part* find(std::string_view name) const;
    std::vector<std::string> names() const;
};
Family motion_family();
Family metric_family();
Family clock_family();
Family behaviour_family(const Catalogue& catalogue);
Family judge_family();
Family trust_family(const Catalogue& catalogue);
Family distribution_family();

/// The enumerator that a word of `row.choices` stands for: the one at its place.
template <class Enum>
Enum enum_of(const std::string& word, const Parameter& row) {
    const auto at = std::find(row.choices.begin(), row.choices.end(), word);
    return static_cast<Enum>(at == row.choices.end() ? 0 : at - row.choices.begin());
}

/// What a map says about one part of a family.
///
/// @param key  which key names the part: "kind"
/// @param own  further keys of the map, read by the caller
PartUse read_part(Desk& desk, Node& map, std::string_view key, const Family& family,
                  const Part& own, const Label& label);

/// `clock: NAME`, `clock: KIND` or `clock: {kind: KIND, ...}`.
PartUse read_clock(Draft& draft, Node& node, const Label& label);

/// The keys of one agent or group. Adds a template; returns its place.
std::uint32_t read_template(Draft& draft, Node& map, const Part& table, const Label& label);

/// An agent that is a machine: its table of keys, with the machine's parameters; null where
/// there is no such machine, which is a fault then.
const Part* machine_part(Draft& draft, const Node& map, const Label& label);

/// What an agent gives its machine.
MachineUse read_machine_use(Draft& draft, const Fields& fields, const PartUse& use,
                            const Part& part);

/// `give:` or `accept:`.
Body read_body(Draft& draft, Node& map, const Label& label, bool may_have_subject);

}  // namespace worldline
