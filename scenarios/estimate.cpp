// SPDX-License-Identifier: Apache-2.0
#include "scenarios/estimate.hpp"

#include <algorithm>
#include <cmath>

#include "scenarios/families.hpp"

namespace worldline {
namespace {

template <class T>
double size_of_contents() {
    return static_cast<double>(Contents::of(T{}).bytes().size());
}

/// The share of messages that a way loses, on average over ways.
double mean_loss(const Spec& spec) {
    if (spec.links.empty()) return spec.channel.loss;
    double sum = 0.0;
    for (const LinkSpec& link : spec.links) sum += link.channel.loss;
    return sum / static_cast<double>(spec.links.size());
}

/// Adds up rows, cause by cause. What is not selected is not counted.
class Tally {
public:
    explicit Tally(const Spec& spec)
        : spec_(spec),
          selected_(spec.selected),
          until_(std::min(selected_.until, spec.until)),
          arriving_(1.0 - mean_loss(spec)),
          n_axes_(spec.axes.empty() ? 3.0 : static_cast<double>(spec.axes.size())) {}

    void starts();
    void written(std::size_t place);
    void traced(const TraceSpec& trace);
    void rated(const TraceSpec& trace);
    RowCounts counts() const;

private:
    const AgentSetup& setup_of(AgentId agent) const {
        return spec_.templates[spec_.agents[agent.number].of].setup;
    }
    double in_time(const PromiseSpec& promise, const Keeps* keeps) const;
    bool is_known(GroupId scope) const;
    void reacts(AgentId agent, double times);
    void tells(AgentId sender, AgentId receiver, std::uint16_t kind, double bytes, double times);
    void tells_scope(AgentId sender, GroupId scope, std::uint16_t kind, double bytes, double times);
    bool is_about(NameId asked, NameId name) const;
    void is_judged(AgentId promiser, GroupId scope, NameId name, double times, double silent);
    void keeps(AgentId promiser, GroupId scope, double times);

