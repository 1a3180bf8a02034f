// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/frame.hpp"

#include <stdexcept>

#include "sim/spacetime/constants.hpp"

namespace worldline {
namespace {

constexpr double c = constants::light_speed;

}  // namespace

Frame::Frame(Vector3 velocity, Vector3 origin, Kind kind)
    : velocity_(velocity), origin_(origin), kind_(kind) {
    if (kind == Kind::galilean) return;
    const double speed = length(velocity);
    if (!(speed < c)) {
        throw std::invalid_argument(
            "velocity must be below the speed of light: nobody moves with such a frame");
    }
    // γ − 1 = β² γ² / (1 + γ), which does not cancel.
    const Twofold beta_squared = Twofold(dot(velocity, velocity)) / Twofold(c * c);
    const Twofold gamma = Twofold(1.0) / square_root(Twofold(1.0) - beta_squared);
    dilation_ = beta_squared * gamma * gamma / (Twofold(1.0) + gamma);
}

SpacetimePoint Frame::boosted(const SpacetimePoint& event, Vector3 velocity) const {
    const double t = event.seconds.value();
    if (kind_ == Kind::galilean) return {event.seconds, event.position - t * velocity};
    const double speed_squared = dot(velocity, velocity);
    if (speed_squared == 0.0) return event;
    const double along = dot(velocity, event.position);
    const Twofold gamma = Twofold(1.0) + dilation_;
    const Twofold shift = Twofold(along) / (Twofold(c) * Twofold(c));
    const Twofold stretch = dilation_ * Twofold(along) / Twofold(speed_squared);
    return {gamma * (event.seconds - shift),
            event.position + (stretch - gamma * event.seconds).value() * velocity};
}

SpacetimePoint Frame::seen(const SpacetimePoint& event) const {
    return boosted({event.seconds, event.position - origin_}, velocity_);
}

SpacetimePoint Frame::unseen(const SpacetimePoint& event) const {
    const SpacetimePoint back = boosted(event, -velocity_);
    return {back.seconds, back.position + origin_};
}

double interval_squared(const SpacetimePoint& a, const SpacetimePoint& b) {
    const double span = c * (b.seconds - a.seconds).value();
    const double distance = length(b.position - a.position);
    return (span - distance) * (span + distance);
}

}  // namespace worldline
