// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "sim/ledger/sink.hpp"

namespace worldline::bindings {

/// What messages contain, as NumPy sees it: packed structured dtypes, whose rows are the very bytes
/// that travel.
struct MessageType {
    std::string name;
    std::uint16_t kind = 0;
    pybind11::dtype contents;  ///< without fields: nothing
};

/// Those of the project that a behaviour may hear and say: promise, withdrawal, outcome, verdict.
std::vector<MessageType> message_types();

/// The number of a kind of message by its name in a world; a new name is added to the world's.
std::uint16_t kind_named(const std::string& name, Preamble& preamble);

}  // namespace worldline::bindings
