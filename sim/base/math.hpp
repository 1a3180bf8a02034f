// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Elementary functions with the same bits on every machine.
///
/// The C library picks other code on other processors and differs in the last bit, which is
/// enough to move an event by a tick. These are SLEEF's scalar, bit-reproducible forms (1 ulp).
/// `sqrt`, `floor` and `fma` are exact in every library and may be used from <cmath>.
namespace worldline::math {

double sin(double radians);
double cos(double radians);

/// Both at once, at the price of one. Their last bits may differ from those of `sin` and `cos`.
struct SineCosine {
    double sine;
    double cosine;
};
SineCosine sine_cosine(double radians);

double atan2(double y, double x);
double exp(double x);
double log(double x);
double pow(double x, double y);
double sinh(double x);
double cosh(double x);
double tanh(double x);
double asinh(double x);

inline constexpr double pi = 3.141592653589793238;

}  // namespace worldline::math
