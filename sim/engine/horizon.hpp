// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/engine/running.hpp"
#include "sim/engine/world.hpp"
#include "sim/spacetime/point.hpp"

namespace worldline {

/// Lookahead from light cones, as bodies move: how soon can anything that is sent arrive?
///
/// Time is cut into epochs of one length. For each the two agents that come closest in it are
/// found among places at its beginning, speeds and accelerations: D/(w + v) is then a bound for
/// every signal that is sent in it. Many agents that pass each other all the time have no such
/// bound for ever, and a good one for every epoch.
///
/// All of it comes from the scenario alone, but for the places of those who steer themselves; and
/// it decides windows only, never results.
class Horizon {
public:
    /// One stretch of time and its bound.
    struct Epoch {
        Time end{0};          ///< signals that are sent before it ...
        Duration least = {};  ///< ... take so much at least; rounded down
    };

    /// None where nothing is gained: few agents, no space, a bound for ever that is as good, or
    /// agents that are born where another stands.
    static std::optional<Horizon> of(const World& world);

    /// What a window usually has: the width of bins is made of it.
    Duration usual() const { return usual_; }

    /// The epoch that `t` lies in.
    /// @param running  tells where those are who steer themselves; null: where they began
    /// @par Complexity  O(n log n) in agents
    Epoch at(Time t, const Running* running) const;

private:
    struct Body {
        Vector3 position;     ///< [m]
        Vector3 velocity;     ///< [m/s]
        double speed;         ///< at most [m/s]
        double acceleration;  ///< at most [m/s²]
    };
    explicit Horizon(const World& world);

    std::vector<Body> bodies(Time t, const Running* running) const;
    double least_wait(const std::vector<Body>& bodies, double span) const;
    void choose_epochs(Time until);

    std::shared_ptr<const Network> network_;
    Resolution resolution_;
    double signal_speed_;  ///< [m/s]
    double speed_max_ = 0.0;
    double acceleration_max_ = 0.0;
    std::vector<Body> limits_;  ///< speeds and accelerations, by number
    Duration epoch_{1};
    Duration usual_{0};
};

}  // namespace worldline
