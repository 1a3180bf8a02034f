// SPDX-License-Identifier: Apache-2.0
//
// Machines: parameters, variables, states and their transitions.
#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "agents/catalogue.hpp"
#include "scenarios/families.hpp"
#include "scenarios/keys.hpp"
#include "scenarios/machine_reader.hpp"
#include "sim/base/units.hpp"

namespace worldline {
namespace {

constexpr std::array spoken = {"promise", "withdrawal", "outcome", "verdict", "imposition"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }

/// Names in an expression must be such: `x-1` is a difference.
bool is_identifier(const std::string& name) {
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
        return is_letter(c) || std::isdigit(static_cast<unsigned char>(c));
    });
}

bool is_quantity(const std::string& text, const char* unit) {
    try {
        quantity(text, unit);
        return true;
    } catch (const UnitError&) {
        return false;
    }
}

/// A number and a word behind it: meant as a quantity, if of another kind, and no expression.
bool is_meant_as_quantity(const std::string& text) {
    const std::size_t unit = text.find_first_not_of("0123456789.+-eE ");
    const std::size_t digit = text.find_first_of("0123456789");
    if (digit == text.npos || unit == text.npos || digit > unit) return false;
    return text.find_first_of("+-*/^()<>=!&|,", digit + 1) == text.npos;
}

/// A quantity in the first of these units that fits.
std::optional<std::pair<double, std::string>> in_some_unit(const std::string& text) {
    for (const char* unit : {"1", "s", "1/s", "m", "m/s", "kg", "J", "W", "V", "K"}) {
        try {
            return std::pair{quantity(text, unit), std::string(unit)};
        } catch (const UnitError&) {
            continue;
        }
    }
    return std::nullopt;
}

std::vector<std::string> identifiers(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && (is_letter(text[end]) || text[end] == '.' ||
                                     std::isdigit(static_cast<unsigned char>(text[end])))) {
            ++end;
        }
        if (end > i && is_letter(text[i])) names.push_back(text.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return names;
}

/// Every map with this key, wherever it stands in a machine.
void each_with(const Node& node, const char* key, const std::function<void(const Node&)>& visit) {
    if (node.is_map() && node.find(key)) visit(node);
    for (const Node& item : node.items) each_with(item, key, visit);
}

/// The words of all machines and what they carry, in the order of the file.
void read_words(Draft& draft) {
    Machines& machines = draft.spec.machines;
    each_entry(draft, "machines", [&](const Node&, Node& map) {
        each_with(map, "say", [&](const Node& act) {
            const Node& say = *act.find("say");
            const std::string name = read::name(draft.desk, say, {"say"});
            if (name.empty()) return;
            const auto& kinds = message_kind_names;
            if (std::find(kinds.begin(), kinds.end(), name) != kinds.end()) {
                draft.desk.fault(say, "say: `" + name +
                                          "` is a type of message that agents have already; "
                                          "another word is due here");
                return;
            }
            auto word = std::find_if(machines.words.begin(), machines.words.end(),
                                     [&](const Word& known) { return known.name == name; });
            if (word == machines.words.end()) word = machines.words.insert(word, Word{name});
            const Node* with = act.find("with");
            for (const Node& key : with && with->is_map() ? with->keys : std::vector<Node>()) {
                const auto at = std::find(machines.fields.begin(), machines.fields.end(), key.text);
                const auto place = static_cast<std::uint32_t>(at - machines.fields.begin());
                if (at == machines.fields.end()) machines.fields.push_back(key.text);
                if (std::find(word->fields.begin(), word->fields.end(), place) ==
                    word->fields.end()) {
                    word->fields.push_back(place);
                }
            }
            if (word->fields.size() > Machines::n_fields_max ||
                machines.fields.size() > Machines::n_names_max) {
                draft.desk.fault(act,
                                 "with: a message carries at most 14 numbers, and all "
                                 "messages of a scenario have at most 21 further names for them");
            }
        });
    });
}

}  // namespace

std::optional<std::uint16_t> protocol_kind(const std::string& word) {
    if (std::find(spoken.begin(), spoken.end(), word) == spoken.end()) return std::nullopt;
    const auto& kinds = message_kind_names;
    return static_cast<std::uint16_t>(std::find(kinds.begin(), kinds.end(), word) - kinds.begin());
}

MachineReader::MachineReader(Draft& draft, const Node& name, Node& map)
    : draft_(draft), desk_(draft.desk), label_{name.text}, map_(map) {
    table_.name = name.text;
    table_.at = in_file(name.place);
}

