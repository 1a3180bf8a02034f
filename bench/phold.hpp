// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "bench/worlds.hpp"

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
    void hear(const Percept& percept) {
        const auto now = static_cast<std::uint64_t>(percept.now.ticks);
        if (n_heard == 0) first = now;
        ++n_heard;
        longest = std::max(longest, now - last);
        last = now;
        from = percept.sender.number;
        odd ^= percept.sender.number & 1;
        sum = (sum + now) * 0x9E37'79B9'7F4A'7C15 ^ from;
    }
};
static_assert(sizeof(PholdState) == 64, "the state of PHOLD is a cache line");

/// The common yardstick of parallel simulators: a fixed number of messages that jump about.
///
/// Who hears a message sends one, after L + Exp(1 − L): with probability `remote` to any agent,
/// all alike and itself among them, else to itself. So N · events messages are always under way,
/// and the mean time between two events of one message is one unit. [Fujimoto1990]
///
/// | sent to | delay of the network | held back by the sender |
/// |---------|----------------------|-------------------------|
/// | another | L                    | Exp(1 − L)              |
/// | itself  | none                 | L + Exp(1 − L)          |
class Phold final : public BehaviourOf<Phold, PholdState> {
public:
    /// In what a relative differs.
    struct Variant {
        Starts::Who active;         ///< who may hear a message
        bool stays_freely = false;  ///< what is not remote comes back after Exp(1), without L
    };
    Phold(const Load& load, Variant variant);

    void react(PholdState& state, const Percept& percept, Actions& actions) const;

    static World world(const Load& load) { return world(load, {.active = {load.agents}}); }
    static World world(const Load& load, Variant variant);

private:
    struct Delay {
        Duration least;
        double mean_ticks;  ///< of the exponential part
    };
    void begin(PholdState& state, const Percept& percept, Actions& actions) const;
    void jump(PholdState& state, const Percept& percept, Actions& actions) const;

    Starts::Who active_;
    std::uint32_t n_events_;
    double remote_;
    Delay away_;
    Delay home_;
};

}  // namespace worldline
