// SPDX-License-Identifier: Apache-2.0
#include "sim/base/math.hpp"

#include <sleef.h>

namespace worldline::math {

// `cinz`: the form that gives the same bits on every machine; `u10`: within 1.0 ulp; `purec`: of
// its two builds the one without fused multiply-add, so that nothing is chosen at run time.

double sin(double radians) { return Sleef_cinz_sind1_u10purec(radians); }
double cos(double radians) { return Sleef_cinz_cosd1_u10purec(radians); }
SineCosine sine_cosine(double radians) {
    const Sleef_double_2 both = Sleef_cinz_sincosd1_u10purec(radians);
    return {both.x, both.y};
}
double atan2(double y, double x) { return Sleef_cinz_atan2d1_u10purec(y, x); }
double exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
double sinh(double x) { return Sleef_cinz_sinhd1_u10purec(x); }
double cosh(double x) { return Sleef_cinz_coshd1_u10purec(x); }
double tanh(double x) { return Sleef_cinz_tanhd1_u10purec(x); }
double asinh(double x) { return Sleef_cinz_asinhd1_u10purec(x); }

}  // namespace worldline::math
