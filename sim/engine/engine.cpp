// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/engine.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/base/expects.hpp"
#include "sim/engine/bins.hpp"
#include "sim/engine/turns.hpp"

namespace worldline {
namespace {

/// Rows are handed to the sinks in batches of about this many.
constexpr std::size_t batch_rows = 32'768;

/// A range of agents that is served by one task, with their states.
struct Block {
    std::vector<std::unique_ptr<States>> states;  ///< by kind; null where it has no agent
    Outbox outbox;
};

}  // namespace

unsigned bin_width_log2(const World& world) {
    expects(world.network != nullptr, "a world has a network");
    const auto least = static_cast<std::uint64_t>(world.network->least_delay().ticks);
    return std::min(31u, static_cast<unsigned>(std::bit_width(least) - 1));
}

struct Engine::Inside {
    Inside(World given, RunOptions with, std::span<Sink* const> listeners);

    bool step();
    void open(std::int64_t bin);
    void serve(std::size_t block, BinBlock& due, Turns::Window window);
    void commit();
    void flush(bool at_end);
    void read_plans(std::int64_t bin);
    void put_plan(const Planned& planned);
    std::int64_t next_bin();
    void begin();

    World world;
    RunOptions options;
    std::vector<Sink*> sinks;
    Workers workers;
    Running running;
    std::vector<std::uint32_t> block_of;  ///< by agent
    std::vector<std::uint32_t> place;     ///< of its state in (block, kind)
    std::vector<Block> blocks;
    Bins bins;
    std::unique_ptr<Source> source;
    std::size_t plans_read = 0;
    Batch bin_batch;  ///< of one bin, where rows must be sorted
    Batch batch;      ///< committed, not yet handed to the sinks
    RecordLevel level = RecordLevel::off;
    bool has_shared_kernels = false;
    Time handled{0};
    std::uint64_t events = 0;
    Batch told;             ///< being handed to the sinks
    Background telling{1};  ///< last: it ends before what it reads
};

namespace {

/// Several blocks for each thread, so that one can help out another; many where their order is
/// shuffled, so that there is something to shuffle.
std::size_t block_size(const World& world, const RunOptions& options) {
    constexpr std::size_t usual = 1'024;
    if (options.block_agents) return *options.block_agents;
    const auto threads = static_cast<std::size_t>(std::max(1, options.schedule.threads));
    const std::size_t n_blocks = options.schedule.shuffle ? 64 : threads > 1 ? 4 * threads : 1;
    return std::clamp(world.n_agents() / n_blocks, std::size_t{1}, usual);
}

/// Cuts agents into blocks of about `size`, never splitting a kernel.
std::vector<std::uint32_t> cut_blocks(const World& world, std::size_t size) {
    std::vector<std::uint32_t> block_of(world.n_agents());
    for (std::size_t agent = 0; agent < block_of.size(); ++agent) {
        const std::uint32_t host = world.kernel[agent];
        expects(host <= agent, "a kernel is numbered by its first agent");
        block_of[agent] = static_cast<std::uint32_t>(host / std::max<std::size_t>(1, size));
    }
    return block_of;
}

RecordLevel highest_level(std::span<Sink* const> sinks) {
    RecordLevel level = RecordLevel::off;
    for (const Sink* sink : sinks) level = std::max(level, sink->level());
    return level;
}

/// Rows in agent order where kernels interleave the turns of their agents.
template <class Row, class AgentOf>
void sort_rows(std::vector<Row>& rows, AgentOf agent_of) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Row& a, const Row& b) { return agent_of(a) < agent_of(b); });
}

void sort_by_agent(Batch& batch) {
    sort_rows(batch.promises, [](const Promise& row) { return row.promiser(); });
    sort_rows(batch.builds_on, [](const BuildsOn& row) { return row.from.maker(); });
    sort_rows(batch.messages, [](const Message& row) { return row.id.maker(); });
    const auto of_transition = [](const auto& row) { return row.transition.maker(); };
    sort_rows(batch.transitions, [](const Transition& row) { return row.id.maker(); });
    sort_rows(batch.incidences, of_transition);
    sort_rows(batch.readings, of_transition);
    sort_rows(batch.positions, of_transition);
    struct Judged {
        Assessment assessment;
        Time time;
        TransitionId transition;
    };
    std::vector<Judged> judged;
    for (std::size_t i = 0; i < batch.assessments.size(); ++i) {
        judged.push_back({batch.assessments[i], batch.assessed[i], batch.assessed_in[i]});
    }
    sort_rows(judged, of_transition);
    for (std::size_t i = 0; i < judged.size(); ++i) {
        batch.assessments[i] = judged[i].assessment;
        batch.assessed[i] = judged[i].time;
        batch.assessed_in[i] = judged[i].transition;
    }
}

}  // namespace

