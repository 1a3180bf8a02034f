// SPDX-License-Identifier: Apache-2.0
#include "agents/behaviours/complying.hpp"

#include <algorithm>
#include <cmath>

namespace worldline {

std::optional<std::size_t> Complying::acceptance_of(const Percept& percept) const {
    const Surroundings& around = *surroundings_;
    const auto asked = percept.as<Imposition>();
    for (const std::uint32_t i : around.written.made_by(percept.self)) {
        const Notice& notice = around.known_at_start[i];
        const Body& body = around.bodies[notice.body.number];
        if (notice.type != asked.type) continue;
        if (body.polarity != Polarity::accept || !body.impositions) continue;
        const auto& imposers = around.groups[around.known_promisees[i].number];
        if (!std::binary_search(imposers.begin(), imposers.end(), percept.sender)) continue;
        if (!std::isnan(asked.value) && !admits(body.constraint, asked.value)) continue;
        const bool is_live =
            notice.made <= percept.now && (notice.due == no_reading || percept.now <= notice.due);
        if (is_live) return i;
    }
    return std::nullopt;
}

void Complying::heed(std::size_t acceptance, std::uint32_t n, const Percept& percept,
                     Actions& actions) const {
    const Notice& notice = surroundings_->known_at_start[acceptance];
    const Outcome outcome{.promise = notice.promise,
                          .name = notice.name,
                          .occurrence = n,
                          .kind = OutcomeKind::happened,
                          .value = percept.as<Imposition>().value,
                          .stated = percept.now};
    actions.keeps(notice.promise, n);
    const Contents contents = Contents::of(outcome);
    actions.tell(
        surroundings_->known_scopes[acceptance],
        {.kind = message_kind::outcome, .promise = notice.promise, .contents = contents.bytes()});
}

bool Complying::comply(ComplyingState& state, const Percept& percept, Actions& actions) const {
    const auto acceptance = acceptance_of(percept);
    if (!acceptance) return false;
    const std::uint64_t key = surroundings_->known_at_start[*acceptance].promise.packed;
    const std::uint32_t* heeded = state.heeded.find(key);
    const std::uint32_t n = heeded == nullptr ? 1 : *heeded + 1;
    state.heeded.put(key, n);
    heed(*acceptance, n, percept, actions);
    return true;
}

}  // namespace worldline
