// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agents/judging/hearing.hpp"
#include "scenarios/scenario.hpp"

namespace worldline {

/// How a run is to be judged again. What is left out stays as the scenario has it. Values are
/// texts, as they would stand in YAML.
struct JudgeRequest {
    std::vector<std::string> by = {};        ///< observers; none: all who have judges
    std::vector<std::string> promises = {};  ///< or traces; none: those that each of them judges
    std::optional<std::string> judge = {};   ///< one of the scenario's, for all of these
    std::optional<std::string> rule = {}, time_of = {}, against = {};
    std::optional<std::string> tolerance = {}, patience = {};  ///< "10 ms"
    /// `own`, `promiser` (which compensates), or a clock that the observers carry instead of their
    /// own: that of an agent, of `clocks:`, or of a kind.
    std::optional<std::string> clock = {};
    std::optional<std::string> trust = {};  ///< a rule, or `{rule: beta, prior: [2, 1]}`
};

/// What a record says of a run: all that judging again needs.
struct RecordedEvidence {
    EvidenceColumns columns = {};
    std::span<const std::uint32_t> said_in = {};  ///< messages.interior_time
    Time end{0};                                  ///< every event before it was handled
    bool is_whole = true;  ///< level `full`, and nothing was left out by choice
    bool is_fork = false;
};

/// A run judged again by other rules, by other clocks, or by others. [docs/model.md 4]
///
/// Equal to what a run with those rules would have recorded, in (assessor, promise, occurrence,
/// verdict, degree, margin, reading), where no reason says that it need not be.
class Rejudging {
public:
    /// @param text     resolved scenario of the record
    /// @param name     stands in messages
    /// @param folder   where the scenario's traces are
    /// @throws ScenarioError  unknown names, values out of range, nobody to judge
    Rejudging(const std::string& text, const std::string& name, const std::string& folder,
              const JudgeRequest& request, const Catalogue& catalogue = standard_catalogue());

    /// The same scenario with those rules: what would have to be run for the same answer.
    const Scenario& scenario() const { return scenario_; }

    /// In ascending order.
    const std::vector<AgentId>& observers() const { return observers_; }

    /// @param found  told of each assessment, in the order of each observer's own time
    /// @return       why this need not equal a run with those rules; empty: it does
    /// @throws HearingError  the record is damaged
    std::vector<std::string> judge(const RecordedEvidence& evidence,
                                   const Rehearing::Found& found) const;

private:
    std::vector<std::string> reasons(const RecordedEvidence& evidence,
                                     const Hearing& hearing) const;
    std::map<AgentId, std::optional<Conduct>> conducts(const Catalogue& catalogue) const;

    std::vector<AgentId> observers_;  ///< found while the scenario is read
    std::set<PromiseId> left_out_;    ///< likewise: judged since others rest on them, not asked for
    Scenario scenario_;
    bool has_other_clock_ = false;
    std::map<AgentId, std::optional<Conduct>> conducts_;  ///< of the observers
};

}  // namespace worldline