MachineTable MachineReader::read() {
    const Fields fields(desk_, map_, keys::machine(), label_);
    operands_["elapsed"] = {Operand::Kind::elapsed};
    operands_["now"] = {Operand::Kind::now};
    read_parameters();
    read_variables();
    name_offers();
    read_states();
    return std::move(table_);
}

Part MachineReader::part() const {
    Part part = behaviours().find("machine")->part;
    std::erase_if(part.parameters, [](const Parameter& row) { return row.name == "machine"; });
    for (const Parameter& row : parameters_) part.parameters.push_back(row);
    return part;
}

/// Each name once, and none that an expression or an agent has for something else.
bool MachineReader::is_new_name(const Node& name, const Label& label) {
    const std::string word = read::name(desk_, name, label);
    if (word.empty()) return false;
    const auto& taken = expression_names();
    const bool is_key = keys::group().find(word) || behaviours().find("machine")->part.find(word);
    if (!is_identifier(word)) {
        desk_.fault(name, label.text + ": `" + word +
                              "` is no name for an expression: letters, "
                              "digits and `_` are");
    } else if (is_key || operands_.contains(word) ||
               std::find(taken.begin(), taken.end(), word) != taken.end()) {
        desk_.fault(name, label.text + ": `" + word + "` stands for something else already");
    } else {
        return true;
    }
    return false;
}

void MachineReader::read_parameters() {
    Node* map = map_.is_map() ? map_.find("parameters") : nullptr;
    if (!map || map->is_null()) return;
    const Label label = label_ + "parameters";
    if (!map->is_map()) return desk_.fault(*map, label.text + ": a map is due here");
    for (std::size_t i = 0; i < map->keys.size(); ++i) read_parameter(map->keys[i], map->items[i]);
}

void MachineReader::read_parameter(const Node& name, Node& value) {
    const Label label = label_ + "parameters" + name.text;
    const std::string kind = read::text(desk_, value, label);
    if (name.text == "start" && kind == "state") return;  // every machine has it
    if (!is_new_name(name, label)) return;
    Parameter row{.name = name.text, .meaning = "of machine `" + table_.name + "`"};
    if (kind == "agent") {
        row.kind = ParameterKind::agent;
        table_.agents.push_back(name.text);
    } else if (kind == "promise") {
        row.kind = ParameterKind::promise;
        table_.promises.push_back(name.text);
    } else {
        row.kind = ParameterKind::quantity;
        if (kind == "time") {
            row.unit = "s";
        } else if (kind != "number") {
            const std::string written = read::substituted(desk_, value, label);
            const auto found = in_some_unit(written);
            if (!found) {
                return desk_.fault(value, label.text +
                                              ": `agent`, `promise`, `state`, `number`, `time` or "
                                              "a default value is due here");
            }
            row.unit = found->second;
            row.default_value = written;
        }
        operands_[name.text] = {Operand::Kind::parameter,
                                static_cast<std::uint32_t>(table_.numbers.size())};
        table_.numbers.push_back(name.text);
    }
    row.required = row.default_value.empty();
    parameters_.push_back(std::move(row));
}

void MachineReader::read_variables() {
    Node* map = map_.is_map() ? map_.find("variables") : nullptr;
    if (!map || map->is_null()) return;
    const Label label = label_ + "variables";
    if (!map->is_map()) return desk_.fault(*map, label.text + ": a map is due here");
    std::vector<std::pair<std::string, std::uint32_t>> read;
    for (std::size_t i = 0; i < map->keys.size(); ++i) {
        if (!is_new_name(map->keys[i], label)) continue;
        const std::string& name = map->keys[i].text;
        const std::uint32_t initial = expression(map->items[i], label + name, false);
        table_.variables.push_back({name, initial});
    }
    for (std::size_t i = 0; i < table_.variables.size(); ++i) {
        operands_[table_.variables[i].name] = {Operand::Kind::variable,
                                               static_cast<std::uint32_t>(i)};
    }
}

