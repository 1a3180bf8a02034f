// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/snapshot.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "sim/base/expects.hpp"

namespace worldline {
namespace {

constexpr std::array<char, 8> magic = {'w', 'l', '-', 's', 'n', 'a', 'p', '\n'};
constexpr std::uint32_t version = 1;

/// Whose snapshot it is.
struct Head {
    std::uint32_t n_agents = 0;
    std::uint32_t n_kinds = 0;
    std::uint32_t bin_width_log2 = 0;
    std::uint64_t seed = 0;
    std::int64_t resolution = 0;  ///< [as]
    Time until;
    Digest layout;  ///< who is of which kind, in which kernel, and what each kind remembers

    static constexpr auto fields(auto& self) {
        return std::tie(self.n_agents, self.n_kinds, self.bin_width_log2, self.seed,
                        self.resolution, self.until, self.layout.high, self.layout.low);
    }
};

/// An agent's `Life` and plans; which clock it carries, its world says.
struct SavedLife {
    Digest history;
    std::uint32_t interior_time = 0;
    std::uint32_t sequence = 0;
    std::uint32_t promises = 0;
    std::uint32_t plans = 0;
    bool is_absent = false;
    bool is_gone = false;
    bool has_alarms = false;

    static constexpr auto fields(auto& self) {
        return std::tie(self.history.high, self.history.low, self.interior_time, self.sequence,
                        self.promises, self.plans, self.is_absent, self.is_gone, self.has_alarms);
    }
};
constexpr std::size_t saved_life_size = 16 + 4 * 4 + 3;
constexpr std::size_t head_room = 256;  ///< more than head, journey, last bin and seal take

Digest layout_of(const World& world, const Running& running) {
    Digester layout;
    for (const World::Kind& kind : world.kinds) kind.states->add_shape(layout);
    for (std::uint32_t number = 0; number < world.n_agents(); ++number) {
        const std::uint32_t host = running.number_of(running.host_of(running.slot_of(number)));
        layout.add(std::uint64_t{world.kind[number]} << 32 | host);
    }
    for (const World::Offspring& pool : world.offspring) {
        layout.add(std::uint64_t{pool.parent.number} << 32 | pool.first.number);
        layout.add(pool.count);
    }
    return layout.value();
}

Head head_of(const World& world, const Running& running, const Bins& lane) {
    return {.n_agents = static_cast<std::uint32_t>(world.n_agents()),
            .n_kinds = static_cast<std::uint32_t>(world.kinds.size()),
            .bin_width_log2 = lane.width_log2(),
            .seed = world.seed,
            .resolution = world.resolution.attoseconds,
            .until = world.until,
            .layout = layout_of(world, running)};
}

/// Writes events by bin: those of one bin, then their long contents.
class EventsOut {
public:
    EventsOut(SnapshotWriter& writer, const Running& running)
        : writer_(writer), running_(running) {}

    void begin(Time start, std::size_t count) {
        writer_.put(start);
        writer_.put(std::uint64_t{count});
    }
    /// By way of a little memory that stays in the cache: nothing is allocated for an event.
    void add(std::span<const Event> events) {
        std::array<Event, Chunk::size / sizeof(Event)> copies;
        expects(events.size() <= copies.size(), "events come by the chunk");
        std::copy(events.begin(), events.end(), copies.begin());
        for (Event& event : std::span(copies).first(events.size())) {
            event.receiver = running_.number_of(event.receiver);
            if (event.has_long_contents()) keep_contents(event);
        }
        writer_.put_bytes(std::as_bytes(std::span(copies).first(events.size())));
    }
    void end() {
        writer_.put_bytes(contents_);
        contents_.clear();
    }

private:
    void keep_contents(Event& event) {
        const auto bytes = event.bytes();
        contents_.insert(contents_.end(), bytes.begin(), bytes.end());
        event.put_long({static_cast<const std::byte*>(nullptr), bytes.size()});
    }

