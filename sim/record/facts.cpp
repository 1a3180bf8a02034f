// SPDX-License-Identifier: Apache-2.0
#include "sim/record/facts.hpp"

#include <cstring>
#include <limits>
#include <type_traits>

namespace worldline::facts {
namespace {

template <class E>
requires std::is_enum_v<E>
constexpr std::uint8_t code(E value) { return static_cast<std::uint8_t>(value); }

/// The constant table has fewer rows than 65,535, so only "none" is cut: 0xffffffff to 0xffff.
template <class Tag>
constexpr std::uint16_t short_row(Index<Tag> index) {
    return static_cast<std::uint16_t>(index.number);
}

}  // namespace

// One column a line, in the order of the schema.
// clang-format off

void put_promises(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const Promise* const row = batch.promises.data();
    put<schema::promises>(
        rows, into,
        [row](auto i) { return row[i].id.maker().number; },
        [row](auto i) { return row[i].id.count(); },
        [row](auto i) { return row[i].body.number; },
        [row](auto i) { return row[i].promisees.number; },
        [row](auto i) { return row[i].scope.number; },
        [row](auto i) { return row[i].made.ticks; },
        [row](auto i) { return row[i].made.fraction; },
        [row](auto i) { return row[i].about_from.ticks; },
        [row](auto i) { return row[i].about_to.ticks; },
        [row](auto i) { return row[i].due.ticks; },
        [row](auto i) { return row[i].due.fraction; },
        [row](auto i) { return row[i].period.ticks; },
        [row](auto i) { return row[i].occurrences; },
        [row](auto i) { return row[i].clock.number; },
        [row](auto i) { return short_row(row[i].timeline); });
}

void put_builds_on(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const BuildsOn* const row = batch.builds_on.data();
    put<schema::builds_on>(
        rows, into,
        [row](auto i) { return row[i].from.packed; },
        [row](auto i) { return row[i].onto.packed; },
        [row](auto i) { return code(row[i].link); });
}

void put_assessments(const Batch& batch, hdf5::Rows rows, Columns& into) {
    expects(batch.assessed.size() == batch.assessments.size() &&
                batch.assessed_in.size() == batch.assessments.size(),
            "each assessment has a time and a transition");
    const Assessment* const row = batch.assessments.data();
    const Time* const time = batch.assessed.data();
    const TransitionId* const transition = batch.assessed_in.data();
    put<schema::assessments>(
        rows, into,
        [row](auto i) { return row[i].assessor.number; },
        [row](auto i) { return row[i].promise.packed; },
        [row](auto i) { return row[i].occurrence; },
        [row](auto i) { return code(row[i].verdict); },
        [row](auto i) { return code(row[i].reason); },
        [row](auto i) { return row[i].degree; },
        [row](auto i) { return row[i].margin; },
        [row](auto i) { return row[i].reading.ticks; },
        [row](auto i) { return row[i].reading.fraction; },
        [row](auto i) { return row[i].learnt_from.number; },
        [row](auto i) { return row[i].evidence.packed; },
        [row](auto i) { return row[i].trust; },
        [row](auto i) { return row[i].judge; },
        [time](auto i) { return time[i].ticks; },
        [transition](auto i) { return transition[i].count(); });
}

/// What never arrives has no time of arrival.
std::int64_t arrival_ticks(Time received) {
    return received == never ? std::numeric_limits<std::int64_t>::min() : received.ticks;
}

void put_messages(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const Message* const row = batch.messages.data();
    put<schema::messages>(
        rows, into,
        [row](auto i) { return row[i].id.maker().number; },
        [row](auto i) { return row[i].id.count(); },
        [row](auto i) { return row[i].receiver.number; },
        [row](auto i) { return row[i].kind; },
        [row](auto i) { return row[i].transition.count(); },
        [row](auto i) { return arrival_ticks(row[i].received); },
        [row](auto i) { return row[i].promise.packed; });
}

void put_contents(std::span<const Contents> contents, hdf5::Rows rows, Columns& into) {
    const Contents* const row = contents.data();
    put<schema::contents>(
        rows, into,
        [row](auto i) { return row[i].message.packed; },
        [row](auto i) { return row[i].start; },
        [row](auto i) { return row[i].size; });
}

void put_transitions(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const Transition* const row = batch.transitions.data();
    put<schema::transitions>(
        rows, into,
        [row](auto i) { return row[i].id.maker().number; },
        [row](auto i) { return row[i].id.count(); },
        [row](auto i) { return row[i].time.ticks; },
        [row](auto i) { return row[i].round; },
        [row](auto i) { return row[i].return_code; },
        [row](auto i) { return row[i].cause.packed; },
        [row](auto i) { return row[i].content.high; },
        [row](auto i) { return row[i].content.low; },
        [row](auto i) { return row[i].history.high; },
        [row](auto i) { return row[i].history.low; },
        [row](auto i) { return short_row(row[i].timeline); });
}

void put_incidences(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const Incidence* const row = batch.incidences.data();
    put<schema::incidences>(
        rows, into,
        [row](auto i) { return row[i].transition.maker().number; },
        [row](auto i) { return row[i].transition.count(); },
        [row](auto i) { return code(row[i].role); },
        [row](auto i) { return code(row[i].kind); },
        [row](auto i) { return row[i].node; },
        [row](auto i) { return row[i].occurrence; });
}

void put_readings(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const ReadingRow* const row = batch.readings.data();
    put<schema::readings>(
        rows, into,
        [row](auto i) { return row[i].transition.maker().number; },
        [row](auto i) { return row[i].transition.count(); },
        [row](auto i) { return row[i].reading.ticks; },
        [row](auto i) { return row[i].reading.fraction; });
}

void put_positions(const Batch& batch, hdf5::Rows rows, Columns& into) {
    const PositionRow* const row = batch.positions.data();
    put<schema::positions>(
        rows, into,
        [row](auto i) { return row[i].transition.maker().number; },
        [row](auto i) { return row[i].transition.count(); },
        [row](auto i) { return row[i].axis; },
        [row](auto i) { return row[i].position; });
}

void put_stretches(std::span<const Stretch> stretches, hdf5::Rows rows, Columns& into) {
    const Stretch* const row = stretches.data();
    put<schema::stretches>(
        rows, into,
        [row](auto i) { return row[i].begin.ticks; },
        [row](auto i) { return row[i].end.ticks; },
        [row](auto i) { return row[i].windows; },
        [row](auto i) { return row[i].parallel_windows; },
        [row](auto i) { return row[i].events; },
        [row](auto i) { return row[i].work; },
        [row](auto i) { return row[i].busiest; },
        [row](auto i) { return row[i].wall; },
        [row](auto i) { return row[i].commit; });
}

void put_blocks(std::span<const NumberedBlock> blocks, hdf5::Rows rows, Columns& into) {
    const NumberedBlock* const row = blocks.data();
    put<schema::blocks>(
        rows, into,
        [row](auto i) { return row[i].column; },
        [row](auto i) { return row[i].number; },
        [row](auto i) { return row[i].block.rows; },
        [row](auto i) { return row[i].block.least; },
        [row](auto i) { return row[i].block.most; },
        [row](auto i) { return row[i].block.digest.high; },
        [row](auto i) { return row[i].block.digest.low; });
}

// clang-format on

void put_bytes(std::span<const std::byte> bytes, hdf5::Rows rows, Columns& into) {
    expects(rows.first + rows.count <= bytes.size(), "bytes that there are");
    std::memcpy(into.next<std::byte>(0), bytes.data() + rows.first, rows.count);
    into.add_rows(rows.count);
}

}  // namespace worldline::facts