/// Names of the promises that it makes: an act may speak of one that stands further down.
void MachineReader::name_offers() {
    each_with(map_, "promise", [&](const Node& act) {
        if (!act.find("give") && !act.find("accept")) return;
        const Node& node = *act.find("promise");
        const Label label = label_ + "promise";
        const std::string name = read::name(desk_, node, label);
        const bool is_own = std::any_of(table_.offers.begin(), table_.offers.end(),
                                        [&](const Offer& offer) { return offer.name == name; });
        if (name.empty() || is_own) return;
        if (desk_.promises.find(name) || desk_.traces.find(name)) {
            desk_.fault(node, label.text + ": `" + name + "` is the name of a promise already");
            return;
        }
        if (!draft_.offers.find(name)) {
            draft_.offers.add(name, static_cast<std::uint32_t>(draft_.offers.size()));
        }
        const auto place = static_cast<std::uint32_t>(desk_.promises.size() + desk_.traces.size()) +
                           *draft_.offers.find(name);
        table_.offers.push_back({.name = name, .name_id = NameId{place}});
    });
}

void MachineReader::read_states() {
    Node* map = map_.is_map() ? map_.find("states") : nullptr;
    if (!map) return;
    const Label label = label_ + "states";
    if (!map->is_map() || map->items.empty()) {
        return desk_.fault(*map, label.text + ": a map is due here, {state: [transition, ...]}");
    }
    for (const Node& key : map->keys) {
        const std::string name = read::name(desk_, key, label);
        table_.states.push_back({.name = name, .at = in_file(key.place)});
    }
    for (std::size_t i = 0; i < map->items.size(); ++i) {
        Node& list = map->items[i];
        if (list.is_null()) continue;  // a state that is never left
        if (!list.is_list()) {
            desk_.fault(list, (label + map->keys[i].text).text +
                                  ": a list of transitions is due here, [{hears: ..., to: ...}]");
            continue;
        }
        for (Node& item : list.items) read_transition(static_cast<std::uint32_t>(i), item);
    }
}

void MachineReader::read_transition(std::uint32_t state, Node& map) {
    const Label label = label_ + table_.states[state].name;
    const std::string text = label_of(map);
    const Fields fields(desk_, map, keys::transition(), label);
    if (!map.is_map()) return;
    TransitionRow row;
    row.at = in_file(map.place);
    row.label = text;
    read_trigger(fields, row);
    if (const Node* when = fields.node("when")) row.when = expression(*when, fields.label("when"));
    if (Node* acts = fields.node("do")) row.acts = read_acts(*acts, fields.label("do"));
    row.to = target(fields, "to");
    const auto place = static_cast<std::uint32_t>(table_.transitions.size());
    StateRow& from = table_.states[state];
    (row.trigger == Trigger::none    ? from.free
     : row.trigger == Trigger::hears ? from.hears
                                     : from.timed)
        .push_back(place);
    from.has_rate = from.has_rate || row.trigger == Trigger::rate;
    table_.transitions.push_back(std::move(row));
}

void MachineReader::read_trigger(const Fields& fields, TransitionRow& row) {
    std::string first;
    for (const char* key : {"hears", "after", "every", "rate"}) {
        if (!fields.has(key)) continue;
        if (first.empty()) {
            first = key;
        } else {
            desk_.fault(*fields.node(key), fields.label(key).text + ": `" + first +
                                               "` is given too; a transition has one trigger");
        }
    }
    if (first == "hears") {
        read_hears(fields, row);
    } else if (first == "after" || first == "every") {
        row.trigger = first == "after" ? Trigger::after : Trigger::every;
        row.span = read_span(fields, first.c_str());
    } else if (first == "rate") {
        row.trigger = Trigger::rate;
        row.rate = read_rate(fields);
    }
    for (const char* key : {"from", "type"}) {
        if (first == "hears" || !fields.has(key)) continue;
        desk_.fault(*fields.node(key), fields.label(key).text + ": this belongs to `hears`");
    }
}

void MachineReader::read_hears(const Fields& fields, TransitionRow& row) {
    row.trigger = Trigger::hears;
    const Node& node = *fields.node("hears");
    const Label label = fields.label("hears");
    const std::vector<Node> one = {node};
    for (const Node& item : node.is_list() ? node.items : one) {
        if (const auto kind = kind_of(item, label)) row.hears.push_back(*kind);
    }
    std::sort(row.hears.begin(), row.hears.end());
    if (const Node* from = fields.node("from")) row.from = read_whom(*from, fields.label("from"));
    const Node* type = fields.node("type");
    if (!type) return;
    const auto found = read::meaning(desk_, *type, fields.label("type"), desk_.types, "type");
    if (found) row.type = *found;
    table_.asks_types = true;
    const bool is_own = std::any_of(row.hears.begin(), row.hears.end(), [](std::uint16_t kind) {
        return kind >= Machines::first_word;
    });
    if (!is_own) return;
    desk_.fault(*type, fields.label("type").text + ": what machines say is about no promise");
}

