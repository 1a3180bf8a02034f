// SPDX-License-Identifier: Apache-2.0
//
// What transitions of machines do.
#include <algorithm>

#include "scenarios/keys.hpp"
#include "scenarios/machine_reader.hpp"

namespace worldline {
namespace {

const Part* act_part(const Node& node) {
    for (const Part& part : keys::acts()) {
        if (node.is_map() ? node.find(part.name) != nullptr : node.text == part.name) return &part;
    }
    return nullptr;
}

std::vector<std::string> act_names() {
    std::vector<std::string> names;
    for (const Part& part : keys::acts()) names.push_back(part.name);
    return names;
}

template <class T>
PlaceRange appended(std::vector<T>& all, std::vector<T> more) {
    const PlaceRange range{static_cast<std::uint32_t>(all.size()),
                           static_cast<std::uint32_t>(more.size())};
    all.insert(all.end(), more.begin(), more.end());
    return range;
}

}  // namespace

PlaceRange MachineReader::read_acts(Node& list, const Label& label) {
    if (!list.is_list()) {
        desk_.fault(list, label.text + ": a list of acts is due here, [{set: {x: x + 1}}]");
        return {};
    }
    std::vector<Deed> acts;
    for (Node& item : list.items) {
        if (const auto act = read_act(item, label)) acts.push_back(*act);
    }
    return appended(table_.acts, std::move(acts));
}

std::optional<Deed> MachineReader::read_act(Node& map, const Label& label) {
    const Part* part = act_part(map);
    if (!part) {
        const std::string word = map.is_scalar()                     ? map.text
                                 : map.is_map() && !map.keys.empty() ? map.keys[0].text
                                                                     : "";
        read::refuse_unknown(desk_, map, label, word, act_names(), "act");
        return std::nullopt;
    }
    Deed act;
    act.at = in_file(map.place);
    if (part->name == "stop") {
        act.kind = DeedKind::stop;
        if (map.is_map()) desk_.fault(map, label.text + ": `stop` stands alone: [stop]");
        return act;
    }
    const Fields fields(desk_, map, *part, label);
    if (!map.is_map()) return std::nullopt;
    if (part->name == "set") {
        act.kind = DeedKind::set;
        read_set(fields, act);
    } else if (part->name == "tell") {
        act.kind = DeedKind::tell;
        read_tell(fields, act);
    } else if (part->name == "judge") {
        act.kind = DeedKind::judge;
        act.promise = read_promise(*fields.node("judge"), fields.label("judge"));
        act.verdict = enum_of<Verdict>(fields.choice("as"), *part->find("as"));
    } else {
        act.kind = DeedKind::keep;
        act.promise = read_promise(*fields.node("keep"), fields.label("keep"));
        if (const Node* value = fields.node("value")) {
            act.value = expression(*value, fields.label("value"));
        }
    }
    return act;
}

void MachineReader::read_set(const Fields& fields, Deed& act) {
    const Node& map = *fields.node("set");
    const Label label = fields.label("set");
    if (!map.is_map()) {
        return desk_.fault(map, label.text + ": a map is due here, {variable: expression}");
    }
    Names<std::uint32_t> variables;
    for (std::size_t i = 0; i < table_.variables.size(); ++i) {
        variables.add(table_.variables[i].name, static_cast<std::uint32_t>(i));
    }
    std::vector<Assignment> made;
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
        const auto place = read::meaning(desk_, map.keys[i], label, variables, "variable");
        const std::uint32_t value = expression(map.items[i], label + map.keys[i].text);
        if (place) made.push_back({*place, value});
    }
    act.assignments = appended(table_.assignments, std::move(made));
}

void MachineReader::read_tell(const Fields& fields, Deed& act) {
    act.whom = read_whom(*fields.node("tell"), fields.label("tell"));
    const Node* say = fields.node("say");
    if (!say) return;
    const auto& machines = draft_.spec.machines;
    const auto at = std::find_if(machines.words.begin(), machines.words.end(),
                                 [&](const Word& word) { return word.name == say->text; });
    if (at == machines.words.end()) return;  // no word: it has been refused
    act.word = static_cast<std::uint16_t>(at - machines.words.begin());
    const Node* with = fields.node("with");
    if (!with) return;
    const Label label = fields.label("with");
    if (!with->is_map()) {
        return desk_.fault(*with, label.text + ": a map is due here, {name: expression}");
    }
    std::vector<Assignment> made;
    for (std::size_t i = 0; i < with->keys.size(); ++i) {
        const auto field =
            std::find(machines.fields.begin(), machines.fields.end(), with->keys[i].text);
        const auto place = static_cast<std::uint32_t>(field - machines.fields.begin());
        const auto in_word = std::find(at->fields.begin(), at->fields.end(), place);
        made.push_back({static_cast<std::uint32_t>(in_word - at->fields.begin()),
                        expression(with->items[i], label + with->keys[i].text)});
    }
    act.assignments = appended(table_.assignments, std::move(made));
}

Whom MachineReader::read_whom(const Node& node, const Label& label) {
    using Kind = Whom::Kind;
    if (node.is_scalar()) {
        const auto parameter = std::find(table_.agents.begin(), table_.agents.end(), node.text);
        if (parameter != table_.agents.end()) {
            return {Kind::parameter, static_cast<std::uint32_t>(parameter - table_.agents.begin())};
        }
        if (node.text == "sender") return {Kind::sender};
        if (node.text == "neighbours") return {Kind::neighbours};
        if (node.text == "neighbour") return {Kind::neighbour};
        if (node.text == "self") return {Kind::self};
        if (const AgentId* one = desk_.agents.find(node.text)) return {Kind::agent, one->number};
        if (!desk_.groups.find(node.text)) {
            std::vector<std::string> known = desk_.agents.all();
            for (const std::string& name : desk_.groups.all()) known.push_back(name);
            for (const std::string& name : table_.agents) known.push_back(name);
            for (const char* name : {"sender", "neighbours", "neighbour", "self"}) {
                known.push_back(name);
            }
            read::refuse_unknown(desk_, node, label, node.text, known, "agent, group or parameter");
            return {};
        }
    }
    return {Kind::group, draft_.spec.intern(read::agents(desk_, node, label)).number};
}

WhichPromise MachineReader::read_promise(const Node& node, const Label& label) {
    const auto& own = table_.promises;
    const auto at = std::find(own.begin(), own.end(), node.text);
    if (at != own.end()) {
        return {WhichPromise::Kind::parameter, static_cast<std::uint32_t>(at - own.begin())};
    }
    const auto written = read::meaning(desk_, node, label, desk_.promises, "promise");
    return {WhichPromise::Kind::written, written.value_or(0)};
}

}  // namespace worldline
