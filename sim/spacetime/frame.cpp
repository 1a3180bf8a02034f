// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/frame.hpp"

#include <stdexcept>

#include "sim/spacetime/constants.hpp"

namespace worldline {

Frame::Frame(Vector3 velocity, Vector3 origin, Kind kind)
    : velocity_(velocity), origin_(origin), kind_(kind) {
    if (kind == Kind::galilean || length(velocity) < constants::light_speed) return;
    throw std::invalid_argument(
        "velocity must be below the speed of light: nobody moves with such a frame");
}

SpacetimeEvent Frame::moved(const SpacetimeEvent& event, Vector3 velocity) const {
    if (kind_ == Kind::lorentz) return boosted(event, velocity);
    return {event.time, event.position - event.time.value() * velocity};
}

SpacetimeEvent Frame::seen(const SpacetimeEvent& event) const {
    return moved({event.time, event.position - origin_}, velocity_);
}

SpacetimeEvent Frame::unseen(const SpacetimeEvent& event) const {
    const SpacetimeEvent back = moved(event, -velocity_);
    return {back.time, back.position + origin_};
}

}  // namespace worldline
