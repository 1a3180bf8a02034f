// SPDX-License-Identifier: Apache-2.0
//
// Promises that the scenario writes.
#include <algorithm>
#include <map>

#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"

namespace worldline {
namespace {

constexpr std::uint32_t n_occurrences_max = 4'000'000'000;

/// The constraint that a body writes, in the unit of its type.
class ConstraintReader {
public:
    ConstraintReader(Draft& draft, const Fields& fields, std::uint32_t type)
        : desk_(draft.desk),
          fields_(fields),
          unit_(draft.spec.type_units[type]),
          domain_(draft.spec.type_domains[type]) {}

    Constraint read() const {
        Constraint result;
        std::string first;
        for (const char* key : {"amount", "exactly", "range", "set", "text"}) {
            if (!fields_.has(key)) continue;
            if (!first.empty()) {
                fault(key, "`" + first + "` is given too; a body has one constraint");
            }
            first = key;
            const bool is_textual = first == "set" || first == "text";
            const bool fits =
                is_textual ? domain_ == "text" || domain_ == "set" : domain_ == "number";
            if (fits) {
                result = is_textual ? texts(first) : numbers(first);
            } else {
                fault(key, "the type has the domain `" + domain_ + "`, and this belongs to " +
                               (is_textual ? "`text` or `set`" : "`number`"));
            }
        }
        return result;
    }

private:
    void fault(const std::string& key, const std::string& message) const {
        desk_.fault(*fields_.node(key), fields_.label(key).text + ": " + message);
    }
    double number(const Node& node, const std::string& key) const {
        return read::quantity(desk_, node, fields_.label(key), unit_);
    }
    Constraint numbers(const std::string& key) const {
        const Node& node = *fields_.node(key);
        if (key != "range") {
            const double upper = number(node, key);
            const bool is_amount = key == "amount";
            return {.kind = is_amount ? ConstraintKind::amount : ConstraintKind::exactly,
                    .lower = is_amount ? 0.0 : upper,
                    .upper = upper};
        }
        if (!read::is_pair(desk_, node, fields_.label(key), "[lowest, highest]")) return {};
        const double lower = number(node.items[0], key);
        const double upper = number(node.items[1], key);
        if (lower > upper) fault(key, "the lowest comes first");
        return {.kind = ConstraintKind::range, .lower = lower, .upper = upper};
    }
    Constraint texts(const std::string& key) const {
        const Node& node = *fields_.node(key);
        Constraint result{.kind = key == "set" ? ConstraintKind::set : ConstraintKind::text};
        const std::vector<Node> one = {node};
        for (const Node& item : node.is_list() ? node.items : one) {
            result.members.push_back(read::text(desk_, item, fields_.label(key)));
        }
        return result;
    }

