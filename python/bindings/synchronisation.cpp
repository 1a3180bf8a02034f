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

using Counts = std::vector<std::uint64_t>;
using HybridPair = std::pair<std::int64_t, std::uint32_t>;

HybridPair pair_of(HybridClock stamp) { return {stamp.latest, stamp.count}; }

void register_lamport(py::module_& m) {
    py::class_<LamportClock>(m, "LamportClock")
        .def(py::init<>())
        .def("local", [](LamportClock& clock) { return clock.local().count; })
        .def("send", [](LamportClock& clock) { return clock.send().count; })
        .def("receive", [](LamportClock& clock, std::uint64_t stamp) {
            return clock.receive(LamportClock{stamp}).count;
        });
}

void register_vector(py::module_& m) {
    py::class_<VectorClock>(m, "VectorClock")
        .def(py::init([](std::size_t n, std::size_t own) {
            return VectorClock{Counts(n), own};
        }))
        .def("local", [](VectorClock& clock) { return clock.local().counts; })
        .def("send", [](VectorClock& clock) { return clock.send().counts; })
        .def("receive", [](VectorClock& clock, const Counts& stamp) {
            return clock.receive(VectorClock{stamp}).counts;
        });
    m.def("happened_before", [](const Counts& a, const Counts& b) {
        return order_of(VectorClock{a}, VectorClock{b}) == HappenedBefore::before;
    });
}

void register_hybrid(py::module_& m) {
    py::class_<HybridClock>(m, "HybridClock")
        .def(py::init<>())
        .def("local",
             [](HybridClock& clock, std::int64_t reading) { return pair_of(clock.local(reading)); })
        .def("send",
             [](HybridClock& clock, std::int64_t reading) { return pair_of(clock.send(reading)); })
        .def("receive", [](HybridClock& clock, HybridPair stamp, std::int64_t reading) {
            return pair_of(clock.receive(HybridClock{stamp.first, stamp.second}, reading));
        });
}

}  // namespace

void register_synchronisation(py::module_& m) {
    m.def("ntp_offset", py::vectorize(&of_stamps<&ntp_offset>));
    m.def("round_trip_delay", py::vectorize(&of_stamps<&round_trip_delay>));
    m.def("cristian_offset", py::vectorize(&of_stamps<&cristian_offset>));
    m.def("cristian_bound", py::vectorize(&cristian_bound));
    m.def("rate_between", py::vectorize(&rate_between));
    register_lamport(m);
    register_vector(m);
    register_hybrid(m);
}

}  // namespace worldline::bindings