    SnapshotWriter& writer_;
    const Running& running_;
    std::vector<std::byte> contents_;
};

std::size_t size_of(std::span<const Event> events) {
    std::size_t size = events.size_bytes();
    for (const Event& event : events) {
        if (event.has_long_contents()) size += event.bytes().size();
    }
    return size;
}

/// Calls `visit(bin, number of events)` for near bins that hold something in any lane.
template <class Visit>
void each_near_bin(std::span<const Bins* const> lanes, Visit visit) {
    const std::int64_t first = lanes.front()->first_of_ring();
    for (std::int64_t bin = first; bin < first + Bins::ring_size; ++bin) {
        std::size_t count = 0;
        for (const Bins* lane : lanes) count += lane->n_near(bin);
        if (count > 0) visit(bin, count);
    }
}

std::size_t size_of_events(std::span<const Bins* const> lanes) {
    constexpr std::size_t bin_head = 16;
    std::size_t size = 0;
    each_near_bin(lanes, [&](std::int64_t bin, std::size_t) {
        size += bin_head;
        for (const Bins* lane : lanes) {
            lane->each_near(bin, [&](std::span<const Event> events) { size += size_of(events); });
        }
    });
    for (const Bins* lane : lanes) {
        lane->each_far([&](Time, const Event& event) { size += bin_head + size_of({&event, 1}); });
    }
    return size;
}

void save_events(SnapshotWriter& writer, const Running& running,
                 std::span<const Bins* const> lanes) {
    EventsOut out(writer, running);
    each_near_bin(lanes, [&](std::int64_t bin, std::size_t count) {
        out.begin(lanes.front()->start_of(bin), count);
        for (const Bins* lane : lanes) {
            lane->each_near(bin, [&](std::span<const Event> events) { out.add(events); });
        }
        out.end();
    });
    for (const Bins* lane : lanes) {
        lane->each_far([&](Time time, Event event) {
            const Time start = lane->start_of(lane->bin_of(time));
            event.offset = static_cast<std::uint32_t>((time - start).ticks);
            out.begin(start, 1);
            out.add({&event, 1});
            out.end();
        });
    }
    out.begin(Time{0}, 0);
}

void save_agent(SnapshotWriter& writer, std::uint32_t number, const World& world,
                const Running& running) {
    const std::uint32_t slot = running.slot_of(number);
    const Life& life = running.lives[slot];
    const Alarms* const alarms = running.alarms[slot].get();
    writer.put(SavedLife{.history = life.history,
                         .interior_time = life.interior_time,
                         .sequence = life.sequence,
                         .promises = life.promises,
                         .plans = running.plans[slot],
                         .is_absent = (life.clock & Life::is_absent) != 0,
                         .is_gone = (life.clock & Life::is_gone) != 0,
                         .has_alarms = alarms != nullptr});
    if (alarms != nullptr) alarms->save(writer);
    if (!running.offspring.empty()) writer.put(running.offspring[number].next);
    if (const Course* course = running.course_of(slot)) writer.put(course->state());
    world.kinds[running.kinds[slot]].states->save(running.place_of(slot), writer);
}

std::size_t size_of_agents(const World& world) {
    std::size_t size = world.n_agents() * (saved_life_size + sizeof(std::uint32_t));
    for (const World::Kind& kind : world.kinds) {
        size += kind.states->size() * kind.states->bytes_each();
    }
    return size;  // about: alarms and growing states take more, padding less
}

void check_head(const Head& head, const World& world, const Running& running, const Bins& lane) {
    const Head here = head_of(world, running, lane);
    const auto differs = [](const char* what, auto there, auto in_this_world) {
        if (there == in_this_world) return;
        throw SnapshotError(fmt::format(
            "a snapshot is of another world: its {} is {}, and here {}; go on with the scenario "
            "that it was made of",
            what, there, in_this_world));
    };
    differs("number of agents", head.n_agents, here.n_agents);
    differs("number of kinds of agent", head.n_kinds, here.n_kinds);
    differs("seed", head.seed, here.seed);
    differs("resolution [as]", head.resolution, here.resolution);
    differs("width of a bin [ticks, log2]", head.bin_width_log2, here.bin_width_log2);
    if (head.layout != here.layout) {
        throw SnapshotError(
            "a snapshot is of another world: its agents are of other kinds, in other kernels, or "
            "remember other things");
    }
    if (head.until < here.until) {
        throw SnapshotError(fmt::format(
            "a snapshot knows nothing of what comes after tick {}, where its run was to end, and "
            "this one is to end at tick {}",
            head.until.ticks, here.until.ticks));
    }
}

void restore_agent(SnapshotReader& reader, std::uint32_t number, World& world, Running& running) {
    const std::uint32_t slot = running.slot_of(number);
    const auto saved = reader.take<SavedLife>();
    Life& life = running.lives[slot];
    life.history = saved.history;
    life.interior_time = saved.interior_time;
    life.sequence = saved.sequence;
    life.promises = saved.promises;
    running.plans[slot] = saved.plans;
    life.clock &= ~(Life::is_absent | Life::is_gone);
    if (saved.is_absent) life.clock |= Life::is_absent;
    if (saved.is_gone) life.clock |= Life::is_gone;
    if (saved.has_alarms) {
        Alarms& alarms = running.alarms_of(slot);
        alarms.load(reader, *running.clocks[life.clock & Life::clock_mask]);
        if (alarms.steered) life.clock = (life.clock & ~Life::shows_frame) | Life::is_steered;
    }
    if (!running.offspring.empty()) {
        Running::Offspring& offspring = running.offspring[number];
        const auto next = reader.take<std::uint32_t>();
        SnapshotReader::check(offspring.next <= next && next <= offspring.end,
                              "an agent has called into being what is not its own offspring");
        offspring.next = next;
    }
    if (running.course_of(slot) != nullptr) {
        running.courses[slot]->restore(reader.take<Course::State>());
    }
    world.kinds[running.kinds[slot]].states->load(running.place_of(slot), reader);
}

void check_event(const Event& event, Time start, Time handled, const World& world) {
    const auto n_agents = static_cast<std::uint32_t>(world.n_agents());
    const auto size = event.has_long_contents() ? event.bytes().size() : event.flags;
    SnapshotReader::check(start + Duration{event.offset} >= handled, "an event lies in the past");
    SnapshotReader::check(event.receiver < n_agents, "an event is for no agent of the world");
    SnapshotReader::check(event.sender < n_agents || event.sender == nobody.number,
                          "an event is from no agent of the world");
    SnapshotReader::check(
        event.has_long_contents()
            ? event.flags == Event::is_long && size <= Contents::size_max + signal_head_max
            : size <= Event::inline_max,
        "contents do not fit a message");
}

void restore_events(SnapshotReader& reader, Time handled, const World& world,
                    const Running& running, const Blocks& blocks, std::span<Bins* const> lanes) {
    const Bins& any = *lanes.front();
    for (;;) {
        const auto start = reader.take<Time>();
        const std::size_t count = reader.take_count();
        if (count == 0) break;
        SnapshotReader::check(start.ticks >= 0 && any.start_of(any.bin_of(start)) == start,
                              "a bin begins where none does");
        const auto width = (any.end_of(any.bin_of(start)) - start).ticks;
        SnapshotReader::check(count <= reader.n_left() / sizeof(Event), "it ends too soon");
        for (auto bytes = reader.take_bytes(count * sizeof(Event)); !bytes.empty();
             bytes = bytes.subspan(sizeof(Event))) {
            Event event;
            std::memcpy(&event, bytes.data(), sizeof event);
            SnapshotReader::check(event.offset < width, "an event is not in its bin");
            check_event(event, start, handled, world);
            if (event.has_long_contents()) event.put_long(reader.take_bytes(event.bytes().size()));
            event.receiver = running.slot_of(event.receiver);
            const std::size_t block = blocks.of(event.receiver);
            lanes[block % lanes.size()]->put(start + Duration{event.offset}, block, event);
        }
    }
    SnapshotReader::check(reader.n_left() == 0, "it goes on behind its end");
}

}  // namespace

std::vector<std::byte> save_run(const Journey& journey, const World& world, const Running& running,
                                std::span<const Bins* const> lanes) {
    SnapshotWriter writer;
    writer.reserve(head_room + size_of_agents(world) + size_of_events(lanes));
    writer.put(magic);
    writer.put(version);
    writer.put(head_of(world, running, *lanes.front()));
    writer.put(journey);
    for (std::uint32_t number = 0; number < world.n_agents(); ++number) {
        save_agent(writer, number, world, running);
    }
    save_events(writer, running, lanes);
    return std::move(writer).sealed();
}

Journey restore_run(std::span<const std::byte> snapshot, World& world, Running& running,
                    const Blocks& blocks, std::span<Bins* const> lanes) {
    SnapshotReader reader(snapshot);
    if (reader.take<std::array<char, 8>>() != magic) throw SnapshotError("this is no snapshot");
    if (const auto there = reader.take<std::uint32_t>(); there != version) {
        throw SnapshotError(
            fmt::format("a snapshot is of version {}, and this program reads version {}; go on "
                        "with the program that wrote it",
                        there, version));
    }
    check_head(reader.take<Head>(), world, running, *lanes.front());
    const auto journey = reader.take<Journey>();
    SnapshotReader::check(journey.handled >= Time{0} && journey.handled <= world.until,
                          "its moment is not one of the run");
    for (std::uint32_t number = 0; number < world.n_agents(); ++number) {
        restore_agent(reader, number, world, running);
    }
    for (Bins* lane : lanes) lane->skip_to(lane->bin_of(journey.handled));
    restore_events(reader, journey.handled, world, running, blocks, lanes);
    return journey;
}

}  // namespace worldline