std::optional<std::uint16_t> MachineReader::kind_of(const Node& node, const Label& label) {
    const std::string word = read::name(desk_, node, label);
    if (word.empty()) return std::nullopt;
    if (const auto kind = protocol_kind(word)) return kind;
    std::vector<std::string> known(spoken.begin(), spoken.end());
    const auto& words = draft_.spec.machines.words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].name == word) return static_cast<std::uint16_t>(Machines::first_word + i);
        known.push_back(words[i].name);
    }
    desk_.fault(node, label.text + ": nobody says `" + word + "`" + suggestion(word, known));
    return std::nullopt;
}

Span MachineReader::read_span(const Fields& fields, const char* key) {
    const Node& node = *fields.node(key);
    const Label label = fields.label(key);
    const bool is_own = operands_.contains(node.text);
    const bool is_time = !node.is_scalar() || is_quantity(node.text, "1") ||
                         is_quantity(node.text, "s") || desk_.parameters.find(node.text) ||
                         is_meant_as_quantity(node.text);
    if (is_own || !is_time) return {{}, expression(node, label)};
    const std::size_t n_before = desk_.faults.size();
    const Duration span = fields.span(key);
    const bool is_every = std::string_view(key) == "every";
    if (is_every && span.ticks == 0 && desk_.faults.size() == n_before) {
        desk_.fault(node, label.text + " must be longer than 0");
    }
    return {span, no_expression};
}

std::uint32_t MachineReader::read_rate(const Fields& fields) {
    const Node& node = *fields.node("rate");
    const bool is_rate = !node.is_scalar() || is_quantity(node.text, "1") ||
                         is_quantity(node.text, "1/s") || desk_.parameters.find(node.text) ||
                         is_meant_as_quantity(node.text);
    if (is_rate && !operands_.contains(node.text)) {
        return constant(fields.number("rate"), node.text);
    }
    const std::uint32_t rate = expression(node, fields.label("rate"));
    if (rate == no_expression) return constant(0.0, node.text);
    const Expression& read = table_.expressions[rate];
    if (read.reads(Operand::Kind::elapsed) || read.reads(Operand::Kind::now) ||
        read.reads(Operand::Kind::heard) || read.is_chance()) {
        desk_.fault(node, fields.label("rate").text +
                              ": a rate changes with variables alone; time, chance and messages "
                              "can set one");
    }
    return rate;
}

std::uint32_t MachineReader::target(const Fields& fields, const char* key) {
    const Node* to = fields.node(key);
    if (!to) return stays;
    Names<std::uint32_t> states;
    for (std::size_t i = 0; i < table_.states.size(); ++i) {
        states.add(table_.states[i].name, static_cast<std::uint32_t>(i));
    }
    return read::meaning(desk_, *to, fields.label(key), states, "state").value_or(stays);
}

/// As the author wrote it, without its target: what a picture shows.
std::string MachineReader::label_of(const Node& map) const {
    std::string text;
    const std::function<std::string(const Node&)> shown = [&](const Node& node) -> std::string {
        if (node.is_scalar()) return node.text;
        std::string all;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            if (!all.empty()) all += ", ";
            if (node.is_map()) all += node.keys[i].text + " ";
            all += shown(node.items[i]);
        }
        return all;
    };
    for (std::size_t i = 0; map.is_map() && i < map.keys.size(); ++i) {
        const std::string& key = map.keys[i].text;
        if (key == "to") continue;
        text += (text.empty() ? "" : "\n") + key + " " + shown(map.items[i]);
    }
    return text;
}

Operands MachineReader::names_for(const std::string& text, const Label& label, bool may_hear) {
    Operands names = operands_;
    for (std::size_t i = 0; may_hear && i < draft_.spec.machines.fields.size(); ++i) {
        names["heard." + draft_.spec.machines.fields[i]] = {Operand::Kind::heard,
                                                            static_cast<std::uint32_t>(i)};
    }
    for (const std::string& name : identifiers(text)) {
        const std::string* written = desk_.parameters.find(name);
        if (!written || names.contains(name)) continue;
        const auto found = in_some_unit(*written);
        if (!found) continue;
        desk_.used[name].push_back(label.text);
        names[name] = {Operand::Kind::constant, 0, found->first};
    }
    return names;
}

