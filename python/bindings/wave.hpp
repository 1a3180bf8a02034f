// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "python/bindings/behaviour.hpp"
#include "sim/engine/turns.hpp"

namespace worldline::bindings {

/// What one call of `react` is about: percepts of as many agents, each with one. Python holds on to
/// it through `percepts` and `actions`, which are of no use when the call is over.
struct Wave {
    const PythonBehaviour& behaviour;
    std::span<Turn* const> turns;
    std::vector<LivePromises*> live;  ///< of each agent
    bool is_over = false;

    std::size_t size() const { return turns.size(); }
    const Percept& percept(std::size_t place) const { return turns[place]->percept(); }
    Actions& actions(std::size_t place) const { return turns[place]->actions(); }
    /// @throws pybind11::value_error  the call that it belongs to is over
    void check() const;
};
using WavePointer = std::shared_ptr<Wave>;

/// Places in a wave, as Python names them: one number, an array of numbers, or a mask.
/// @throws pybind11::type_error, pybind11::index_error
std::vector<std::size_t> places_of(const Wave& wave, const pybind11::object& at);

/// A value for each of so many places: one for all of them, or one each.
template <class T>
class Column {
public:
    Column(const pybind11::object& given, std::size_t count, const char* what)
        : values_(Array::ensure(given)) {
        if (!values_) {
            PyErr_Clear();
            throw pybind11::type_error(std::string(what) + ": numbers are due");
        }
        if (values_.ndim() == 1 && static_cast<std::size_t>(values_.size()) == count) step_ = 1;
        if (step_ == 0 && values_.size() != 1) {
            throw pybind11::value_error(std::string(what) + ": one number is due, or " +
                                        std::to_string(count) + " of them, not " +
                                        std::to_string(values_.size()));
        }
    }
    T operator[](std::size_t i) const { return values_.data()[i * step_]; }

private:
    using Array = pybind11::array_t<T, pybind11::array::c_style | pybind11::array::forcecast>;
    Array values_;
    std::size_t step_ = 0;
};

/// What reached the agents of a wave.
class Percepts {
public:
    explicit Percepts(WavePointer wave) : wave_(std::move(wave)) {}
    const WavePointer& wave() const { return wave_; }

private:
    WavePointer wave_;
};

/// Chance for the agents of a wave: the same draws as `Actions::random` gives each of them.
class Chance {
public:
    explicit Chance(WavePointer wave) : wave_(std::move(wave)) {}
    const Wave& wave() const { return *wave_; }

private:
    WavePointer wave_;
};

/// What the agents of a wave do.
class Deeds {
public:
    explicit Deeds(WavePointer wave) : wave_(std::move(wave)) {}
    const Wave& wave() const {
        wave_->check();
        return *wave_;
    }

private:
    WavePointer wave_;
};

void register_percepts(pybind11::module_& m);
void register_deeds(pybind11::module_& m);

}  // namespace worldline::bindings
