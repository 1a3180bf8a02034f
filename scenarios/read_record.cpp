// SPDX-License-Identifier: Apache-2.0
//
// What is recorded: how much, of whom, of when.
#include <algorithm>
#include <functional>

#include "agents/protocol.hpp"
#include "scenarios/draft.hpp"
#include "scenarios/keys.hpp"
#include "sim/base/random.hpp"

namespace worldline {
namespace {

/// The items of a list, or a value that stands alone.
void each_item(const Node& node, const std::function<void(const Node&)>& visit) {
    if (!node.is_list()) return visit(node);
    for (const Node& item : node.items) visit(item);
}

bool is_all(const Node& node) { return node.is_scalar() && node.text == "all"; }

/// Which agents a list names; `all` for all of them.
std::vector<bool> agents_of(Draft& draft, const Fields& fields, std::string_view key) {
    const Node* node = fields.node(key);
    if (!node) return {};
    std::vector<bool> named(draft.spec.agents.size(), is_all(*node));
    if (is_all(*node)) return named;
    for (const AgentId agent : fields.agents(key)) named[agent.number] = true;
    return named;
}

/// Positions are those of the motions, along all axes of space.
void check_positions(Draft& draft, const Node& at) {
    const Spec& spec = draft.spec;
    const auto& asked = spec.records_position;
    if (std::find(asked.begin(), asked.end(), true) == asked.end()) return;
    const bool has_motions =
        std::any_of(spec.templates.begin(), spec.templates.end(),
                    [](const AgentTemplate& of) { return of.motion.has_value(); });
    if (spec.metric.kind == "graph" && !has_motions) {
        draft.desk.fault(at, "record.positions: nobody has a `motion`, so nobody has a position");
    }
}

/// `*` stands for any letters, `?` for one.
bool matches(std::string_view text, std::string_view pattern) {
    std::size_t t = 0, p = 0, star = pattern.npos, tried = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            tried = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != pattern.npos) {  // the last star takes one letter more
            p = star + 1;
            t = ++tried;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == pattern.npos;
}

/// Whom `agents` names: some for sure, others only as many as `sample` leaves of them.
struct Named {
    std::vector<bool> surely;
    std::vector<bool> perhaps;
    bool has_perhaps = false;
};

void name_pattern(Draft& draft, const Node& item, const std::string& word, Named& named) {
    bool is_found = false;
    for (std::size_t i = 0; i < draft.spec.agents.size(); ++i) {
        if (!matches(draft.spec.agents[i].name, word)) continue;
        named.perhaps[i] = is_found = true;
    }
    if (is_found || !draft.desk.is_complete) return;
    const std::vector<std::string> names = draft.desk.agents.all();
    constexpr std::size_t shown_max = 3;
    std::string some;
    for (std::size_t i = 0; i < std::min(shown_max, names.size()); ++i) {
        some += (i == 0 ? "`" : ", `") + names[i] + "`";
    }
    if (const std::size_t n = draft.spec.agents.size(); n > shown_max) {
        some += " and " + std::to_string(n - shown_max) + " more";
    }
    draft.desk.fault(item, "record.agents: no agent is called like `" + word +
                               "`; `*` stands for any letters and `?` for one, and there are " +
                               some);
}

void name_item(Draft& draft, const Node& item, Named& named) {
    Desk& desk = draft.desk;
    const Label label{"record.agents"};
    const std::string word = read::name(desk, item, label);
    if (word.empty()) return;
    if (word.find_first_of("*?") != word.npos) {
        named.has_perhaps = true;
        return name_pattern(draft, item, word, named);
    }
    if (const auto* group = desk.groups.find(word)) {
        named.has_perhaps = true;
        for (const AgentId member : *group) named.perhaps[member.number] = true;
        return;
    }
    if (const auto one = read::agent(desk, item, label)) named.surely[one->number] = true;
}

Named read_named(Draft& draft, const Node* node) {
    const std::size_t n = draft.spec.agents.size();
    if (!node || is_all(*node)) return {std::vector<bool>(n), std::vector<bool>(n, true), true};
    Named named{std::vector<bool>(n), std::vector<bool>(n), false};
    if (node->is_list() && node->items.empty()) {
        draft.desk.fault(*node,
                         "record.agents: an empty list selects nobody; `level: summary` "
                         "writes no facts");
    }
    each_item(*node, [&](const Node& item) { name_item(draft, item, named); });
    return named;
}

/// One draw for each agent, by its number: the same agents for a seed, and for a larger share the
/// same ones and more.
void read_agents_selected(Draft& draft, const Fields& record) {
    Spec& spec = draft.spec;
    if (!record.has("agents") && !record.has("sample")) return;
    Named named = read_named(draft, record.node("agents"));
    const double share = record.has("sample") ? record.number("sample") : 1.0;
    if (record.has("sample") && !named.has_perhaps) {
        draft.desk.fault(*record.node("sample"),
                         "record.sample: thins out whom patterns and groups of `agents` name, and "
                         "there are none; those named in full are always kept");
    }
    Random random(spec.seed, Purpose::sample, AgentId{0}, 0);
    bool is_anybody = false;
    for (std::uint32_t i = 0; i < spec.agents.size(); ++i) {
        random.begin(AgentId{i}, 0);
        const bool is_kept = named.surely[i] || (named.perhaps[i] && random.uniform() < share);
        named.surely[i] = is_kept;
        is_anybody = is_anybody || is_kept;
    }
    spec.selected.agents = std::move(named.surely);
    if (is_anybody || share <= 0.0 || draft.desk.faults.size() > 0) return;
    draft.desk.warnings.push_back("record.sample: with this seed it leaves none of " +
                                  std::to_string(spec.agents.size()) +
                                  " agents, so no facts are recorded");
}

void read_time_selected(Draft& draft, const Fields& record) {
    Desk& desk = draft.desk;
    Selected& selected = draft.spec.selected;
    const std::size_t n_before = desk.faults.size();
    if (record.has("from")) selected.from = Time{record.span("from").ticks};
    if (record.has("until")) selected.until = Time{record.span("until").ticks};
    if (desk.faults.size() > n_before) return;
    if (record.has("until") && selected.from >= selected.until) {
        desk.fault(*record.node("until"),
                   "record.until must be later than `from`: what is recorded is [from, until)");
    } else if (record.has("from") && selected.from.ticks >= desk.until.ticks) {
        desk.fault(*record.node("from"),
                   "record.from: the run is over by then; it ends at `time.until`");
    }
}

/// Which of `row.choices` a list names, by place.
std::vector<bool> chosen(Desk& desk, const Node& node, const Label& label, const Parameter& row) {
    std::vector<bool> which(row.choices.size(), false);
    if (node.is_list() && node.items.empty()) {
        desk.fault(node, label.text + ": an empty list selects nothing");
    }
    each_item(node, [&](const Node& item) {
        const std::string word = read::choice(desk, item, label, row.choices);
        const auto at = std::find(row.choices.begin(), row.choices.end(), word);
        if (at != row.choices.end()) {
            which[static_cast<std::size_t>(at - row.choices.begin())] = true;
        }
    });
    return which;
}

void read_kinds(Draft& draft, const Fields& record) {
    if (!record.has("kinds")) return;
    const Node* node = record.node("kinds");
    const Parameter& row = *keys::record().find("kinds");
    const auto which = chosen(draft.desk, *node, record.label("kinds"), row);
    for (std::size_t i = 0; i < n_row_kinds; ++i) {
        draft.spec.selected.kinds[i] = which[i];
        const RecordLevel least = level_of(static_cast<RowKind>(i));
        if (!which[i] || !draft.spec.level || *draft.spec.level >= least) continue;
        draft.desk.fault(*node, "record.kinds: `" + row.choices[i] + "` are written at level `" +
                                    (least == RecordLevel::full ? "full" : "promises") + "` only");
    }
}

/// A condition on rows that are not recorded would say nothing.
void refuse_left_out(Draft& draft, const Fields& when, std::string_view key, RowKind kind) {
    if (!when.has(key) || draft.spec.selected.has(kind)) return;
    const auto table = row_kind_names[static_cast<std::size_t>(kind)];
    draft.desk.fault(*when.node(key), when.label(key).text + " is about `" + std::string(table) +
                                          "`, which `record.kinds` leaves out");
}

void read_conditions(Draft& draft, const Fields& record) {
    Node* map = record.node("when");
    if (!map) return;
    Desk& desk = draft.desk;
    const Part& table = keys::record_when();
    const Fields when(desk, *map, table, {"record.when"});
    Selected& selected = draft.spec.selected;
    if (when.has("verdict")) {
        const Node* node = when.node("verdict");
        const auto which = chosen(desk, *node, when.label("verdict"), *table.find("verdict"));
        std::copy(which.begin(), which.end(), selected.verdicts.begin());
    }
    if (when.has("message")) {
        const Node* node = when.node("message");
        const Parameter& row = *table.find("message");
        const auto which = chosen(desk, *node, when.label("message"), row);
        selected.message_kinds.assign(message_kind_names.size(), false);
        for (std::size_t i = 0; i < which.size(); ++i) {
            const auto* const at =
                std::find(message_kind_names.begin(), message_kind_names.end(), row.choices[i]);
            selected.message_kinds[static_cast<std::size_t>(at - message_kind_names.begin())] =
                which[i];
        }
    }
    selected.failed_only = when.choice("return_code") == "nonzero";
    refuse_left_out(draft, when, "verdict", RowKind::assessments);
    refuse_left_out(draft, when, "message", RowKind::messages);
}

/// `record: full` says the same as `record: {level: full}`.
void spell_out(Node& section) {
    if (!section.is_scalar()) return;
    Node level = section;
    section = Node{Node::Kind::map};
    section.place = level.place;
    const Place place = level.place;
    section.put("level", std::move(level));
    section.find("level")->place = place;
}

}  // namespace

void read_record(Draft& draft) {
    Node* map = section(draft, "record");
    if (!map) return;
    spell_out(*map);
    const Fields record(draft.desk, *map, keys::record(), {"record"});
    if (record.has("level")) {
        const Parameter& row = *keys::record().find("level");
        draft.spec.level = enum_of<RecordLevel>(record.choice("level"), row);
    }
    read_agents_selected(draft, record);
    read_kinds(draft, record);
    read_time_selected(draft, record);
    read_conditions(draft, record);
    draft.spec.records_reading = agents_of(draft, record, "readings");
    draft.spec.records_position = agents_of(draft, record, "positions");
    if (const Node* positions = record.node("positions")) check_positions(draft, *positions);
}

}  // namespace worldline
