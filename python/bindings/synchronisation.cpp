// SPDX-License-Identifier: Apache-2.0
//
// What two clocks tell about one another, and clocks that count messages: for `spacetime`.
#include <cstdint>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "agents/rules/synchronisation.hpp"
#include "python/bindings/spacetime.hpp"
#include "sim/spacetime/logical.hpp"

namespace py = pybind11;

namespace worldline::bindings {
namespace {

template <double (*function)(FourStamps)>
double of_stamps(double t1, double t2, double t3, double t4) {
    return function({t1, t2, t3, t4});
}

using HybridPair = std::pair<std::int64_t, std::uint64_t>;

HybridPair pair_of(HybridStamp stamp) { return {stamp.reading, stamp.counter}; }

void register_logical(py::module_& m) {
    py::class_<LamportClock>(m, "LamportClock")
        .def(py::init<>())
        .def("local", &LamportClock::local)
        .def("send", &LamportClock::send)
        .def("receive", &LamportClock::receive);
    py::class_<VectorClock>(m, "VectorClock")
        .def(py::init<std::size_t, std::size_t>())
        .def("local", &VectorClock::local)
        .def("send", &VectorClock::send)
        .def("receive", [](VectorClock& clock, const std::vector<std::uint64_t>& stamp) {
            return clock.receive(stamp);
        });
    py::class_<HybridClock>(m, "HybridClock")
        .def(py::init<>())
        .def("local",
             [](HybridClock& clock, std::int64_t reading) { return pair_of(clock.local(reading)); })
        .def("send",
             [](HybridClock& clock, std::int64_t reading) { return pair_of(clock.send(reading)); })
        .def("receive", [](HybridClock& clock, HybridPair stamp, std::int64_t reading) {
            return pair_of(clock.receive({stamp.first, stamp.second}, reading));
        });
    m.def("happened_before",
          [](const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
              return happened_before(a, b);
          });
}

}  // namespace

void register_synchronisation(py::module_& m) {
    m.def("ntp_offset", py::vectorize(&of_stamps<&ntp_offset>));
    m.def("round_trip_delay", py::vectorize(&of_stamps<&round_trip_delay>));
    m.def("cristian_offset", py::vectorize(&of_stamps<&cristian_offset>));
    m.def("cristian_bound", py::vectorize(&cristian_bound));
    m.def("rate_between", py::vectorize(&rate_between));
    register_logical(m);
}

}  // namespace worldline::bindings
