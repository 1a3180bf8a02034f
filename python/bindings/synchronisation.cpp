// SPDX-License-Identifier: Apache-2.0
//
// What two clocks tell about one another, and clocks that count messages: for `spacetime`.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "agents/rules/synchronisation.hpp"
#include "python/bindings/spacetime.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

template <double (*function)(FourStamps)>
double of_stamps(double t1, double t2, double t3, double t4) {
    return function({t1, t2, t3, t4});
}

}  // namespace

void register_synchronisation(py::module_& m) {
    m.def("ntp_offset", py::vectorize(&of_stamps<&ntp_offset>));
    m.def("round_trip_delay", py::vectorize(&of_stamps<&round_trip_delay>));
    m.def("cristian_offset", py::vectorize(&of_stamps<&cristian_offset>));
    m.def("cristian_bound", py::vectorize(&cristian_bound));
    m.def("rate_between", py::vectorize(&rate_between));
}

}  // namespace worldline::bindings
