// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/engine.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "sim/base/expects.hpp"
#include "sim/base/memory.hpp"
#include "sim/engine/bins.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/horizon.hpp"
#include "sim/engine/lookahead.hpp"
#include "sim/engine/outgoing.hpp"
#include "sim/engine/snapshot.hpp"
#include "sim/engine/turns.hpp"

namespace worldline {
namespace {

using Clock_ = std::chrono::steady_clock;

double seconds_since(Clock_::time_point begin) {
    return std::chrono::duration<double>(Clock_::now() - begin).count();
}

/// Between two looks at the memory of the process, whichever is sooner: a world in which every
/// event leads to two is large before many windows have passed.
constexpr std::uint64_t windows_between_looks = 64;
constexpr std::uint64_t events_between_looks = 100'000;

/// What an agent did wrong, and when. Of several in one window the first is told, by time and
/// then by number, so that the same one is told for any number of threads.
struct Failure {
    Time time;
    std::uint8_t round;
    AgentId agent;
    std::exception_ptr error;

    bool is_before(const Failure& other) const {
        return std::tie(time, round, agent) < std::tie(other.time, other.round, other.agent);
    }
};

/// What one thread needs for itself: bins that it writes to, and room for sorting. Its own range
/// of blocks comes first; then it helps others with theirs.
struct alignas(128) Lane {
    Lane(const World& world, Running& running, const Blocks& blocks, unsigned width_log2)
        : bins(width_log2, blocks.size()), turns(world, running, blocks.layout(), bins) {}

    Bins bins;
    Arrivals arrivals;
    Turns turns;
    std::optional<Failure> failure;
    double work = 0.0;                              ///< in the open window [s]
    alignas(64) std::atomic<std::size_t> next = 0;  ///< of its own range, which ends at `end`
    std::size_t end = 0;
};

RecordLevel highest_level(std::span<Sink* const> sinks) {
    RecordLevel level = RecordLevel::off;
    for (const Sink* sink : sinks) level = std::max(level, sink->level());
    return level;
}

}  // namespace

struct Engine::Inside {
    Inside(World given, RunOptions with, std::span<Sink* const> listeners);

    bool step(Time limit);
    bool step_bin();
    Time window_end(Time begin, std::int64_t bin, Time limit);
    void serve_all(Turns::Window window);
    void serve_lane(std::size_t lane, Turns::Window window);
    void serve(Lane& lane, std::size_t block, Turns::Window window);
    void put_back(Lane& lane, Time start);
    bool is_small() const;
    void make_lanes(std::size_t n_lanes);
    void widen_blocks();
    void close();
    void release_rows();
    void look_at_memory();
    void throw_first_failure();
    void read_plans(std::int64_t bin);
    void put_plan(const Planned& planned);
    std::int64_t next_bin();
    void begin();
    void restore(std::span<const std::byte> snapshot);
    std::vector<std::byte> snapshot() const;
    std::uint64_t n_unheard() const;
    MemoryUse memory() const;

