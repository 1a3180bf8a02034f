// SPDX-License-Identifier: Apache-2.0
//
// Goal: a snapshot gives back what was put into it, bit for bit; one that is damaged or of another
// world is refused with its reason, and never brings the program down.
// Method: values of every kind there and back; a small world whose snapshot is cut at every byte
// and changed at every byte, with its seal left broken and with its seal made good again.
#include "sim/engine/snapshot.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "sim/engine/engine.hpp"
#include "sim/engine/state_map.hpp"
#include "tests/support/check.hpp"
#include "tests/support/scripted.hpp"

using namespace worldline;
using namespace worldline::scripted;

namespace {

using Bytes = std::vector<std::byte>;

enum class Colour : std::uint16_t { red, green = 700 };

struct Pair {
    Reading reading;
    bool is_open = false;

    static constexpr auto fields(auto& self) { return std::tie(self.reading, self.is_open); }
    friend bool operator==(const Pair&, const Pair&) = default;
};

struct Everything {
    std::int8_t small = 0;
    std::uint64_t large = 0;
    double number = 0.0;
    float single = 0.0f;
    Colour colour = Colour::red;
    PromiseId promise;
    Pair pair;
    std::array<double, 3> numbers{};
    std::vector<Pair> pairs;
    std::string text;
    StateMap<Pair> map;