    Desk& desk_;
    const Fields& fields_;
    std::string unit_;
    std::string domain_;
};

/// A time that is so late that what is added to it might no longer be counted is a fault.
void refuse_late(Draft& draft, const Node& at, const Label& label, Wide ticks) {
    if (ticks <= ticks_max) return;
    draft.desk.fault(at, label.text +
                             ": it is out of range at this resolution; a coarser "
                             "`time.resolution` would do");
}

/// Occurrences up to the end of the schedule: none at 0.
std::uint32_t n_occurrences(Draft& draft, const Fields& schedule, Duration period) {
    Desk& desk = draft.desk;
    const Duration until = schedule.has("until") ? schedule.span("until") : desk.until - Time{0};
    const std::int64_t n = period.ticks > 0 ? until.ticks / period.ticks : 0;
    if (n > n_occurrences_max) {
        desk.fault(*schedule.node("period"), schedule.label("period").text + ": that makes " +
                                                 std::to_string(n) +
                                                 " occurrences, more than can be counted");
        return 1;
    }
    if (n == 0 && period.ticks > 0) {
        desk.warnings.push_back(schedule.label("period").text +
                                " is longer than the schedule: nothing ever falls due");
    }
    return static_cast<std::uint32_t>(n);
}

void read_schedule(Draft& draft, const Fields& fields, Promise& promise) {
    Node* map = fields.node("schedule");
    if (!map) return;
    const Fields schedule(draft.desk, *map, keys::schedule(), fields.label("schedule"));
    if (!schedule.has("period")) return;
    const std::size_t n_before = draft.desk.faults.size();
    promise.period = schedule.span("period");
    if (draft.desk.faults.size() > n_before) return;
    if (promise.period.ticks == 0) {
        draft.desk.fault(*schedule.node("period"),
                         schedule.label("period").text + " must be longer than 0");
    }
    promise.occurrences = n_occurrences(draft, schedule, promise.period);
    refuse_late(draft, *schedule.node(schedule.has("until") ? "until" : "period"),
                schedule.label("period"), Wide{promise.period.ticks} * promise.occurrences);
    if (fields.has("due")) {
        draft.desk.fault(*fields.node("due"),
                         fields.label("due").text + ": a schedule has its due times already");
    }
}

void read_times(Draft& draft, const Fields& fields, Promise& promise) {
    const auto reading = [](Duration span) { return Reading{} + span; };
    promise.made = reading(fields.span("made"));
    if (const Node* made = fields.node("made")) {
        refuse_late(draft, *made, fields.label("made"), promise.made.ticks);
    }
    if (const Node* due = fields.node("due")) {
        promise.due = reading(fields.span("due"));
        refuse_late(draft, *due, fields.label("due"), promise.due.ticks);
    }
    if (const Node* about = fields.node("about")) {
        const Label label = fields.label("about");
        if (!read::is_pair(draft.desk, *about, label, "[from, to]")) return;
        promise.about_from = reading(read::span(draft.desk, about->items[0], label));
        promise.about_to = reading(read::span(draft.desk, about->items[1], label));
        refuse_late(draft, *about, label, promise.about_to.ticks);
        if (promise.about_to < promise.about_from) {
            draft.desk.fault(*about, label.text + ": it ends before it begins");
        }
    }
}

void read_builds_on(Draft& draft, const Fields& fields, std::uint32_t place,
                    std::vector<std::pair<std::uint32_t, BuildsOn>>& links) {
    Node* list = fields.node("builds_on");
    if (!list) return;
    const Label label = fields.label("builds_on");
    if (!list->is_list()) {
        return draft.desk.fault(*list, label.text + ": a list of {promise, link} is due here");
    }
    for (Node& item : list->items) {
        const Fields entry(draft.desk, item, keys::builds_on(), label);
        const Parameter& row = *keys::builds_on().find("link");
        const Link link = enum_of<Link>(entry.choice("link"), row);
        const Node* node = entry.node("promise");
        if (!node) continue;
        const auto onto =
            read::meaning(draft.desk, *node, label + "promise", draft.desk.promises, "promise");
        if (!onto) continue;
        if (*onto == place) draft.desk.fault(*node, label.text + ": a promise rests on others");
        links.push_back({*onto, {PromiseId{place}, PromiseId{*onto}, link}});
    }
}

Body read_polarity(Draft& draft, const Fields& fields) {
    Node* give = fields.node("give");
    Node* accept = fields.node("accept");
    if (give && accept) {
        draft.desk.fault(*accept, fields.label("accept").text +
                                      ": `give` is there too; a promise offers or takes");
    }
    if (!give && !accept) {
        draft.desk.faults.add(fields.place(), fields.label("give").text +
                                                  " is missing: what is offered (or `accept`: "
                                                  "what is taken)");
        return {};
    }
    Body body =
        read_body(draft, give ? *give : *accept, fields.label(give ? "give" : "accept"), true);
    body.polarity = give ? Polarity::give : Polarity::accept;
    return body;
}

/// Who knows: the promiser, the promisees, and whom `scope` names.
std::vector<AgentId> scope_of(const Fields& fields, AgentId promiser,
                              const std::vector<AgentId>& promisees) {
    std::vector<AgentId> scope = fields.agents("scope");
    scope.insert(scope.end(), promisees.begin(), promisees.end());
    scope.push_back(promiser);
    return scope;
}

/// What is kept after another's promise is one thing, and its keeper hears of the other.
void check_after(Draft& draft, const AgentTemplate& of, const std::string& name,
                 const Keeps& keeps) {
    if (!keeps.after) return;
    const Spec& spec = draft.spec;
    const PromiseSpec& own = spec.promises[keeps.name.number];
    const PromiseSpec& other = spec.promises[keeps.after->number];
    const std::string label = name + ".keeps." + own.name + ".after: ";
    if (own.promise.is_schedule()) {
        draft.desk.faults.add(of.place, label + "a schedule keeps to its own times");
    }
    const AgentId keeper = own.promise.promiser();
    const auto& scope = spec.groups[other.promise.scope.number];
    const bool hears = other.promise.promiser() != keeper &&
                       std::binary_search(scope.begin(), scope.end(), keeper);
    if (hears) return;
    draft.desk.faults.add(
        of.place, label + "it never hears how `" + other.name + "` ends: it is not in its scope");
}

/// What the scenario writes about when its promises are kept: whose they are is known now.
void finish_keeps(Draft& draft) {
    Spec& spec = draft.spec;
    for (std::size_t i = 0; i < spec.agents.size(); ++i) {
        if (spec.agents[i].of == AgentSpec::no_template) continue;
        AgentTemplate& of = spec.templates[spec.agents[i].of];
        for (Keeps& keeps : of.setup.keeps) {
            if (keeps.name.number >= spec.promises.size()) continue;
            const PromiseSpec& promise = spec.promises[keeps.name.number];
            keeps.promise = promise.promise.id;
            check_after(draft, of, spec.agents[i].name, keeps);
            if (promise.promise.promiser().number == i || !promise.promise.id.exists()) continue;
            draft.desk.faults.add(of.place, spec.agents[i].name + ".keeps: `" + promise.name +
                                                "` is not its own promise; who makes it keeps it");
        }
    }
}

}  // namespace

Body read_body(Draft& draft, Node& map, const Label& label, bool may_have_subject) {
    Desk& desk = draft.desk;
    const Fields fields(desk, map, keys::body(), label);
    Body body;
    const Node* type = fields.node("type");
    if (!type) return body;
    const auto place = read::meaning(desk, *type, fields.label("type"), desk.types, "type");
    if (!place) return body;
    body.type = {*place};
    body.constraint = ConstraintReader(draft, fields, *place).read();
    if (fields.has("probability")) body.probability = fields.number("probability");
    if (fields.has("subject")) {
        body.subject = fields.agent("subject").value_or(nobody);
        if (!may_have_subject) {
            desk.fault(*fields.node("subject"), "a trace's promises are about the promiser");
        }
    }
    return body;
}

void read_promises(Draft& draft) {
    Spec& spec = draft.spec;
    std::vector<std::pair<std::uint32_t, BuildsOn>> links;
    each_entry(draft, "promises", [&](const Node& name, Node& map) {
        const Fields fields(draft.desk, map, keys::promise(), {name.text});
        PromiseSpec promise;
        promise.name = name.text;
        promise.place = name.place;
        const auto place = static_cast<std::uint32_t>(spec.promises.size());
        const auto promiser = fields.agent("promiser");
        std::vector<AgentId> promisees = fields.agents("promisees");
        const Body body = read_polarity(draft, fields);
        if (promiser) promise.promise.id = PromiseId(*promiser, draft.n_made[*promiser]++);
        promise.promise.body = spec.intern(body);
        promise.promise.scope =
            spec.intern(scope_of(fields, promiser.value_or(AgentId{0}), promisees));
        promise.promise.promisees = spec.intern(std::move(promisees));
        read_times(draft, fields, promise.promise);
        read_schedule(draft, fields, promise.promise);
        read_builds_on(draft, fields, place, links);
        promise.is_announced = fields.flag("announce");
        promise.notice = {.promise = promise.promise.id,
                          .name = {place},
                          .type = body.type,
                          .body = promise.promise.body,
                          .made = promise.promise.made,
                          .due = promise.promise.due,
                          .period = promise.promise.period,
                          .occurrences = promise.promise.occurrences};
        spec.promises.push_back(std::move(promise));
    });
    for (auto& [onto, link] : links) {  // places become ids
        link.from = spec.promises[link.from.packed].promise.id;
        link.onto = spec.promises[onto].promise.id;
        spec.builds_on.push_back(link);
    }
    finish_keeps(draft);
}

}  // namespace worldline