    World world;
    RunOptions options;
    std::optional<Horizon> horizon;  ///< none: one bound for ever
    Horizon::Epoch epoch;            ///< of the open window
    InnerLoop loop;
    unsigned width_log2;  ///< of bins
    Workers workers;
    Running running;
    Blocks blocks;
    std::vector<std::unique_ptr<Lane>> lanes;
    std::vector<const Bins*> bins;  ///< of all lanes
    std::unique_ptr<Source> source;
    std::size_t plans_read = 0;
    std::uint64_t source_read = 0;
    std::vector<std::size_t> busy;  ///< blocks with events in the open window
    std::size_t n_due = 0;
    RecordLevel level = RecordLevel::off;
    Time handled{0};
    std::int64_t held_bin = Bins::no_bin;  ///< whose rows wait until all of it is served
    double window_ticks = 0.0;             ///< width of all windows so far
    std::uint64_t events = 0;
    std::uint64_t windows = 0;
    bool has_failed = false;            ///< what is left of the world is not run
    std::optional<Time> checkpointed;   ///< lately
    std::uint64_t windows_at_look = 0;  ///< at the memory of the process
    std::uint64_t events_at_look = 0;
    double seconds_an_event = 0.0;  ///< as measured lately
    int n_threads = 1;
    std::uint64_t blocks_opened = 0;  ///< since blocks were last looked at
    std::uint64_t events_before = 0;  ///< until then
    Stretch window_time;
    Profile profile;
    Outgoing outgoing;  ///< last: it ends before what it reads
};

Engine::Inside::Inside(World given, RunOptions with, std::span<Sink* const> listeners)
    : world(std::move(given)),
      options(on_right_threads(std::move(with), world)),
      horizon(Horizon::of(world)),
      loop(options.loop == InnerLoop::automatic ? loop_of(lookahead_of(world, horizon))
                                                : options.loop),
      width_log2(bin_width_log2(world, lookahead_of(world, horizon))),
      workers(options.schedule),
      running(world),
      blocks(running, agents_a_block(world, options, loop, workers)),
      source(world.source ? world.source->restarted() : nullptr),
      level(highest_level(listeners)),
      outgoing(listeners, rows_interleave(world, running, loop)) {
    expects(loop == InnerLoop::by_time || width_log2 == 0 ||
                loop_of(lookahead_of(world, horizon)) == InnerLoop::by_agent,
            "agent by agent only where a window is no wider than the lookahead");
    if (blocks.size() > 1) n_threads = workers.threads();
    make_lanes(static_cast<std::size_t>(n_threads));
    begin();
}

void Engine::Inside::make_lanes(std::size_t n_lanes) {
    lanes.clear();
    bins.clear();
    for (std::size_t i = 0; i < n_lanes; ++i) {
        lanes.push_back(std::make_unique<Lane>(world, running, blocks, width_log2));
        bins.push_back(&lanes.back()->bins);
    }
}

/// Where most agents are idle a block holds next to nothing, and opening it costs more than what
/// is in it: then blocks become wider, and what is pending moves over.
void Engine::Inside::widen_blocks() {
    constexpr std::uint64_t windows_between = 16;
    constexpr std::uint64_t events_few = 128;  // in a block that was opened
    constexpr std::size_t times_wider = 16;
    if (windows % windows_between != 0) return;
    const std::uint64_t n_opened = std::exchange(blocks_opened, 0);
    const std::uint64_t n_served = events - std::exchange(events_before, events);
    const bool is_fixed = options.block_agents || options.schedule.shuffle || blocks.size() < 2;
    if (is_fixed || n_opened == 0 || n_served / n_opened >= events_few) return;
    std::size_t wider = std::bit_ceil(blocks[0].count * times_wider);
    const double work = seconds_an_event * static_cast<double>(n_served) / windows_between;
    if (work > 2.0 * parallel_work_min && lanes.size() > 1) {
        // Few events, but each takes long: every thread is to have a block or two.
        wider = std::min(wider, std::bit_floor(world.n_agents() / (2 * lanes.size()) + 1));
        if (wider <= blocks[0].count) return;
    }
    blocks = Blocks(running, wider);
    const auto before = std::exchange(lanes, {});
    make_lanes(blocks.size() < 2 ? 1 : before.size());
    for (const auto& lane : lanes) lane->bins.skip_to(lane->bins.bin_of(handled));
    for (std::size_t i = 0; i < before.size(); ++i) {
        Bins& into = lanes[i % lanes.size()]->bins;
        lanes.front()->turns.n_unheard += before[i]->turns.n_unheard;
        before[i]->bins.each_pending([&](Time time, const Event& pending) {
            into.put(time, blocks.of(pending.receiver), pending);
        });
    }
}

void Engine::Inside::begin() {
    expects(std::is_sorted(world.plans.begin(), world.plans.end(),
                           [](const Planned& a, const Planned& b) { return a.time < b.time; }),
            "plans stand in order of time");
    for (const auto& group : world.groups) {
        for (const AgentId member : group) {
            expects(member.number < world.n_agents(), "a group is of agents of the world");
        }
    }
    expects(!options.transport || options.transport->n_ranks() == 1,
            "the agents of a world are on one rank");
    const auto from = std::exchange(options.snapshot, nullptr);
    if (from) restore(*from);
    outgoing.begin(world.preamble);
    if (!from && level >= RecordLevel::promises) {
        Batch first;
        first.promises = world.promises;
        first.builds_on = world.builds_on;
        outgoing.add(first, false);
    }
}

void Engine::Inside::restore(std::span<const std::byte> snapshot) {
    std::vector<Bins*> into;
    for (const auto& lane : lanes) into.push_back(&lane->bins);
    const Journey journey = restore_run(snapshot, world, running, blocks, into);
    handled = journey.handled;
    windows = windows_at_look = journey.windows;
    events = events_at_look = events_before = journey.events;
    lanes.front()->turns.n_unheard = journey.unheard;
    plans_read = journey.plans_read;
    Time next = never;
    for (; source_read < journey.source_read && source && source->next() != never; ++source_read) {
        source->take();
    }
    if (source) next = source->next();
    if (plans_read < world.plans.size()) next = std::min(next, world.plans[plans_read].time);
    if (plans_read > world.plans.size() || source_read < journey.source_read || next < handled) {
        throw SnapshotError("a snapshot is of another world: other things were laid down in it");
    }
}

std::vector<std::byte> Engine::Inside::snapshot() const {
    expects(!has_failed, "a run that has failed does not go on");
    const Journey journey{.handled = handled,
                          .events = events,
                          .windows = windows,
                          .unheard = n_unheard(),
                          .plans_read = plans_read,
                          .source_read = source_read};
    return save_run(journey, world, running, bins);
}

std::uint64_t Engine::Inside::n_unheard() const {
    std::uint64_t count = 0;
    for (const auto& lane : lanes) count += lane->turns.n_unheard;
    return count;
}

void Engine::Inside::put_plan(const Planned& planned) {
    expects(planned.receiver.number < world.n_agents(), "a plan is for an agent of the world");
    expects(planned.time >= handled, "plans come in order of time");
    expects(planned.kind < first_message_kind, "a plan is no message: nobody sends it");
    const std::uint32_t slot = running.slot_of(planned.receiver.number);
    Bins& into = lanes.front()->bins;
    Event& event = into.add(planned.time, blocks.of(slot));
    event.receiver = slot;
    event.sender = nobody.number;
    event.sequence = running.plans[slot]++;
    event.kind = planned.kind;
    event.round = 0;
    const auto contents = planned.contents.bytes();
    if (contents.size() <= Event::inline_max) return event.put_inline(contents);
    event.put_long(into.keep(planned.time, contents));
}

/// Plans whose time falls into `bin` or before, from the world and from its source.
void Engine::Inside::read_plans(std::int64_t bin) {
    const Time end = std::min(world.until, bins.front()->end_of(bin));
    while (plans_read < world.plans.size() && world.plans[plans_read].time < end) {
        put_plan(world.plans[plans_read++]);
    }
    for (; source && source->next() < end; ++source_read) put_plan(source->take());
}

std::int64_t Engine::Inside::next_bin() {
    Time planned = never;
    if (plans_read < world.plans.size()) planned = world.plans[plans_read].time;
    if (source) planned = std::min(planned, source->next());
    std::int64_t first = Bins::no_bin;
    for (const auto& lane : lanes) first = std::min(first, lane->bins.first());
    if (planned < world.until) first = std::min(first, bins.front()->bin_of(planned));
    return options.transport ? options.transport->agree_on_earliest(first) : first;
}

/// Nothing that is sent from `begin` on arrives before it in another kernel.
Time Engine::Inside::window_end(Time begin, std::int64_t bin, Time limit) {
    const Time end = std::min(limit, bins.front()->end_of(bin));
    if (!horizon || loop == InnerLoop::by_time) return end;
    if (begin >= epoch.end) epoch = horizon->at(begin, &running);
    const Time safe = begin.ticks > never_ticks - epoch.least.ticks ? never : begin + epoch.least;
    const Time reached = std::min({end, safe, epoch.end});
    if (reached < end) held_bin = bin;
    return reached;
}

/// All of a bin, however many windows it takes: rows stand in order behind it.
bool Engine::Inside::step_bin() {
    if (!step(never)) return false;
    while (held_bin != Bins::no_bin && step(never)) continue;
    return true;
}

/// One window: from the first bin that holds something to its end, or to `limit`. After a failure
/// `handled` is its time: whatever was due before has been served, in every kernel.
bool Engine::Inside::step(Time limit) {
    limit = std::min(limit, world.until);
    if (has_failed || handled >= limit) return false;
    const auto begin = Clock_::now();
    const std::int64_t bin = next_bin();
    if (bin == Bins::no_bin || bins.front()->start_of(bin) >= limit) {
        release_rows();
        handled = std::max(handled, limit);
        return false;
    }
    read_plans(bin);
    const Time start = bins.front()->start_of(bin);
    if (held_bin != Bins::no_bin && held_bin != bin) release_rows();
    const Time first = std::max(start, handled);
    const Turns::Window window{start, window_end(first, bin, limit), level,
                               loop == InnerLoop::by_time};
    window_ticks += static_cast<double>((window.end - first).ticks);
    window_time = {.begin = first, .end = window.end, .windows = 1};
    for (const auto& lane : lanes) lane->bins.open(bin);
    const double opening = seconds_since(begin);
    serve_all(window);
    const auto served = Clock_::now();
    close();
    if (held_bin == bin && window.end >= bins.front()->end_of(bin)) release_rows();
    ++windows;
    window_time.commit = opening + seconds_since(served);
    profile.add(window_time);
    throw_first_failure();  // then not all before the window's end has been handled
    handled = window.end;
    look_at_memory();
    widen_blocks();
    return true;
}

bool Engine::Inside::is_small() const {
    if (busy.size() < 2) return true;
    if (options.schedule.shuffle) return false;
    if (lanes.size() < 2) return true;
    if (options.parallel_events_min) return n_due < *options.parallel_events_min;
    constexpr double guess = 200e-9;  // nothing measured yet
    const double each = seconds_an_event == 0.0 ? guess : seconds_an_event;
    return static_cast<double>(n_due) * each < parallel_work_min;
}

void Engine::Inside::serve_all(Turns::Window window) {
    busy.clear();
    n_due = 0;
    for (const Bins* lane : bins) n_due += lane->n_opened();
    for (std::size_t word = 0; word * 64 < blocks.size(); ++word) {
        std::uint64_t bits = 0;
        for (const Bins* lane : bins) bits |= lane->opened_blocks()[word];
        for (; bits != 0; bits &= bits - 1) {
            busy.push_back(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        }
    }
    blocks_opened += busy.size();
    const auto begin = Clock_::now();
    if (is_small()) {
        for (const std::size_t block : busy) serve(*lanes.front(), block, window);
        lanes.front()->work = seconds_since(begin);
    } else if (options.schedule.shuffle) {
        workers.parallel_for(
            busy.size(), [&](std::size_t i) { serve(*lanes[i % lanes.size()], busy[i], window); });
    } else {
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            lanes[i]->next.store(busy.size() * i / lanes.size(), std::memory_order_relaxed);
            lanes[i]->end = busy.size() * (i + 1) / lanes.size();
        }
        workers.parallel_for(lanes.size(), [&](std::size_t i) { serve_lane(i, window); });
        window_time.parallel_windows = 1;
    }
    window_time.wall = seconds_since(begin);
}

/// One's own range, then what is left of the others'.
void Engine::Inside::serve_lane(std::size_t lane, Turns::Window window) {
    const auto begin = Clock_::now();
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        Lane& from = *lanes[(lane + i) % lanes.size()];
        for (;;) {
            const std::size_t next = from.next.fetch_add(1, std::memory_order_relaxed);
            if (next >= from.end) break;
            serve(*lanes[lane], busy[next], window);
        }
    }
    lanes[lane]->work = seconds_since(begin);
}

