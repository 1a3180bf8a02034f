// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/spacetime/motion.hpp"

namespace worldline {

/// Through the rows of a table, by local polynomials.
///
/// Between two rows the place is that of the polynomial through the `degree` + 1 rows about them
/// (Neville's scheme), velocity is its derivative. Outside the table the motion goes straight on.
/// Bounds are those of the table, widened by what may happen between the places looked at.
class TableMotion final : public Motion {
public:
    struct Row {
        double at;         ///< [s]
        Vector3 position;  ///< [m]
    };
    /// @throws std::invalid_argument  rows out of order, or fewer than the degree needs.
    TableMotion(std::vector<Row> rows, int degree);

    MovingPoint at(Twofold seconds) const override;
    Bounds bounds() const override { return bounds_; }
    double time_scale() const override { return time_scale_; }
    std::string describe() const override;

    double begins() const { return rows_.front().at; }  ///< [s]
    double ends() const { return rows_.back().at; }     ///< [s]

private:
    MovingPoint within(Twofold seconds) const;

    std::vector<Row> rows_;
    std::size_t n_points_;  ///< of one polynomial: degree + 1
    double time_scale_;
    Bounds bounds_;
};

/// Reads a CSV file whose header names the columns t, x, y, z [s, m]; further ones are ignored.
///
/// @throws std::invalid_argument  "file ..., line N: ...": not there, no number, out of order.
std::vector<TableMotion::Row> read_motion_table(const std::string& path);

/// The rows of a table that turns with the Earth, in the frame that does not.
std::vector<TableMotion::Row> from_earth_fixed(std::vector<TableMotion::Row> rows);

}  // namespace worldline