Engine::Inside::Inside(World given, RunOptions with, std::span<Sink* const> listeners)
    : world(std::move(given)),
      options(std::move(with)),
      sinks(listeners.begin(), listeners.end()),
      workers(options.schedule),
      running(world.n_agents()),
      block_of(cut_blocks(world, block_size(world, options))),
      place(world.n_agents()),
      blocks(block_of.empty() ? 1 : *std::max_element(block_of.begin(), block_of.end()) + 1),
      bins(bin_width_log2(world), blocks.size()),
      source(world.source ? world.source->restarted() : nullptr),
      level(highest_level(sinks)) {
    for (std::size_t agent = 0; agent < world.n_agents(); ++agent) {
        Block& block = blocks[block_of[agent]];
        block.states.resize(world.kinds.size());
        auto& states = block.states[world.kind[agent]];
        States& all = *world.kinds[world.kind[agent]].states;
        if (!states) states = all.empty();
        place[agent] = static_cast<std::uint32_t>(states->size());
        states->take(all, world.index[agent]);
        has_shared_kernels = has_shared_kernels || world.kernel[agent] != agent;
    }
    world.index = place;
    begin();
}

void Engine::Inside::begin() {
    for (const Promise& promise : world.promises) {
        auto& count = running.promises[promise.promiser().number];
        count = std::max(count, promise.id.count() + 1);
    }
    expects(std::is_sorted(world.plans.begin(), world.plans.end(),
                           [](const Planned& a, const Planned& b) { return a.time < b.time; }),
            "plans stand in order of time");
    expects(!options.transport || options.transport->n_ranks() == 1,
            "the agents of a world are on one rank");
    for (Sink* sink : sinks) sink->begin(world.preamble);
    if (level >= RecordLevel::promises) {
        batch.promises = world.promises;
        batch.builds_on = world.builds_on;
    }
}

void Engine::Inside::put_plan(const Planned& planned) {
    Event event;
    event.receiver = planned.receiver.number;
    event.sender = nobody.number;
    event.sequence = running.plans[planned.receiver.number]++;
    event.kind = planned.kind;
    bins.put(planned.time, block_of[planned.receiver.number], event, planned.contents.bytes());
}

/// Plans whose time falls into `bin` or before, from the world and from its source.
void Engine::Inside::read_plans(std::int64_t bin) {
    const Time end = bins.start_of(bin + 1);
    while (plans_read < world.plans.size() && world.plans[plans_read].time < end) {
        put_plan(world.plans[plans_read++]);
    }
    while (source && source->next() < end) put_plan(source->take());
}

std::int64_t Engine::Inside::next_bin() {
    Time planned = never;
    if (plans_read < world.plans.size()) planned = world.plans[plans_read].time;
    if (source) planned = std::min(planned, source->next());
    std::int64_t first = bins.first();
    if (planned != never) first = std::min(first, bins.bin_of(planned));
    return options.transport ? options.transport->agree_on_earliest(first) : first;
}

bool Engine::Inside::step() {
    const std::int64_t bin = next_bin();
    if (bin == Bins::no_bin || bins.start_of(bin) >= world.until) {
        handled = world.until;
        return false;
    }
    read_plans(bin);
    open(bin);
    commit();
    handled = std::min(world.until, bins.start_of(bin + 1));
    return true;
}

