// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tuple>

#include "sim/engine/actions.hpp"
#include "sim/engine/state_map.hpp"
#include "sim/ledger/promise.hpp"

namespace worldline {

/// One's own promises that are live, so that to promise the same again is to promise once (C3):
/// part of the state of a behaviour that makes promises in the run.
///
///     const auto made = state.live.promise(offer, actions);
///     if (made.is_new) actions.tell(offer.scope, ...);   // whoever has heard of it knows it
///
/// Two promises are the same if they agree in body, promisees and scope, and in what they say of
/// time: about, due, schedule, clock, timeline. When they were made is no part of that. A promise
/// is live until it is kept, taken back or past its time.
class LivePromises {
public:
    struct Made {
        PromiseId id;
        bool is_new = true;
    };

    /// Makes it and remembers it; the one that is live already, if there is. Of promises that
    /// differ in their times alone the last one is remembered.
    ///
    /// @param promise  `made` is the agent's reading now; `id` does not matter
    Made promise(const Promise& promise, Actions& actions);

    /// Kept once and for all, or taken back: the next one like it is a new one.
    ///
    /// @par Complexity  O(n log n) in different promises that are remembered
    void end(PromiseId promise);

    std::size_t size() const { return live_.size(); }

    static constexpr auto fields(auto& self) { return std::tie(self.live_); }

private:
    struct Live {
        PromiseId promise;
        std::uint64_t times = 0;  ///< digest of what it says of time
        Reading expires = no_reading;

        static constexpr auto fields(auto& self) {
            return std::tie(self.promise, self.times, self.expires);
        }
    };

    StateMap<Live> live_;  ///< by digest of body, promisees and scope
};

}  // namespace worldline
