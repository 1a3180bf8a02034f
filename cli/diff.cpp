// SPDX-License-Identifier: Apache-2.0
#include "cli/diff.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "analysis/divergence.hpp"
#include "analysis/past.hpp"
#include "cli/exit_code.hpp"
#include "cli/record_names.hpp"
#include "cli/report.hpp"
#include "sim/record/content_digest.hpp"

namespace worldline {
namespace {

constexpr Time never_received{std::numeric_limits<std::int64_t>::min()};  ///< "none"
constexpr const char* its_state = "its state";
constexpr std::size_t lines_max = 5;  ///< of a text that differ and are shown

/// One of the two, with what is needed to speak of it.
struct Side {
    Side(const char* given_letter, const std::string& path)
        : letter(given_letter), record(path), names(record), past(record) {}

    const char* letter;
    Reader record;
    RecordNames names;
    Past past;

    std::string content() const {
        return record.has("content_digest") ? record.text("content_digest") : "";
    }
};

/// "7", "'lossy-link'", "64 bytes".
std::string value_text(const hdf5::File& file, const std::string& name) {
    if (!file.has_attribute("/", name)) return "nothing";
    const hdf5::Value value = file.attribute("/", name);
    if (!value.type) return "'" + value.text() + "'";
    const auto number = [&]<class Number>(Number as) {
        std::copy_n(value.bytes.begin(), sizeof as,
                    std::as_writable_bytes(std::span(&as, 1)).begin());
        return fmt::format("{}", as);
    };
    if (value.bytes.size() == 8 && value.type == schema::i8) return number(std::int64_t{});
    if (value.bytes.size() == 8 && value.type == schema::u8) return number(std::uint64_t{});
    if (value.bytes.size() == 1) return fmt::format("{}", static_cast<int>(value.bytes[0]));
    return fmt::format("{} bytes", value.bytes.size());
}

/// @return Whether they are the same, apart from those that follow from others.
bool print_attributes(const Side& a, const Side& b) {
    constexpr std::array<std::string_view, 7> follow{
        "content_digest", "run_digest",    "writer",   "writer_version",
        "parent",         "parent_digest", "fork_time"};
    std::set<std::string> names;
    for (const Side* side : {&a, &b}) {
        for (const std::string& name : side->record.file().attribute_names("/")) names.insert(name);
    }
    bool is_same = true;
    for (const std::string& name : names) {
        if (std::find(follow.begin(), follow.end(), name) != follow.end()) continue;
        const std::string ours = value_text(a.record.file(), name);
        const std::string theirs = value_text(b.record.file(), name);
        if (ours == theirs) continue;
        is_same = false;
        print_figure(name, fmt::format("{} in A, {} in B", ours, theirs));
    }
    return is_same;
}

/// @return Whether it is the same.
bool print_scenario(const Side& a, const Side& b) {
    std::istringstream ours(without_engine(a.record.scenario_resolved()));
    std::istringstream theirs(without_engine(b.record.scenario_resolved()));
    std::size_t n_told = 0;
    for (int number = 1; ours || theirs; ++number) {
        std::string one, other;
        std::getline(ours, one);
        std::getline(theirs, other);
        if (one == other) continue;
        if (n_told++ == lines_max) {
            print_figure("", "and other lines");
            break;
        }
        print_figure("scenario", fmt::format("line {}, A: {}", number, one));
        print_figure("", fmt::format("line {}, B: {}", number, other));
    }
    return n_told == 0;
}

/// Whether events can be held against one another: rows mean the same agents and ticks.
bool is_comparable(const Side& a, const Side& b) {
    const auto ticks = [](const Side& side) {
        return side.record.number<std::int64_t>("resolution");
    };
    if (ticks(a) != ticks(b)) {
        fmt::print("Ticks have other lengths, so events are not compared.\n");
        return false;
    }
    const auto& ours = a.names.agents();
    const auto& theirs = b.names.agents();
    if (ours == theirs) return true;
    const auto at = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
    const auto name = [](auto place, auto end) { return place == end ? "nobody" : *place; };
    fmt::print("The agents differ, so events are not compared: number {} is {} in A and {} in B.\n",
               at.first - ours.begin(), name(at.first, ours.end()), name(at.second, theirs.end()));
    return false;
}

/// Names of the tables whose rows differ.
std::vector<std::string> different_tables(const Side& a, const Side& b) {
    std::vector<std::string> names;
    for (const schema::Table& table : schema::tables) {
        if (table.kind >= schema::TableKind::derived) continue;
        if (first_different_row(a.record, b.record, {.table = table.name}))
            names.emplace_back(table.name);
    }
    return names;
}

void print_step(const char* mark, const Side& side, const PastStep& step) {
    const Transition& event = step.transition;
    std::string cause = "an alarm or plan of its own";
    if (step.heard) {
        cause = "hears " + side.names.of(*step.heard);
    } else if (event.cause.exists()) {
        cause = fmt::format("hears message {} of {}, which is not in the record",
                            event.cause.count(), side.names.of(event.cause.maker()));
    }
    const auto reading = side.past.reading(event.id);
    fmt::print("{}  {:<20} {:<16} {}{}\n", mark, side.names.of(event.time), side.names.of(event.id),
               cause, reading ? "; its clock shows " + side.names.of(*reading) : "");
    for (const Assessment& one : side.past.judged_in(event.id)) {
        fmt::print("{}  {:<20} {:<16} {}\n", mark, "", "", side.names.of(one));
    }
}

/// What two records of one transition say differently.
std::vector<std::string> different_fields(const Transition& a, const Transition& b) {
    std::vector<std::string> fields;
    const auto compare = [&](const char* name, const auto& ours, const auto& theirs) {
        if (!(ours == theirs)) fields.emplace_back(name);
    };
    compare("time", a.time, b.time);
    compare("round", a.round, b.round);
    compare("return_code", a.return_code, b.return_code);
    compare("what it hears", a.cause, b.cause);
    compare(its_state, a.content, b.content);
    compare("what it did, or had done before", a.history, b.history);
    compare("timeline", a.timeline, b.timeline);
    return fields;
}

/// What the event itself did, beside judging.
void print_deeds(const Side& side, TransitionId event) {
    for (const Message& one : side.past.said_in(event)) {
        const std::string fate = one.received == never_received
                                     ? "lost on the way"
                                     : "there at " + side.names.of(one.received);
        fmt::print("{}  {:<20} {:<16} says {} to {}, {}\n", side.letter, "", "", side.names.of(one),
                   side.names.of(one.receiver), fate);
    }
}

/// What led to an event in one record; what the other has as well is marked so.
void print_past(const Side& side, const Side& other, const std::optional<RecordedEvent>& event,
                int steps) {
    fmt::print("\nIn {}, {}:\n", side.letter, side.record.path());
    if (!event) return fmt::print("   there is no such event\n");
    const auto is_common = [&](const Transition& ours) {
        const auto theirs = other.past.transition(ours.id);
        return theirs && different_fields(ours, *theirs).empty();
    };
    const auto chain = side.past.chain(event->id, static_cast<std::size_t>(steps));
    for (const PastStep& step : chain) {
        print_step(is_common(step.transition) ? "=" : side.letter, side, step);
        if (&step == &chain.front()) print_deeds(side, event->id);
    }
    if (static_cast<int>(chain.size()) == steps) fmt::print("   and so on\n");
}

std::string moment_text(const Side& side, const std::optional<RecordedEvent>& event) {
    return event ? fmt::format("at {} in {}", side.names.of(event->time), side.letter)
                 : fmt::format("nowhere in {}", side.letter);
}

std::vector<std::string> different_fields(const Side& a, const Side& b, const Divergence& of) {
    if (!of.a || !of.b) return {};
    const auto ours = a.past.transition(of.a->id);
    const auto theirs = b.past.transition(of.b->id);
    return ours && theirs ? different_fields(*ours, *theirs) : std::vector<std::string>{};
}

void print_first(const Side& a, const Side& b, const char* word, const Divergence& first) {
    const TransitionId id = first.a ? first.a->id : first.b->id;
    print_figure(word, fmt::format("{}, {}, {}", a.names.of(id), moment_text(a, first.a),
                                   moment_text(b, first.b)));
    const auto fields = different_fields(a, b, first);
    if (!fields.empty()) print_figure("in", fmt::format("{}", fmt::join(fields, ", ")));
}

/// The first event, and what led to it. Where agents only are what they were not, also the first
/// that they hear or do.
void print_first_event(const Side& a, const Side& b, int steps) {
    auto first = first_divergence(a.record, b.record, {.table = "transitions"});
    if (!first) return;
    print_first(a, b, "first", *first);
    const auto fields = different_fields(a, b, *first);
    if (fields.size() == 1 && fields.front() == its_state) {
        const auto deed =
            first_divergence(a.record, b.record, {.table = "transitions", .has_states = false});
        if (!deed) return fmt::print("All that is heard and done is the same.\n");
        print_first(a, b, "done", *deed);
        first = deed;
    }
    print_past(a, b, first->a, steps);
    print_past(b, a, first->b, steps);
}

/// Of records without transitions: the first verdict.
void print_first_verdict(const Side& a, const Side& b) {
    const auto first = first_divergence(a.record, b.record, {.table = "assessments"});
    if (!first) return;
    print_first(a, b, "first", *first);
    for (const auto& [side, event] : {std::pair(&a, first->a), std::pair(&b, first->b)}) {
        for (const Assessment& one : side->past.judged_in(event ? event->id : TransitionId{})) {
            fmt::print("{}  {} {}\n", side->letter, side->names.of(one.assessor),
                       side->names.of(one));
        }
    }
    fmt::print("What led to it cannot be told: that takes records of level full.\n");
}

}  // namespace

int diff_command(const DiffRequest& request) {
    const Side a("A", request.a);
    const Side b("B", request.b);
    print_figure("A", request.a);
    print_figure("B", request.b);
    if (!a.content().empty() && a.content() == b.content()) {
        print_figure("content", a.content() + " in both: they say the same");
        return exit_code::ok;
    }
    const bool has_same_attributes = print_attributes(a, b);
    const bool has_same_scenario = print_scenario(a, b);
    const std::vector<std::string> tables = different_tables(a, b);
    print_figure("tables", tables.empty() ? "no row differs"
                                          : fmt::format("{} differ", fmt::join(tables, ", ")));
    const bool is_unfinished = a.content().empty() || b.content().empty();
    if (is_unfinished && tables.empty() && has_same_attributes && has_same_scenario) {
        fmt::print("As far as they go they say the same.\n");
        return exit_code::ok;
    }
    if (!is_comparable(a, b)) return exit_code::differs;
    if (a.record.rows("transitions") == 0 || b.record.rows("transitions") == 0) {
        print_first_verdict(a, b);
        return exit_code::differs;
    }
    print_first_event(a, b, request.steps);
    return exit_code::differs;
}

}  // namespace worldline
