// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "scenarios/draft.hpp"
#include "scenarios/rejudging.hpp"

/// A scenario that is read with other rules of judging. For the sources of this folder only.
namespace worldline {

/// Before the document is read: other values for trust, and a changed copy of each judge that is
/// meant, called `NAME_again`. Whoever is not asked to judge again keeps the old one.
void change_rules(Draft& draft, const JudgeRequest& request);

/// Who judges again.
struct Observers {
    std::vector<AgentId> agents = {};   ///< ascending
    std::set<PromiseId> left_out = {};  ///< judged only since what is asked for rests on them
};

/// When all sections have been read: who judges what by which judge, and by what clock. Observers
/// are taken to know the motions that their judges need.
Observers change_observers(Draft& draft, const JudgeRequest& request);

/// Does the request give observers another clock to carry?
bool gives_clock(const JudgeRequest& request);

}  // namespace worldline