/// Its place among the machine's expressions; none after a fault.
std::uint32_t MachineReader::expression(const Node& node, const Label& label, bool may_hear) {
    if (!node.is_scalar() || node.text.empty()) {
        desk_.fault(node, label.text + ": an expression is due here, such as `x + 1`");
        return no_expression;
    }
    const Operands names = names_for(node.text, label, may_hear);
    try {
        table_.expressions.emplace_back(node.text, names);
    } catch (const ExpressionError& error) {
        Place place = node.place;
        place.column += static_cast<int>(error.position()) + (node.quoted ? 1 : 0);
        std::vector<std::string> known = expression_names();
        for (const auto& [name, operand] : names) known.push_back(name);
        const std::string* parameter = desk_.parameters.find(error.unknown());
        const std::string hint =
            error.unknown().empty() ? ""
            : parameter ? "; the parameter is `" + *parameter + "`, which is no finite quantity"
                        : suggestion(error.unknown(), known);
        desk_.faults.add(place, label.text + ": " + error.what() + hint);
        return no_expression;
    }
    table_.texts.push_back(node.text);
    return static_cast<std::uint32_t>(table_.expressions.size() - 1);
}

std::uint32_t MachineReader::constant(double number, const std::string& text) {
    table_.expressions.emplace_back("x", Operands{{"x", {Operand::Kind::constant, 0, number}}});
    table_.texts.push_back(text);
    return static_cast<std::uint32_t>(table_.expressions.size() - 1);
}

void read_machines(Draft& draft) {
    draft.spec.machines.file = draft.desk.faults.file();
    read_words(draft);
    each_entry(draft, "machines", [&](const Node& name, Node& map) {
        MachineReader reader(draft, name, map);
        MachineTable table = reader.read();
        draft.spec.machine_parts.push_back(reader.part());
        draft.spec.machines.all.push_back(std::move(table));
    });
}

const Part* machine_part(Draft& draft, const Node& map, const Label& label) {
    const Node* named = map.is_map() ? map.find("machine") : nullptr;
    if (!named) return nullptr;
    const Label whole = label + "machine";
    const Node* behaviour = map.find("behaviour");
    if (behaviour && behaviour->text != "machine") {
        draft.desk.fault(*named, whole.text + ": `behaviour: " + behaviour->text +
                                     "` is given too; an agent has one or the other");
    }
    const auto place = read::meaning(draft.desk, *named, whole, draft.machines, "machine");
    return place && *place < draft.spec.machine_parts.size() ? &draft.spec.machine_parts[*place]
                                                             : nullptr;
}

MachineUse read_machine_use(Draft& draft, const Fields& fields, const PartUse& use,
                            const Part& part) {
    MachineUse made;
    made.machine = static_cast<std::uint32_t>(&part - draft.spec.machine_parts.data());
    const MachineTable& table = draft.spec.machines.all[made.machine];
    for (const std::string& name : table.agents) {
        const auto at = use.arguments.numbers.find(name);
        const bool is_known = at != use.arguments.numbers.end();
        made.agents.push_back(is_known ? AgentId{static_cast<std::uint32_t>(at->second)} : nobody);
    }
    for (const std::string& name : table.promises) {
        const Node* node = fields.node(name);
        if (const auto* family = node ? draft.desk.families.find(node->text) : nullptr) {
            made.promises.push_back(NameId{family_bit | *family});
            continue;
        }
        const auto place = !node ? std::nullopt
                                 : read::meaning(draft.desk, *node, fields.label(name),
                                                 draft.desk.promises, "promise");
        made.promises.push_back(NameId{place.value_or(0)});
    }
    if (const Node* node = fields.node("offspring"); node && node->is_map()) {
        draft.desk.fault(*node, fields.label("offspring").text +
                                    ": a whole number is due here; how many children there may be "
                                    "is laid down before anything is drawn");
    }
    const auto offspring = use.arguments.numbers.find("offspring");
    if (offspring != use.arguments.numbers.end()) {
        made.n_offspring = static_cast<std::uint32_t>(offspring->second);
    }
    if (const Node* start = fields.node("start")) {
        Names<std::uint32_t> states;
        for (std::size_t i = 0; i < table.states.size(); ++i) {
            states.add(table.states[i].name, static_cast<std::uint32_t>(i));
        }
        made.start =
            read::meaning(draft.desk, *start, fields.label("start"), states, "state").value_or(0);
    }
    return made;
}

}  // namespace worldline
