// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/carried.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

/// What a sum of two places keeps to, whatever their phases.
Bounds sum_of(const Bounds& a, const Bounds& b) {
    const double gap = std::max(a.radius_min - b.radius_max, b.radius_min - a.radius_max);
    const double slack = std::max(a.speed_min - b.speed_max, b.speed_min - a.speed_max);
    return {.speed_min = std::max(0.0, slack),
            .speed_max = a.speed_max + b.speed_max,
            .acceleration_max = a.acceleration_max + b.acceleration_max,
            .radius_min = std::max(0.0, gap),
            .radius_max = a.radius_max + b.radius_max};
}

}  // namespace

SumOfMotions::SumOfMotions(Parts parts, double sign) : parts_(std::move(parts)), sign_(sign) {
    expects(parts_.other != nullptr, "a sum of motions has a second one");
    bounds_ = parts_.base ? sum_of(parts_.base->bounds(), parts_.other->bounds())
                          : parts_.other->bounds();
}

MovingPoint SumOfMotions::at(Twofold seconds) const {
    const MovingPoint base = parts_.base ? parts_.base->at(seconds) : MovingPoint{};
    const MovingPoint other = parts_.other->at(seconds);
    return {base.position + sign_ * other.position, base.velocity + sign_ * other.velocity};
}

double SumOfMotions::time_scale() const {
    const double other = parts_.other->time_scale();
    return parts_.base ? std::min(parts_.base->time_scale(), other) : other;
}

std::string SumOfMotions::describe() const {
    return fmt::format("{} {} {}", parts_.base ? parts_.base->describe() : "origin",
                       sign_ < 0.0 ? "less" : "and", parts_.other->describe());
}

CarriedMotion::CarriedMotion(std::shared_ptr<const Motion> carrier,
                             std::shared_ptr<const Motion> local, const CelestialBody& body)
    : carrier_(std::move(carrier)), local_(std::move(local)), body_(&body) {
    expects(carrier_ && local_, "who is carried has a carrier");
    bounds_ = sum_of(carrier_->bounds(), local_->bounds());
}

MovingPoint CarriedMotion::at(Twofold seconds) const {
    const MovingPoint base = carrier_->at(seconds);
    const MovingPoint here = local_->at(seconds);
    return {base.position + here.position, base.velocity + here.velocity};
}

double CarriedMotion::time_scale() const {
    return std::min(carrier_->time_scale(), local_->time_scale());
}

std::string CarriedMotion::describe() const {
    return fmt::format("{}, carried by the {}", local_->describe(), body_->name);
}

}  // namespace worldline