void Engine::Inside::open(std::int64_t bin) {
    auto due = bins.open(bin);
    const Turns::Window window{bins.start_of(bin), bins.start_of(bin + 1), level};
    std::vector<std::size_t> busy;
    for (std::size_t block = 0; block < blocks.size(); ++block) {
        if (!due->blocks[block].events.empty()) busy.push_back(block);
    }
    const bool alone = busy.size() < 2 ||
                       (!options.schedule.shuffle && due->n_events < options.parallel_events_min);
    const auto serve_one = [&](std::size_t i) { serve(busy[i], due->blocks[busy[i]], window); };
    if (alone) {
        for (std::size_t i = 0; i < busy.size(); ++i) serve_one(i);
    } else {
        workers.parallel_for(busy.size(), serve_one);
    }
    bins.close(std::move(due));
}

/// The last bin may reach past the end: what is due at or after `until` does not happen.
void Engine::Inside::serve(std::size_t block, BinBlock& due, Turns::Window window) {
    if (window.end > world.until) {
        const auto last = static_cast<std::uint32_t>((world.until - window.start).ticks);
        std::erase_if(due.events, [last](const Event& event) { return event.offset >= last; });
        window.end = world.until;
    }
    Block& served = blocks[block];
    Turns turns(world, running, window, due.events, due.bytes, served.outbox);
    while (const auto kind = turns.next_kind()) {
        world.kinds[*kind].behaviour->run(*served.states[*kind], turns);
    }
}

/// What was done becomes known: rows go to the batch, events into the bins, block after block.
void Engine::Inside::commit() {
    std::size_t n_rows = batch.rows();
    for (Block& block : blocks) {
        Outbox& outbox = block.outbox;
        if (outbox.n_events == 0 && outbox.sent.empty()) continue;
        events += outbox.n_events;
        for (const Sent& sent : outbox.sent) {
            if (sent.time >= world.until) continue;
            bins.put(sent.time, block_of[sent.event.receiver], sent.event,
                     sent.event.contents_in(outbox.bytes));
        }
        n_rows += outbox.batch.rows();
        (has_shared_kernels ? bin_batch : batch).append(outbox.batch);
        outbox.clear();
    }
    if (has_shared_kernels) {
        sort_by_agent(bin_batch);
        batch.append(bin_batch);
        bin_batch.clear();
    }
    expects(batch.rows() == n_rows, "rows are never lost");
    flush(false);
}

void Engine::Inside::flush(bool at_end) {
    if (batch.rows() < batch_rows && !at_end) return;
    telling.finish();  // what is being told is free again
    std::swap(batch, told);
    batch.clear();
    if (told.rows() > 0) {
        telling.submit([this] {
            for (Sink* sink : sinks) sink->commit(told);
        });
    }
    if (at_end) telling.finish();
}

Engine::Engine(World world, RunOptions options, std::span<Sink* const> sinks)
    : inside_(std::make_unique<Inside>(std::move(world), std::move(options), sinks)) {}

Engine::~Engine() = default;

bool Engine::step() { return inside_->step(); }

Progress Engine::progress() const {
    return {inside_->handled, inside_->world.until, inside_->events};
}

Digest Engine::run_digest() const {
    Digester all;
    for (std::size_t agent = 0; agent < inside_->world.n_agents(); ++agent) {
        const Block& block = inside_->blocks[inside_->block_of[agent]];
        all.add(inside_->running.history[agent]);
        all.add(block.states[inside_->world.kind[agent]]->content(inside_->place[agent]));
    }
    return all.value();
}

const World& Engine::world() const { return inside_->world; }

Ending Engine::finish() {
    inside_->flush(true);
    const Ending ending{.time = inside_->handled,
                        .complete = inside_->handled >= inside_->world.until,
                        .run_digest = run_digest(),
                        .events = inside_->events};
    for (Sink* sink : inside_->sinks) sink->end(ending);
    return ending;
}

Ending run(World world, const RunOptions& options, std::span<Sink* const> sinks) {
    Engine engine(std::move(world), options, sinks);
    constexpr unsigned windows_between_reports = 64;
    constexpr std::uint64_t events_between_reports = 10'000;
    std::uint64_t reported = 0;
    for (unsigned window = 0; engine.step(); ++window) {
        const Progress progress = engine.progress();
        const bool is_due = window % windows_between_reports == 0 ||
                            progress.events - reported >= events_between_reports;
        if (!is_due || !options.on_progress) continue;
        reported = progress.events;
        if (!options.on_progress(progress)) break;
    }
    return engine.finish();
}

}  // namespace worldline