void Engine::Inside::serve(Lane& lane, std::size_t number, Turns::Window window) {
    Block& block = blocks[number];
    const Time bin_end = lane.bins.end_of(lane.bins.bin_of(window.start));
    const std::uint32_t cut = window.end < bin_end
                                  ? static_cast<std::uint32_t>((window.end - window.start).ticks)
                                  : Arrivals::no_cut;
    lane.arrivals.collect(bins, blocks.arrivals_of(number, running, !window.by_time), cut);
    if (cut != Arrivals::no_cut) put_back(lane, window.start);
    Turns& turns = lane.turns;
    turns.open(window, lane.arrivals.events(), block.batch);
    for (;;) {
        try {
            while (const auto kind = turns.next_kind()) {
                world.kinds[*kind].behaviour->run(*world.kinds[*kind].states, turns);
            }
            return;
        } catch (...) {
            const Failure failure{turns.now(), turns.round(), turns.agent(), turns.failure()};
            if (!lane.failure || failure.is_before(*lane.failure)) lane.failure = failure;
            turns.skip_kernel();
            if (window.by_time) return;  // it is the first
        }
    }
}

/// What is not due before the window ends waits for the next.
void Engine::Inside::put_back(Lane& lane, Time start) {
    for (const Event& late : lane.arrivals.late) {
        lane.bins.put(start + Duration{late.offset}, blocks.of(late.receiver), late);
    }
}