    static constexpr auto fields(auto& self) {
        return std::tie(self.small, self.large, self.number, self.single, self.colour, self.promise,
                        self.pair, self.numbers, self.pairs, self.text, self.map);
    }
};

template <class T>
T there_and_back(const T& value) {
    SnapshotWriter writer;
    writer.put(value);
    const Bytes bytes = std::move(writer).sealed();
    SnapshotReader reader(bytes);
    const T back = reader.take<T>();
    CHECK(reader.n_left() == 0);
    return back;
}

template <class T>
Digest shape_of() {
    Digester shape;
    add_shape<T>(shape);
    return shape.value();
}

/// Wakes, steers, has children, talks long and short: something of all that a snapshot holds.
void do_something(Notes& notes, const Percept& percept, Actions& actions) {
    const auto next = AgentId{(percept.self.number + 1) % 3};
    const std::array<std::byte, 40> long_one{std::byte{7}};
    if (notes.n_heard < 4) notes.alarm = actions.wake(percept.now + Duration{25}, 5, {});
    if (notes.n_heard == 2) actions.wake(percept.now + Duration{100'000'000}, 5, {});
    if (notes.n_heard == 3) actions.cancel(notes.alarm);
    if (percept.self.number == 1 && notes.n_heard == 2) actions.steer(0.25, Duration{3});
    if (percept.self.number == 0 && notes.n_heard == 3) actions.spawn({});
    if (notes.n_heard < 6) actions.tell(next, {.kind = word, .contents = long_one});
    actions.tell(next, {.kind = word});
}

World small_world(double drift = 0.0) {
    World world =
        scripted::world_of(do_something, 3, Duration{10}, {.offset = 0.0, .drift = drift});
    world.plans.push_back({Time{90}, AgentId{2}, event_kind::plan, {}});
    world.add_offspring<Notes>(AgentId{0}, 0, 2);
    world.network = std::make_shared<const Network>(
        relays::metric_of({10}), std::vector<std::shared_ptr<const Motion>>{}, world.n_agents());
    world.until = Time{1'000'000'000};
    return world;
}

/// After a few windows: three agents, alarms, one steered clock, a child on its way.
Bytes small_snapshot() {
    Engine engine(small_world(), {}, {});
    for (int i = 0; i < 5; ++i) REQUIRE(engine.step());
    CHECK(engine.n_pending() > 6);
    return engine.snapshot();
}

RunOptions going_on_from(Bytes bytes) {
    RunOptions options;
    options.snapshot = std::make_shared<const Bytes>(std::move(bytes));
    return options;
}

/// Why a world does not go on from some bytes; empty if it does.
std::string refusal(const World& world, Bytes bytes) {
    try {
        const Engine engine(world, going_on_from(std::move(bytes)), {});
    } catch (const SnapshotError& error) {
        return error.what();
    }
    return "";
}

/// Makes the seal good again after a change.
Bytes sealed_again(const Bytes& bytes) {
    SnapshotWriter writer;
    writer.put_bytes(std::span(bytes).first(bytes.size() - sizeof(Digest)));
    return std::move(writer).sealed();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("Every kind of value comes back bit for bit", "[snapshot]") {
    const auto strange = std::bit_cast<double>(0xfff8'0000'dead'beefULL);  // a NaN with a payload
    Everything given{.small = -7,
                     .large = ~std::uint64_t{0} - 5,
                     .number = strange,
                     .single = -0.0f,
                     .colour = Colour::green,
                     .promise = {AgentId{3}, 9},
                     .pair = {{-4, 0.75}, true},
                     .numbers = {-0.0, std::numeric_limits<double>::infinity(), 5e-324},
                     .pairs = {{{1, 0.5}, false}, {{2, 0.25}, true}},
                     .text = "Grüße",
                     .map = {}};
    given.map.put(17, {{3, 0.125}, true});
    const Everything back = there_and_back(given);
    CHECK(back.small == given.small);
    CHECK(back.large == given.large);
    CHECK(std::bit_cast<std::uint64_t>(back.number) == std::bit_cast<std::uint64_t>(given.number));
    CHECK(std::signbit(back.single));
    CHECK(back.colour == given.colour);
    CHECK(back.promise == given.promise);
    CHECK(back.pair == given.pair);
    CHECK(std::signbit(back.numbers[0]));
    CHECK(back.numbers == given.numbers);
    CHECK(back.pairs == given.pairs);
    CHECK(back.text == given.text);
    REQUIRE(back.map.find(17) != nullptr);
    CHECK(*back.map.find(17) == *given.map.find(17));
    CHECK(back.map.digest() == given.map.digest());
}

TEST_CASE("A map comes back with its entries and its digest", "[snapshot]") {
    const auto count = static_cast<std::uint64_t>(GENERATE(0, 1, 5, 6, 7, 24, 25, 10'000));
    StateMap<std::uint64_t> map;
    for (std::uint64_t i = 0; i < count; ++i) map.put(i * i * 977, i);
    map.erase(977);
    StateMap<std::uint64_t> back = there_and_back(map);
    CHECK(back.sorted() == map.sorted());
    CHECK(back.digest() == map.digest());
    back.put(3, 5);
    map.put(3, 5);
    CHECK(back.digest() == map.digest());
}

TEST_CASE("Other types have other shapes", "[snapshot]") {
    CHECK(shape_of<Pair>() == shape_of<Pair>());
    CHECK(shape_of<std::int32_t>() != shape_of<Colour>());
    CHECK(shape_of<float>() != shape_of<std::uint32_t>());
    CHECK(shape_of<std::vector<float>>() != shape_of<float>());
    CHECK(shape_of<std::array<float, 2>>() != shape_of<std::array<float, 3>>());
    CHECK(shape_of<StateMap<Pair>>() != shape_of<StateMap<Reading>>());
    CHECK(shape_of<Notes>() != shape_of<relays::RelayState>());
}

TEST_CASE("A snapshot of a world that has not begun is its beginning", "[snapshot]") {
    const Engine engine(small_world(), {}, {});
    World world = small_world();
    world.until = Time{500};
    const Ending ending = run(world, going_on_from(engine.snapshot()), {});
    CHECK(ending.complete);
    CHECK(ending.run_digest == run(world, {}, {}).run_digest);
}

TEST_CASE("What is far off arrives when it would", "[snapshot]") {
    const std::array<std::byte, 30> long_one{};
    World world = scripted::world_of(
        [&](Notes&, const Percept& percept, Actions& actions) {
            if (percept.kind != event_kind::start) return;
            const Duration held{100'003 + percept.self.number};
            actions.tell(AgentId{1}, {.kind = word, .after = held});
            actions.tell(AgentId{1}, {.kind = word, .contents = long_one, .after = held});
        },
        3);
    world.until = Time{1'000'000};
    Engine engine(world, {}, {});
    REQUIRE(engine.step());
    CHECK(engine.n_pending() == 6);
    const Bytes bytes = engine.snapshot();
    CHECK(run(world, going_on_from(bytes), {}).run_digest == run(world, {}, {}).run_digest);
}

TEST_CASE("The size of a snapshot is known before", "[snapshot]") {
    const std::array<std::byte, 100> long_one{};
    World world = scripted::world_of(
        [&](Notes&, const Percept& percept, Actions& actions) {
            const AgentId next{(percept.self.number + 1) % 500};
            for (int i = 0; i < 20; ++i) {
                actions.tell(next, {.kind = word, .contents = long_one});
            }
        },
        500);
    Engine engine(world, {}, {});
    REQUIRE(engine.step());
    const Bytes bytes = engine.snapshot();
    CHECK(bytes.size() > 10'000 * (sizeof(Event) + long_one.size()));
    CHECK(bytes.capacity() <
          bytes.size() + 512 + 500 * 8);  // grown, it would be half as much again
}

TEST_CASE("A snapshot that ends too soon is refused", "[snapshot]") {
    const Bytes whole = small_snapshot();
    const World world = small_world();
    CHECK(refusal(world, whole).empty());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto bytes = std::span(whole).first(size);
        REQUIRE(!refusal(world, {bytes.begin(), bytes.end()}).empty());
        SnapshotWriter sealed;  // as if no more had been written
        sealed.put_bytes(bytes);
        if (size == whole.size() - sizeof(Digest)) continue;
        REQUIRE(!refusal(world, std::move(sealed).sealed()).empty());
    }
}

TEST_CASE("A snapshot that was changed is refused", "[snapshot]") {
    const Bytes whole = small_snapshot();
    const World world = small_world();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int bit : {0, 7}) {
            Bytes changed = whole;
            changed[at] ^= std::byte{1} << bit;
            REQUIRE(contains(refusal(world, std::move(changed)), "damaged"));
        }
    }
}

TEST_CASE("No bytes bring the program down", "[snapshot]") {
    const Bytes whole = small_snapshot();
    const World world = small_world();
    std::size_t n_refused = 0;
    for (std::size_t at = 0; at + sizeof(Digest) < whole.size(); ++at) {
        for (const std::byte other : {std::byte{0x01}, std::byte{0x80}, std::byte{0xff}}) {
            Bytes changed = whole;
            changed[at] ^= other;
            if (!refusal(world, sealed_again(changed)).empty()) ++n_refused;
        }
    }
    CHECK(n_refused > whole.size() / 4);  // counts and digests may be any number
}

TEST_CASE("A snapshot of another world is refused, with what differs", "[snapshot]") {
    const Bytes bytes = small_snapshot();
    World world = small_world();
    SECTION("agents") {
        world.add_offspring<Notes>(AgentId{1}, 0, 1);
        CHECK(contains(refusal(world, bytes), "its number of agents is 5, and here 6"));
    }
    SECTION("kinds") {
        world.add_kind(std::make_shared<const relays::Relay>(1));
        CHECK(contains(refusal(world, bytes), "its number of kinds of agent is 1, and here 2"));
    }
    SECTION("seed") {
        world.seed = 8;
        CHECK(contains(refusal(world, bytes), "its seed is 0, and here 8"));
    }
    SECTION("resolution") {
        world.resolution.attoseconds = 5;
        CHECK(contains(refusal(world, bytes), "its resolution"));
    }
    SECTION("lookahead") {
        world.network = std::make_shared<const Network>(
            relays::metric_of({40}), std::vector<std::shared_ptr<const Motion>>{}, 5);
        CHECK(contains(refusal(world, bytes), "its width of a bin [ticks, log2] is 3, and here 5"));
    }
    SECTION("kernels") {
        world.kernel[1] = 0;
        CHECK(contains(refusal(world, bytes), "in other kernels"));
    }
    SECTION("a longer run") {
        world.until = world.until + Duration{1};
        CHECK(contains(refusal(world, bytes), "is to end at tick 1000000001"));
    }
    SECTION("a run that ends before") {
        world.until = Time{3};
        CHECK(contains(refusal(world, bytes), "not one of the run"));
    }
    SECTION("what remembers otherwise") {
        World other = relays::ring(5, 1, Duration{10}, world.until);
        CHECK(contains(refusal(other, bytes), "remember other things"));
    }
    SECTION("other plans") {
        world.plans.clear();
        CHECK(contains(refusal(world, bytes), "other things were laid down"));
    }
    SECTION("nothing at all") {
        CHECK(contains(refusal(world, Bytes(200)), "damaged"));
        SnapshotWriter writer;
        writer.put(std::string("a letter of some length, to nobody"));
        CHECK(contains(refusal(world, std::move(writer).sealed()), "no snapshot"));
    }
    SECTION("another version") {
        Bytes newer = bytes;
        newer[8] = std::byte{2};
        CHECK(contains(refusal(world, sealed_again(newer)), "version 2"));
    }
}

TEST_CASE("A run goes on with agents that behave otherwise", "[snapshot]") {
    const auto ring_to = [](std::uint32_t n_ring) {
        World world = relays::world_of<relays::RelayState>(
            std::make_shared<const relays::Relay>(n_ring), 4, Duration{10});
        world.plans = {relays::start_of(AgentId{0})};
        return world;
    };
    Engine engine(ring_to(4), {}, {});
    engine.run_until(Time{35});  // has been at 0, 1, 2, 3
    Engine fork(ring_to(2), going_on_from(engine.snapshot()), {});
    while (fork.step()) continue;
    CHECK(fork.look_at(AgentId{2}).interior_time == 1);
    CHECK(fork.look_at(AgentId{3}).interior_time == 1);
    CHECK(fork.look_at(AgentId{0}).interior_time > 3);
}
