// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/benchmark.hpp"

namespace worldline {

/// 64 bytes, all of them written to at every event.
struct PholdState {
    std::uint64_t n_heard = 0;
    std::uint64_t sum = 0;   ///< of all that was heard, mixed
    std::uint64_t last = 0;  ///< reading
    std::uint64_t n_remote = 0;
    std::uint64_t first = 0;    ///< reading
    std::uint64_t from = 0;     ///< last sender
    std::uint64_t longest = 0;  ///< pause between two events [ticks]
    std::uint64_t odd = 0;      ///< parity of all senders

    static constexpr auto fields(auto& self) {
        return std::tie(self.n_heard, self.sum, self.last, self.n_remote, self.first, self.from,
                        self.longest, self.odd);
    }
};
static_assert(sizeof(PholdState) == 64, "the state of PHOLD is a cache line");

/// The common yardstick of parallel simulators: a fixed number of messages that jump about.
///
/// Who hears a message sends one, after L + Exp(1 − L): with probability `remote` to any agent,
/// all alike, else to itself. So N · events messages are always under way, and the mean time
/// between two events of one message is one unit. [Fujimoto1990]
///
/// | sent to | delay of the network | held back by the sender |
/// |---------|----------------------|-------------------------|
/// | another | L                    | Exp(1 − L)              |
/// | itself  | none                 | L + Exp(1 − L)          |
class Phold final : public BehaviourOf<Phold, PholdState> {
public:
    explicit Phold(const Load& load);

    void react(PholdState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load);

private:
    void jump(PholdState& state, const Percept& percept, Actions& actions) const;

    std::uint32_t n_agents_;
    std::uint32_t n_events_;
    double remote_;
    Duration lookahead_;
    double mean_ticks_;  ///< of the exponential part
};

}  // namespace worldline
