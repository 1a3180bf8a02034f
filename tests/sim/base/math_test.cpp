// SPDX-License-Identifier: Apache-2.0
//
// Goal: elementary functions have the same bits on every machine, and are right.
// Method: a table of bits, as first computed on an Intel processor with AVX2; a machine on which
// a last bit differs fails. That they are right is held by the C library, within 2 ulp.
#include "sim/base/math.hpp"

#include <cmath>
#include <limits>

#include "tests/support/check.hpp"

using namespace worldline;

namespace {

double ulps_between(double a, double b) {
    const double ulp = std::nextafter(std::fabs(b), INFINITY) - std::fabs(b);
    return std::fabs(a - b) / ulp;
}

}  // namespace

TEST_CASE("Functions of one number have these bits on every machine", "[base][law]") {
    struct Row {
        const char* name;
        double (*ours)(double);
        double x;
        double bits;
    };
    const Row rows[] = {
        {"sin", math::sin, 0.5, 0x1.eaee8744b05fp-2},
        {"sin", math::sin, 1, 0x1.aed548f090ceep-1},
        {"sin", math::sin, 3, 0x1.210386db6d55bp-3},
        {"sin", math::sin, 100000, 0x1.24daa9c527e96p-5},
        {"sin", math::sin, -1e-9, -0x1.12e0be826d695p-30},
        {"cos", math::cos, 0.5, 0x1.c1528065b7d5p-1},
        {"cos", math::cos, 1, 0x1.14a280fb5068cp-1},
        {"cos", math::cos, 3, -0x1.fae04be85e5d2p-1},
        {"cos", math::cos, 100000, -0x1.ffac3841b3da7p-1},
        {"cos", math::cos, math::pi / 2, 0x1.1a62633145c07p-54},
        {"exp", math::exp, 0.5, 0x1.a61298e1e069cp+0},
        {"exp", math::exp, 1, 0x1.5bf0a8b14576ap+1},
        {"exp", math::exp, -3, 0x1.97db0ccceb0afp-5},
        {"exp", math::exp, 100, 0x1.3494a9b171bf5p+144},
        {"exp", math::exp, -1e-9, 0x1.fffffff768fa1p-1},
        {"log", math::log, 0.5, -0x1.62e42fefa39efp-1},
        {"log", math::log, 2, 0x1.62e42fefa39efp-1},
        {"log", math::log, 10, 0x1.26bb1bbb55516p+1},
        {"log", math::log, 1e100, 0x1.cc845b54b54f2p+7},
        {"log", math::log, 1.000000001, 0x1.12e0bffdb1b44p-30},
        {"sinh", math::sinh, 0.5, 0x1.0acd00fe63b97p-1},
        {"sinh", math::sinh, 1, 0x1.2cd9fc44eb982p+0},
        {"sinh", math::sinh, -3, -0x1.40926e70949aep+3},
        {"sinh", math::sinh, 20, 0x1.ceb088b68e804p+27},
        {"sinh", math::sinh, 1e-9, 0x1.12e0be826d695p-30},
        {"cosh", math::cosh, 0.5, 0x1.20ac1862ae8dp+0},
        {"cosh", math::cosh, 1, 0x1.8b07551d9f55p+0},
        {"cosh", math::cosh, -3, 0x1.422a497d6185ep+3},
        {"cosh", math::cosh, 20, 0x1.ceb088b68e804p+27},
        {"cosh", math::cosh, 1e-9, 0x1p+0},
        {"tanh", math::tanh, 0.5, 0x1.d9353d7568af3p-2},
        {"tanh", math::tanh, 1, 0x1.85efab514f394p-1},
        {"tanh", math::tanh, -3, -0x1.fd77d111a0bp-1},
        {"tanh", math::tanh, 20, 0x1p+0},
        {"tanh", math::tanh, 1e-9, 0x1.12e0be826d695p-30},
        {"asinh", math::asinh, 0.5, 0x1.ecc2caec5160ap-2},
        {"asinh", math::asinh, 1, 0x1.c34366179d427p-1},
        {"asinh", math::asinh, -3, -0x1.d185b507edc0ep+0},
        {"asinh", math::asinh, 1000000, 0x1.d046ec97fa3ccp+3},
        {"asinh", math::asinh, 1e-9, 0x1.12e0be826d695p-30},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name, row.x);
        CHECK(row.ours(row.x) == row.bits);
    }
}

TEST_CASE("Functions of two numbers have these bits on every machine", "[base][law]") {
    CHECK(math::pow(2.0, 0.5) == 0x1.6a09e667f3bcdp+0);
    CHECK(math::pow(10.0, -3.0) == 0x1.0624dd2f1a9fcp-10);
    CHECK(math::pow(1.0000001, 1e6) == 0x1.1aec7b1e2b426p+0);
    CHECK(math::pow(0.3, 0.7) == 0x1.b8d809c615f41p-2);
    CHECK(math::atan2(1.0, 1.0) == 0x1.921fb54442d18p-1);
    CHECK(math::atan2(1.0, -1.0) == 0x1.2d97c7f3321d2p+1);
    CHECK(math::atan2(-0.3, 0.7) == -0x1.9e9bf3d20dc71p-2);
    CHECK(math::atan2(1e-9, -1.0) == 0x1.921fb5421d1p+1);
}

TEST_CASE("Functions are within 2 ulp of the C library's", "[base][oracle]") {
    for (int i = -400; i <= 400; ++i) {
        const double x = 0.0371 * i;
        CAPTURE(x);
        CHECK(ulps_between(math::sin(x), std::sin(x)) <= 2.0);
        CHECK(ulps_between(math::cos(x), std::cos(x)) <= 2.0);
        CHECK(ulps_between(math::exp(x), std::exp(x)) <= 2.0);
        CHECK(ulps_between(math::sinh(x), std::sinh(x)) <= 2.0);
        CHECK(ulps_between(math::cosh(x), std::cosh(x)) <= 2.0);
        CHECK(ulps_between(math::tanh(x), std::tanh(x)) <= 2.0);
        CHECK(ulps_between(math::asinh(x), std::asinh(x)) <= 2.0);
        CHECK(ulps_between(math::atan2(x, 2.0), std::atan2(x, 2.0)) <= 2.0);
        const double positive = std::exp(x);
        CHECK(ulps_between(math::log(positive), std::log(positive)) <= 2.0);
        CHECK(ulps_between(math::pow(positive, 1.7), std::pow(positive, 1.7)) <= 2.0);
    }
}

TEST_CASE("At the ends of their ranges functions do what mathematics says", "[base]") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK(math::log(0.0) == -infinity);
    CHECK(std::isnan(math::log(-1.0)));
    CHECK(math::exp(-infinity) == 0.0);
    CHECK(math::exp(1000.0) == infinity);
    CHECK(math::pow(0.0, 0.0) == 1.0);
    CHECK(math::tanh(infinity) == 1.0);
    CHECK(math::atan2(0.0, -1.0) == math::pi);
}
