// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "sim/ledger/row_kind.hpp"

namespace worldline {

/// Which facts of a run are written down: stretches of world lines, and what touches them. As it
/// stands here, all.
///
/// | rows                            | written if                                                 |
/// |---------------------------------|------------------------------------------------------------|
/// | promises                        | one who knows of it (its scope) is selected; at any time   |
/// | builds_on                       | the promiser of either promise is selected; at any time    |
/// | assessments                     | the assessor is selected; judged in [from, until)          |
/// | messages                        | said by one selected, or come to one, in [from, until)     |
/// | transitions                     | the agent is selected; the time is in [from, until)        |
/// | incidences, readings, positions | their transition is                                        |
///
/// A condition leaves out rows of one kind and nothing else, but for what belongs to a transition.
struct Selected {
    std::vector<bool> agents = {};  ///< by number; empty: all
    std::array<bool, n_row_kinds> kinds = {true, true, true, true, true, true, true, true};
    Time from{0};
    Time until = never;                                             ///< never: to the end
    std::array<bool, 5> verdicts = {true, true, true, true, true};  ///< of assessments
    std::vector<bool> message_kinds = {};                           ///< by kind; empty: all
    bool failed_only = false;  ///< transitions with a return code that is not 0

    bool has(AgentId agent) const {
        return agents.empty() || (agent.number < agents.size() && agents[agent.number]);
    }
    bool has(RowKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
    bool has(Verdict verdict) const { return verdicts[static_cast<std::size_t>(verdict)]; }
    bool has_message_kind(std::uint16_t kind) const {
        return message_kinds.empty() || (kind < message_kinds.size() && message_kinds[kind]);
    }
    bool has(Time time) const { return from <= time && (time < until || until == never); }
    bool has_all_times() const { return from <= Time{0} && until == never; }

    friend bool operator==(const Selected&, const Selected&) = default;
};

}  // namespace worldline
