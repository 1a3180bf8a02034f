// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/spacetime/point.hpp"
#include "sim/spacetime/twofold.hpp"

namespace worldline {

/// a · b in twice the digits: for what all but cancels, such as c² − v·v near the speed of light.
inline Twofold exact_dot(Vector3 a, Vector3 b) {
    return (two_product(a.x, b.x) + two_product(a.y, b.y)) + two_product(a.z, b.z);
}

/// a b − c d, to the last digit.
inline double product_difference(double a, double b, double c, double d) {
    return (two_product(a, b) - two_product(c, d)).value();
}

/// a × b, to the last digit also where the two all but point the same way, or opposite ways.
inline Vector3 exact_cross(Vector3 a, Vector3 b) {
    return {product_difference(a.y, b.z, a.z, b.y), product_difference(a.z, b.x, a.x, b.z),
            product_difference(a.x, b.y, a.y, b.x)};
}

}  // namespace worldline