/// What was done becomes known: rows go out, block after block, and used memory is free again.
void Engine::Inside::close() {
    std::uint64_t served = 0;
    for (const auto& lane : lanes) {
        lane->bins.close();
        lane->turns.publish_courses();
        served += std::exchange(lane->turns.n_events, 0);
        window_time.work += lane->work;
        window_time.busiest = std::max(window_time.busiest, lane->work);
        lane->work = 0.0;
    }
    events += served;
    window_time.events = served;
    if (served > 0 && window_time.work > 0.0) {
        const double each = window_time.work / static_cast<double>(served);
        seconds_an_event = seconds_an_event == 0.0 ? each : 0.9 * seconds_an_event + 0.1 * each;
    }
    if (level == RecordLevel::off) return;
    const bool is_part = held_bin != Bins::no_bin;
    for (const std::size_t block : busy) outgoing.add(blocks[block].batch, is_part);
    if (!is_part) outgoing.close_window();
}

void Engine::Inside::release_rows() {
    if (std::exchange(held_bin, Bins::no_bin) != Bins::no_bin) outgoing.close_window();
}

void Engine::Inside::throw_first_failure() {
    std::optional<Failure> first;
    for (const auto& lane : lanes) {
        if (lane->failure && (!first || lane->failure->is_before(*first))) first = lane->failure;
        lane->failure.reset();
    }
    if (!first) return;
    handled = first->time;
    has_failed = true;
    std::rethrow_exception(first->error);
}

