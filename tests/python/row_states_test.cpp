// SPDX-License-Identifier: Apache-2.0
// Are states whose fields are known at run time like those of a struct?
//
// Goal: a behaviour in Python has the fingerprint that the same one in C++ has, and its states
// are copied, moved, saved and loaded as all others are.
// Method: one row of each kind of number, held against a struct with the same fields.

#include "python/bindings/behaviour_states.hpp"

#include <cstring>
#include <limits>
#include <tuple>

#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

namespace worldline {
namespace {

using bindings::RowField;
using bindings::RowLayout;
using bindings::RowStates;

struct Same {
    std::uint64_t count = 0;
    std::int32_t below = 0;
    bool truth = false;
    double real = 0.0;
    double first = 0.0, second = 0.0;
    static constexpr auto fields(auto& self) {
        return std::tie(self.count, self.below, self.truth, self.real, self.first, self.second);
    }
};

/// As NumPy lays out u8, i4, ?, f8 and two f4 side by side, with padding behind the truth.
std::shared_ptr<const RowLayout> layout() {
    return std::make_shared<const RowLayout>(RowLayout{32,
                                                       {{"count", 'u', 8, 0, 1},
                                                        {"below", 'i', 4, 8, 1},
                                                        {"truth", 'b', 1, 12, 1},
                                                        {"real", 'f', 8, 16, 1},
                                                        {"pair", 'f', 4, 24, 2}}});
}

template <class T>
void put(RowStates& states, std::size_t row, std::size_t offset, T value) {
    std::memcpy(states.row(row) + offset, &value, sizeof value);
}

RowStates some() {
    RowStates states(layout());
    states.add();
    states.add();
    put(states, 1, 0, std::numeric_limits<std::uint64_t>::max());
    put(states, 1, 8, std::int32_t{-7});
    put(states, 1, 12, true);
    put(states, 1, 16, 0.1);
    put(states, 1, 24, 1.5f);
    put(states, 1, 28, -2.5f);
    return states;
}

TEST_CASE("A row has the fingerprint of a struct with the same fields", "[python]") {
    const RowStates states = some();
    const Same same{std::numeric_limits<std::uint64_t>::max(), -7, true, 0.1, 1.5, -2.5};
    CHECK(states.content(1) == StatesOf<Same>::content_of(same));
    CHECK(states.content(0) == StatesOf<Same>::content_of({}));
}

TEST_CASE("Zero, and what is no number, have one fingerprint each; padding has none", "[python]") {
    RowStates states = some();
    const Digest before = states.content(0);
    put(states, 0, 16, -0.0);
    put(states, 0, 28, -0.0f);
    put(states, 0, 13, std::uint8_t{0xff});  // between fields
    CHECK(states.content(0) == before);
    put(states, 0, 16, std::numeric_limits<double>::quiet_NaN());
    const Digest unknown = states.content(0);
    put(states, 0, 16, -std::numeric_limits<double>::quiet_NaN());
    CHECK(states.content(0) == unknown);
    CHECK(unknown != before);
}

TEST_CASE("What is saved is loaded again, and a copy is nobody else's", "[python]") {
    const RowStates states = some();
    SnapshotWriter writer;
    states.save(1, writer);
    const auto bytes = std::move(writer).sealed();
    SnapshotReader reader(bytes);
    const auto copy = states.clone();
    copy->load(0, reader);
    CHECK(reader.n_left() == 0);
    CHECK(copy->content(0) == states.content(1));
    CHECK(states.content(0) != copy->content(0));
    SnapshotReader short_of_bytes{std::span(bytes)};
    copy->load(0, short_of_bytes);
    CHECK_THROWS_AS(copy->load(1, short_of_bytes), SnapshotError);
}

TEST_CASE("Rows move one by one into other states of their kind", "[python]") {
    RowStates states = some();
    const auto other = states.empty();
    CHECK(other->size() == 0);
    other->take(states, 1);
    other->take(states, 0);
    CHECK(other->size() == 2);
    CHECK(other->content(0) == states.content(1));
    CHECK(other->bytes_each() == 32 + sizeof(LivePromises));
}

/// One more row, whose agent has promised something that is live.
void add_promiser(RowStates& states) {
    states.add();
    const auto promise = [&states](scripted::Notes&, const Percept& percept, Actions& actions) {
        states.live(states.size() - 1).promise({.made = percept.now}, actions);
    };
    run(scripted::world_of(promise, 1), {}, {});
}

TEST_CASE("Promises that are live go with their row", "[python][C3]") {
    RowStates states = some();
    add_promiser(states);
    CHECK(states.live(2).size() == 1);
    CHECK(states.content(2) != states.content(0));  // the numbers of both are zeros
    SnapshotWriter writer;
    states.save(2, writer);
    const auto bytes = std::move(writer).sealed();
    SnapshotReader reader(bytes);
    const auto copy = states.clone();
    copy->load(0, reader);
    CHECK(reader.n_left() == 0);
    CHECK(copy->content(0) == states.content(2));
    const auto other = states.empty();
    other->take(states, 2);
    CHECK(other->content(0) == copy->content(2));
}

TEST_CASE("Fields of a row are shown by name, and another layout has another shape", "[python]") {
    const auto shown = some().values(1);
    REQUIRE(shown.size() == 6);
    CHECK(shown[1].name == "below");
    CHECK(std::get<std::int64_t>(shown[1].value) == -7);
    CHECK(std::get<bool>(shown[2].value));
    CHECK(shown[5].name == "pair_1");
    CHECK(std::get<double>(shown[5].value) == -2.5);
    const auto shape_of = [](RowLayout of) {
        Digester shape;
        RowStates(std::make_shared<const RowLayout>(std::move(of))).add_shape(shape);
        return shape.value();
    };
    RowLayout renamed = *layout();
    renamed.fields[0].name = "number";
    RowLayout narrower = *layout();
    narrower.fields[4].count = 1;
    CHECK(shape_of(*layout()) == shape_of(*layout()));
    CHECK(shape_of(renamed) != shape_of(*layout()));
    CHECK(shape_of(narrower) != shape_of(*layout()));
}

}  // namespace
}  // namespace worldline
