// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/relativity.hpp"

namespace worldline {

/// An inertial frame of an observer who moves through the scenario's own. Read-side only: events
/// happen as they do, a frame says when and where that is for somebody.
///
///     t' = γ (t − v·x/c²)        x' = x + ((γ − 1)(v·x)/v² − γ t) v       [Einstein1905]
///
/// In a Galilean world t' = t and x' = x − v t. Both from the frame's origin: the place that has
/// (0, 0) in either.
class Frame {
public:
    enum class Kind : unsigned char { lorentz, galilean };

    /// @param velocity  of its observers in the scenario's frame [m/s]
    /// @param origin    where its origin is at t = 0 [m]
    /// @throws std::invalid_argument  as fast as light, or faster
    explicit Frame(Vector3 velocity, Vector3 origin = {}, Kind kind = Kind::lorentz);

    /// An event of the scenario's frame, as this frame has it.
    SpacetimeEvent seen(const SpacetimeEvent& event) const;

    /// Back to the scenario's frame.
    SpacetimeEvent unseen(const SpacetimeEvent& event) const;

private:
    SpacetimeEvent moved(const SpacetimeEvent& event, Vector3 velocity) const;

    Vector3 velocity_;
    Vector3 origin_;
    Kind kind_;
};

}  // namespace worldline