MemoryUse Engine::Inside::memory() const {
    MemoryUse use{.agents = running.bytes(), .events = 0, .scratch = 0, .rows = outgoing.bytes()};
    for (const auto& lane : lanes) {
        use.events += lane->bins.bytes();
        use.scratch += lane->arrivals.bytes();
    }
    for (const World::Kind& kind : world.kinds) {
        use.agents += kind.states->size() * kind.states->bytes_each();
    }
    return use;
}

void Engine::Inside::look_at_memory() {
    if (options.memory_limit == 0 || handled >= world.until) return;
    const bool is_due = windows - windows_at_look >= windows_between_looks ||
                        events - events_at_look >= events_between_looks;
    if (!is_due) return;
    windows_at_look = windows;
    events_at_look = events;
    const std::size_t used = resident_bytes();
    if (used <= options.memory_limit) return;
    has_failed = true;
    const MemoryUse use = memory();
    constexpr double mb = 1e-6;
    throw RunError(fmt::format(
        "memory: the process uses {:.0f} MB, over its limit of {:.0f} MB; at {} it holds {:.0f} MB "
        "for agents, {:.0f} MB for pending events, {:.0f} MB for sorting and {:.0f} MB of rows on "
        "their way to the record",
        static_cast<double>(used) * mb, static_cast<double>(options.memory_limit) * mb,
        time_text(world, handled), static_cast<double>(use.agents) * mb,
        static_cast<double>(use.events) * mb, static_cast<double>(use.scratch) * mb,
        static_cast<double>(use.rows) * mb));
}

