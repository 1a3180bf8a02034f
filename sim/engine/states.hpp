// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sim/base/chunks.hpp"
#include "sim/base/digest.hpp"
#include "sim/base/time.hpp"
#include "sim/engine/snapshot_bytes.hpp"

namespace worldline {

/// One field of a state, for looking on. What is no number shows its digest.
struct StateValue {
    std::string name;
    std::variant<std::int64_t, double, bool, Digest> value;
};

/// The interior states of all agents of one kind: one array.
class States {
public:
    virtual ~States() = default;
    virtual std::unique_ptr<States> clone() const = 0;
    virtual std::unique_ptr<States> empty() const = 0;
    virtual std::size_t size() const = 0;
    virtual void reserve(std::size_t count) = 0;
    virtual std::size_t bytes_each() const = 0;
    virtual Digest content(std::size_t index) const = 0;  ///< σ
    virtual std::vector<StateValue> values(std::size_t index) const = 0;
    virtual void take(States& other, std::size_t index) = 0;  ///< moves one in, at the end
    virtual void save(std::size_t index, SnapshotWriter& writer) const = 0;
    virtual void load(std::size_t index, SnapshotReader& reader) = 0;
    virtual void add_shape(Digester& shape) const = 0;  ///< of what `save` writes
};

namespace detail {
template <class Field>
auto shown_value(const Field& field) -> decltype(StateValue::value) {
    if constexpr (std::is_same_v<Field, bool>) {
        return field;
    } else if constexpr (std::is_integral_v<Field> || std::is_enum_v<Field>) {
        return static_cast<std::int64_t>(field);
    } else if constexpr (std::is_floating_point_v<Field>) {
        return static_cast<double>(field);
    } else if constexpr (std::is_same_v<Field, Reading>) {
        return static_cast<double>(field.ticks) + field.fraction;
    } else {
        Digester digester;
        digester.add(field);
        return digester.value();
    }
}
}  // namespace detail

/// A state is a plain struct that lists its fields once:
/// `static auto fields(auto& self) { return std::tie(self.heard, self.last); }`, and may name them:
/// `static constexpr std::array field_names{"heard", "last"};`.
template <class State>
class StatesOf : public States {
public:
    std::unique_ptr<States> clone() const override { return std::make_unique<StatesOf>(*this); }
    std::unique_ptr<States> empty() const override { return std::make_unique<StatesOf>(); }
    std::size_t bytes_each() const override { return sizeof(State); }
    std::size_t size() const override { return rows.size(); }
    void reserve(std::size_t count) override { rows.reserve(count); }
    Digest content(std::size_t index) const override { return content_of(rows[index]); }
    void take(States& other, std::size_t index) override {
        rows.push_back(std::move(static_cast<StatesOf&>(other).rows[index]));
    }
    void save(std::size_t index, SnapshotWriter& writer) const override { writer.put(rows[index]); }
    void load(std::size_t index, SnapshotReader& reader) override { reader.take(rows[index]); }
    void add_shape(Digester& shape) const override { worldline::add_shape<State>(shape); }
    std::vector<StateValue> values(std::size_t index) const override {
        std::vector<StateValue> values;
        const auto add = [&values](const auto& field) {
            std::string name = "field_" + std::to_string(values.size() + 1);
            if constexpr (requires { State::field_names; }) {
                static_assert(State::field_names.size() ==
                                  std::tuple_size_v<decltype(State::fields(rows[index]))>,
                              "every field has a name");
                name = State::field_names[values.size()];
            }
            values.push_back({std::move(name), detail::shown_value(field)});
        };
        std::apply([&](const auto&... field) { (add(field), ...); }, State::fields(rows[index]));
        return values;
    }
    static Digest content_of(const State& state) {
        Digester digester;
        digester.add(state);
        return digester.value();
    }

    std::vector<State, OnPages<State>> rows;
};

}  // namespace worldline
