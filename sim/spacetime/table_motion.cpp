// SPDX-License-Identifier: Apache-2.0
#include "sim/spacetime/table_motion.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/base/math.hpp"
#include "sim/spacetime/constants.hpp"
#include "sim/spacetime/phase.hpp"

namespace worldline {
namespace {

constexpr int degree_max = 19;

void check(const std::vector<TableMotion::Row>& rows, int degree) {
    if (degree < 1 || degree > degree_max) {
        throw std::invalid_argument(fmt::format("degree must lie between 1 and {}", degree_max));
    }
    const auto n_needed = static_cast<std::size_t>(degree) + 1;
    if (rows.size() < n_needed) {
        throw std::invalid_argument(
            fmt::format("file has {} row{}; polynomials of degree {} need {} at least", rows.size(),
                        rows.size() == 1 ? "" : "s", degree, n_needed));
    }
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (rows[i].at > rows[i - 1].at) continue;
        throw std::invalid_argument(fmt::format(
            "file has its rows out of order: t = {} s after {} s", rows[i].at, rows[i - 1].at));
    }
}

}  // namespace

TableMotion::TableMotion(std::vector<Row> rows, int degree) : rows_(std::move(rows)) {
    check(rows_, degree);
    n_points_ = static_cast<std::size_t>(degree) + 1;
    time_scale_ = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < rows_.size(); ++i) {
        time_scale_ = std::min(time_scale_, rows_[i].at - rows_[i - 1].at);
    }
    // Looked at four times in each interval. Between two looks a step dt apart nothing moves off
    // their chord by more than A dt²/8, and no speed differs by more than A dt/2.
    constexpr int n_looks = 4;
    double longest = 0.0;
    bounds_ = {.speed_min = std::numeric_limits<double>::infinity(),
               .radius_min = std::numeric_limits<double>::infinity(),
               .radius_max = 0.0};
    Vector3 last_velocity = within(rows_.front().at).velocity;
    for (std::size_t i = 0; i + 1 < rows_.size(); ++i) {
        const double step = (rows_[i + 1].at - rows_[i].at) / n_looks;
        longest = std::max(longest, step);
        for (int look = 0; look <= n_looks; ++look) {
            const MovingPoint here = within(rows_[i].at + look * step);
            const double speed = length(here.velocity);
            const double radius = length(here.position);
            bounds_.speed_min = std::min(bounds_.speed_min, speed);
            bounds_.speed_max = std::max(bounds_.speed_max, speed);
            bounds_.radius_min = std::min(bounds_.radius_min, radius);
            bounds_.radius_max = std::max(bounds_.radius_max, radius);
            const double turned = length(here.velocity - last_velocity) / step;
            bounds_.acceleration_max = std::max(bounds_.acceleration_max, turned);
            last_velocity = here.velocity;
        }
    }
    bounds_.acceleration_max = 1.5 * bounds_.acceleration_max + 1e-9;
    const double slack = 0.5 * bounds_.acceleration_max * longest;
    bounds_.speed_min = std::max(0.0, bounds_.speed_min - slack);
    bounds_.speed_max += slack;
    // It goes straight on after the last row, to wherever.
    const double bulge = 0.25 * slack * longest;
    bounds_.radius_min = std::max(0.0, bounds_.radius_min - bulge);
    bounds_.radius_max += bulge;
}

MovingPoint TableMotion::within(Twofold seconds) const {
    const auto after = std::upper_bound(rows_.begin(), rows_.end(), seconds.high,
                                        [](double at, const Row& row) { return at < row.at; });
    const auto n_before = static_cast<std::size_t>(after - rows_.begin());
    const std::size_t half = (n_points_ + 1) / 2;
    const std::size_t first =
        std::min(n_before > half ? n_before - half : 0, rows_.size() - n_points_);
    // Neville's scheme: each row of the triangle joins two polynomials of one degree less. The
    // derivative of P = ((t − t_j) P_i − (t − t_i) P_j)/(t_i − t_j) goes along.
    std::array<MovingPoint, degree_max + 1> joined;
    std::array<double, degree_max + 1> ahead;  // t − t_i
    for (std::size_t i = 0; i < n_points_; ++i) {
        joined[i] = {rows_[first + i].position, {}};
        ahead[i] = (seconds - Twofold(rows_[first + i].at)).value();
    }
    for (std::size_t span = 1; span < n_points_; ++span) {
        for (std::size_t i = 0; i + span < n_points_; ++i) {
            const double inverse = 1.0 / (rows_[first + i + span].at - rows_[first + i].at);
            const double left = ahead[i] * inverse;
            const double right = -ahead[i + span] * inverse;  // left + right = 1
            const auto [p, dp] = joined[i];
            const auto [q, dq] = joined[i + 1];
            joined[i] = {p + left * (q - p), inverse * (q - p) + right * dp + left * dq};
        }
    }
    return joined[0];
}

MovingPoint TableMotion::at(Twofold seconds) const {
    const double edge = std::clamp(seconds.high, begins(), ends());
    if (edge == seconds.high) return within(seconds);
    const MovingPoint there = within(edge);
    return {there.position + (seconds.value() - edge) * there.velocity, there.velocity};
}

std::string TableMotion::describe() const {
    return fmt::format("table, {} rows from {} s to {} s, degree {}", rows_.size(), begins(),
                       ends(), n_points_ - 1);
}

std::vector<TableMotion::Row> from_earth_fixed(std::vector<TableMotion::Row> rows) {
    for (TableMotion::Row& row : rows) {
        const double angle = phase_of(constants::earth_rotation / (2.0 * math::pi), row.at);
        const double sine = math::sin(angle);
        const double cosine = math::cos(angle);
        const Vector3 p = row.position;
        row.position = {cosine * p.x - sine * p.y, sine * p.x + cosine * p.y, p.z};
    }
    return rows;
}

}  // namespace worldline