Engine::Engine(World world, RunOptions options, std::span<Sink* const> sinks)
    : inside_(std::make_unique<Inside>(std::move(world), std::move(options), sinks)) {}

Engine::~Engine() = default;

bool Engine::step() { return inside_->step_bin(); }

bool Engine::run_until(Time limit) {
    while (inside_->step(limit)) continue;
    return !inside_->has_failed && inside_->handled < inside_->world.until;
}

Progress Engine::progress() const {
    return {inside_->handled, inside_->world.until, inside_->events, inside_->windows};
}

double Engine::mean_window() const {
    return inside_->window_ticks / std::max(1.0, static_cast<double>(inside_->windows));
}

std::uint64_t Engine::n_pending() const {
    std::uint64_t count = 0;
    for (const Bins* lane : inside_->bins) count += lane->n_pending();
    return count;
}

MemoryUse Engine::memory() const { return inside_->memory(); }
const Profile& Engine::profile() const { return inside_->profile; }
InnerLoop Engine::loop() const { return inside_->loop; }
std::size_t Engine::n_blocks() const { return inside_->blocks.size(); }

AgentView Engine::look_at(AgentId agent) const {
    const Running& running = inside_->running;
    expects(agent.number < running.lives.size(), "one looks at an agent of the world");
    const std::uint32_t slot = running.slot_of(agent.number);
    const Life& life = running.lives[slot];
    const States& states = *inside_->world.kinds[running.kinds[slot]].states;
    const std::size_t place = running.place_of(slot);
    AgentView view{.id = agent,
                   .is_there = (life.clock & Life::is_absent) == 0,
                   .reading = running.clock_of(slot).read(inside_->handled),
                   .interior_time = life.interior_time,
                   .messages = life.sequence,
                   .promises = life.promises,
                   .history = life.history,
                   .content = states.content(place),
                   .state = states.values(place)};
    if (const Alarms* alarms = running.alarms[slot].get()) {
        const Alarm* first = alarms->seen_first();
        view.alarms = alarms->n_set();
        if (first != nullptr) view.next_alarm = first->at;
    }
    return view;
}

Digest Engine::run_digest() const {
    Digester all;
    const Running& running = inside_->running;
    for (std::uint32_t agent = 0; agent < inside_->world.n_agents(); ++agent) {
        const std::uint32_t slot = running.slot_of(agent);
        all.add(running.lives[slot].history);
        const States& states = *inside_->world.kinds[running.kinds[slot]].states;
        all.add(states.content(running.place_of(slot)));
    }
    return all.value();
}

const World& Engine::world() const { return inside_->world; }

std::vector<std::byte> Engine::snapshot() const { return inside_->snapshot(); }

void Engine::checkpoint() {
    if (inside_->level == RecordLevel::off) return;
    inside_->outgoing.checkpoint({.time = inside_->handled,
                                  .run_digest = run_digest(),
                                  .events = inside_->events,
                                  .windows = inside_->windows,
                                  .unheard = inside_->n_unheard(),
                                  .snapshot = snapshot()});
    inside_->checkpointed = inside_->handled;
}

bool Engine::is_checkpoint_under_way() const { return inside_->outgoing.is_checkpoint_under_way(); }

Ending Engine::finish() {
    Ending ending{.time = inside_->handled,
                  .complete = inside_->handled >= inside_->world.until,
                  .run_digest = run_digest(),
                  .events = inside_->events,
                  .unheard = inside_->n_unheard(),
                  .threads = inside_->n_threads,
                  .profile = inside_->profile.stretches()};
    ending.resumable =
        !ending.complete && !inside_->has_failed && inside_->checkpointed == inside_->handled;
    inside_->outgoing.end(ending, this);
    return ending;
}

}  // namespace worldline