    const Spec& spec_;
    const Selected& selected_;
    Time until_;
    double arriving_;
    double n_axes_;  ///< of space
    RowCounts counts_;
};

void Tally::reacts(AgentId agent, double times) {
    if (!selected_.has(agent)) return;
    const auto is_kept = [&](const std::vector<bool>& which) {
        return !which.empty() && which[agent.number];
    };
    counts_[RowKind::transitions] += times;
    if (is_kept(spec_.records_reading)) counts_[RowKind::readings] += times;
    if (is_kept(spec_.records_position)) counts_[RowKind::positions] += n_axes_ * times;
}

void Tally::tells(AgentId sender, AgentId receiver, std::uint16_t kind, double bytes,
                  double times) {
    const double share = selected_.has(sender) ? 1.0 : selected_.has(receiver) ? arriving_ : 0.0;
    if (selected_.has_message_kind(kind)) {
        counts_[RowKind::messages] += share * times;
        counts_.contents_bytes += share * times * bytes;
    }
    reacts(receiver, arriving_ * times);
}

void Tally::tells_scope(AgentId sender, GroupId scope, std::uint16_t kind, double bytes,
                        double times) {
    for (const AgentId member : spec_.groups[scope.number]) {
        if (member != sender) tells(sender, member, kind, bytes, times);
    }
}

bool Tally::is_about(NameId asked, NameId name) const {
    if ((asked.number & family_bit) == 0) return asked == name;
    const FamilySpec& family = spec_.families[asked.number & ~family_bit];
    return name.number >= family.first && name.number - family.first < family.count;
}

/// Each who has a rule for it finds a verdict and tells it on. A verdict by silence is a reaction
/// of its own; the others come with the message that is judged.
void Tally::is_judged(AgentId promiser, GroupId scope, NameId name, double times, double silent) {
    for (const AgentId member : spec_.groups[scope.number]) {
        const AgentSetup& setup = setup_of(member);
        const bool is_judge =
            member != promiser &&
            std::any_of(setup.judges.begin(), setup.judges.end(),
                        [&](const JudgesBy& by) { return is_about(by.name, name); });
        if (!is_judge) continue;
        if (selected_.has(member)) counts_[RowKind::assessments] += times;
        reacts(member, silent * times);
        for (const AgentId listener : setup.tells) {
            tells(member, listener, message_kind::verdict, size_of_contents<Told>(), times);
            if (selected_.has(listener)) counts_[RowKind::assessments] += arriving_ * times;
        }
    }
}

void Tally::keeps(AgentId promiser, GroupId scope, double times) {
    reacts(promiser, times);
    if (selected_.has(promiser)) counts_[RowKind::incidences] += times;
    tells_scope(promiser, scope, message_kind::outcome, size_of_contents<Outcome>(), times);
}

/// Behaviours that have something to do at the start are told of it.
void Tally::starts() {
    if (!selected_.has(Time{0})) return;
    for (std::size_t i = 0; i < spec_.agents.size(); ++i) {
        const AgentId agent{static_cast<std::uint32_t>(i)};
        const AgentSetup& setup = setup_of(agent);
        if (!setup.judges.empty() || !setup.keeps.empty()) reacts(agent, 1.0);
    }
}

/// How many outcomes of a promise, or silences in their place, fall into the time that is written
/// down: by the frame's time, for clocks hardly differ.
double Tally::in_time(const PromiseSpec& promise, const Keeps* keeps) const {
    const Promise& made = promise.promise;
    if (!made.is_schedule()) {
        if (keeps == nullptr && made.due == no_reading) return 0.0;
        const Time at{keeps != nullptr ? keeps->at.ticks : made.due.ticks};
        return selected_.has(at) && at < until_ ? 1.0 : 0.0;
    }
    const auto period = static_cast<double>(made.period.ticks);
    const double first =
        std::max(1.0, std::ceil(static_cast<double>(selected_.from.ticks) / period));
    const double last = std::min(static_cast<double>(made.occurrences),
                                 std::ceil(static_cast<double>(until_.ticks) / period) - 1.0);
    return std::max(0.0, last - first + 1.0);
}

bool Tally::is_known(GroupId scope) const {
    const auto& members = spec_.groups[scope.number];
    return std::any_of(members.begin(), members.end(),
                       [&](AgentId member) { return selected_.has(member); });
}

void Tally::written(std::size_t place) {
    const PromiseSpec& promise = spec_.promises[place];
    const AgentId promiser = promise.promise.promiser();
    const GroupId scope = promise.promise.scope;
    const auto& planned = setup_of(promiser).keeps;
    const auto found = std::find_if(planned.begin(), planned.end(), [&](const Keeps& one) {
        return one.promise == promise.promise.id ||
               is_about(one.name, {static_cast<std::uint32_t>(place)});
    });
    const Keeps* kept = found == planned.end() ? nullptr : &*found;
    if (is_known(scope)) counts_[RowKind::promises] += 1.0;
    const Time made{promise.promise.made.ticks};
    if (promise.is_announced && selected_.has(made) && made < until_) {
        reacts(promiser, 1.0);
        tells_scope(promiser, scope, message_kind::promise, size_of_contents<Notice>(), 1.0);
    }
    const double times = in_time(promise, kept);
    if (kept != nullptr) keeps(promiser, scope, times);
    const double silent = kept != nullptr ? 1.0 - arriving_ : 1.0;
    is_judged(promiser, scope, {static_cast<std::uint32_t>(place)}, times, silent);
}

void Tally::traced(const TraceSpec& trace) {
    const double run = static_cast<double>(spec_.until.ticks);
    const double share =
        std::max(0.0, static_cast<double>(until_.ticks - selected_.from.ticks)) / run;
    for (const TraceSpec::Pair& pair : trace.pairs) {
        const double times = share * static_cast<double>(pair.n_rows);
        if (is_known(pair.scope)) {
            counts_[RowKind::promises] += static_cast<double>(pair.n_rows);
        }
        reacts(pair.promiser, times);
        if (selected_.has(pair.promiser)) counts_[RowKind::incidences] += times;
        tells_scope(pair.promiser, pair.scope, message_kind::promise, size_of_contents<Notice>(),
                    times);
        keeps(pair.promiser, pair.scope, times);
        is_judged(pair.promiser, pair.scope, trace.name_id, times, 1.0 - arriving_);
    }
}

/// Each row is a finding of its assessor, which its listeners are told.
void Tally::rated(const TraceSpec& trace) {
    const double run = static_cast<double>(spec_.until.ticks);
    const double share =
        std::max(0.0, static_cast<double>(until_.ticks - selected_.from.ticks)) / run;
    for (const auto& [promiser, promise] : trace.standing) {
        if (is_known(promise.scope)) counts_[RowKind::promises] += 1.0;
    }
    for (const TraceSpec::Pair& pair : trace.pairs) {
        const double times = share * static_cast<double>(pair.n_rows);
        const AgentId assessor = pair.promiser;
        reacts(assessor, times);
        if (selected_.has(assessor)) counts_[RowKind::assessments] += times;
        tells_scope(assessor, pair.scope, message_kind::verdict, size_of_contents<Told>(), times);
        for (const AgentId listener : spec_.groups[pair.scope.number]) {
            const bool hears = listener != assessor && selected_.has(listener);
            if (hears) counts_[RowKind::assessments] += arriving_ * times;
        }
    }
}

RowCounts Tally::counts() const {
    RowCounts counts = counts_;
    counts[RowKind::builds_on] = static_cast<double>(
        std::count_if(spec_.builds_on.begin(), spec_.builds_on.end(), [&](const BuildsOn& one) {
            return selected_.has(one.from.maker()) || selected_.has(one.onto.maker());
        }));
    for (std::size_t i = 0; i < n_row_kinds; ++i) {
        if (!selected_.kinds[i]) counts.rows[i] = 0.0;
    }
    if (!selected_.has(RowKind::messages)) counts.contents_bytes = 0.0;
    return counts;
}

}  // namespace

RowCounts estimated_rows(const Spec& spec) {
    Tally tally(spec);
    tally.starts();
    for (std::size_t i = 0; i < spec.promises.size(); ++i) tally.written(i);
    for (const TraceSpec& trace : spec.traces) {
        trace.format.kind == TraceKind::assessments ? tally.rated(trace) : tally.traced(trace);
    }
    return tally.counts();
}

}  // namespace worldline
