// SPDX-License-Identifier: Apache-2.0
//
// What transitions of machines do.
#include <algorithm>

#include "agents/noticing.hpp"
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
        if (word.empty()) {
            desk_.fault(map, label.text + ": an act is due here, such as {set: {x: x + 1}}");
            return std::nullopt;
        }
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
    } else if (part->name == "impose") {
        act.kind = DeedKind::impose;
        read_imposition(fields, act);
    } else if (part->name == "judge") {
        act.kind = DeedKind::judge;
        act.promise = read_promise(*fields.node("judge"), fields.label("judge"));
        if (act.promise.kind == WhichPromise::Kind::made) {
            desk_.fault(*fields.node("judge"), fields.label("judge").text +
                                                   ": it makes this promise itself; others judge "
                                                   "it, by its name in their `judges`");
        }
        act.verdict = enum_of<Verdict>(fields.choice("as"), *part->find("as"));
    } else if (part->name == "promise") {
        act.kind = DeedKind::promise;
        act.offer = read_offer(fields);
    } else if (part->name == "withdraw") {
        act.kind = DeedKind::withdraw;
        act.promise = read_promise(*fields.node("withdraw"), fields.label("withdraw"));
    } else if (part->name == "spawn") {
        act.kind = DeedKind::spawn;
        read_spawn(fields, act);
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
    act.assignments = read_assignments(*fields.node("set"), fields.label("set"));
}

PlaceRange MachineReader::read_assignments(const Node& map, const Label& label) {
    if (!map.is_map()) {
        desk_.fault(map, label.text + ": a map is due here, {variable: expression}");
        return {};
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
    return appended(table_.assignments, std::move(made));
}

void MachineReader::read_spawn(const Fields& fields, Deed& act) {
    act.state = target(fields, "spawn");
    if (const Node* with = fields.node("with")) {
        act.assignments = read_assignments(*with, fields.label("with"));
    }
    if (table_.variables.size() <= Machines::n_born_max) return;
    desk_.fault(*fields.node("spawn"), fields.label("spawn").text +
                                           ": a machine that calls others into being has at most "
                                           "12 variables");
}

std::vector<Whom> MachineReader::read_all(const Node& node, const Label& label) {
    std::vector<Whom> all;
    const std::vector<Node> one = {node};
    for (const Node& item : node.is_list() ? node.items : one) {
        all.push_back(read_whom(item, label));
        const auto kind = all.back().kind;
        const bool is_late = kind == Whom::Kind::sender || kind == Whom::Kind::neighbour ||
                             kind == Whom::Kind::parent;
        if (!is_late) continue;
        desk_.fault(item, label.text + ": who `" + item.text +
                              "` will be is not known beforehand, and a promise is made to those "
                              "who are");
    }
    return all;
}

/// A promise that is made in the run; its place among the machine's.
std::uint32_t MachineReader::read_offer(const Fields& fields) {
    const Node& name = *fields.node("promise");
    const auto at = std::find_if(table_.offers.begin(), table_.offers.end(),
                                 [&](const Offer& offer) { return offer.name == name.text; });
    if (at == table_.offers.end()) return 0;  // no name, so it has been refused
    Node* give = fields.node("give");
    Node* accept = fields.node("accept");
    if ((give == nullptr) == (accept == nullptr)) {
        desk_.fault(name, fields.label("promise").text + ": `give` or `accept` is due: a body");
        return 0;
    }
    Body body =
        read_body(draft_, give ? *give : *accept, fields.label(give ? "give" : "accept"), false);
    body.polarity = give ? Polarity::give : Polarity::accept;
    Offer offer{.name = at->name, .name_id = at->name_id};
    offer.type = body.type;
    offer.body = draft_.spec.intern(body);
    if (const Node* to = fields.node("to")) offer.to = read_all(*to, fields.label("to"));
    if (const Node* scope = fields.node("scope")) {
        offer.scope = read_all(*scope, fields.label("scope"));
    }
    offer.is_due = fields.has("due");
    if (give && body.impositions) {
        desk_.fault(*give, fields.label("give").text +
                               ": impositions are accepted; `accept: {impositions: true}`");
    } else if (body.impositions && offer.is_due) {
        desk_.fault(*fields.node("due"), fields.label("due").text +
                                             ": a machine accepts impositions until it withdraws "
                                             "that");
    }
    if (offer.is_due) offer.due = read_span(fields, "due");
    if (Node* grounds = fields.node("builds_on")) {
        offer.grounds = read_grounds(*grounds, fields.label("builds_on"));
    }
    if (at->body.exists()) {
        desk_.fault(name, fields.label("promise").text + ": `" + at->name +
                              "` is made by another transition already; another name is due");
    }
    *at = std::move(offer);
    return static_cast<std::uint32_t>(at - table_.offers.begin());
}

/// What a promise rests on that is made in the run.
std::vector<OfferGround> MachineReader::read_grounds(Node& list, const Label& label) {
    std::vector<OfferGround> grounds;
    if (!list.is_list()) {
        desk_.fault(list, label.text + ": a list of {promise, link} is due here");
        return grounds;
    }
    for (Node& item : list.items) {
        const Fields entry(desk_, item, keys::builds_on(), label);
        OfferGround ground;
        ground.at = in_file(item.place);
        ground.link = enum_of<Link>(entry.choice("link"), *keys::builds_on().find("link"));
        const Node* node = entry.node("promise");
        if (!node) continue;
        const bool is_heard = node->text == "heard" && !desk_.promises.find("heard");
        ground.promise = is_heard ? WhichPromise{WhichPromise::Kind::heard, 0}
                                  : read_promise(*node, label + "promise");
        if (ground.link == Link::conflicts || ground.link == Link::preferred) {
            desk_.fault(*entry.node("link"),
                        (label + "link").text +
                            ": which of two promises it prefers a machine decides itself; it can "
                            "withdraw the other");
        }
        grounds.push_back(ground);
    }
    if (grounds.size() > n_grounds_max) {
        desk_.fault(list, label.text + ": a promise that is made in the run rests on at most " +
                              std::to_string(n_grounds_max) + " others");
    }
    return grounds;
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

/// Machines know numbers only, so a text or a vector cannot be asked for by value.
void MachineReader::read_imposition(const Fields& fields, Deed& act) {
    act.whom = read_whom(*fields.node("impose"), fields.label("impose"));
    const Node* type = fields.node("type");
    if (!type) return;
    const auto place = read::meaning(desk_, *type, fields.label("type"), desk_.types, "type");
    if (!place) return;
    act.type = {*place};
    const Node* value = fields.node("value");
    if (!value) return;
    const Domain domain = draft_.spec.domain(act.type);
    if (domain == Domain::number || domain == Domain::whole || domain == Domain::time) {
        act.value = expression(*value, fields.label("value"));
        return;
    }
    desk_.fault(*value, fields.label("value").text + ": `" + type->text + "` has the domain `" +
                            draft_.spec.type_domains[place.value()] + "`, which has no numbers");
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
        if (node.text == "parent") return {Kind::parent};
        if (const AgentId* one = desk_.agents.find(node.text)) return {Kind::agent, one->number};
        if (!desk_.groups.find(node.text)) {
            std::vector<std::string> known = desk_.agents.all();
            for (const std::string& name : desk_.groups.all()) known.push_back(name);
            for (const std::string& name : table_.agents) known.push_back(name);
            for (const char* name : {"sender", "neighbours", "neighbour", "self", "parent"}) {
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
    const auto& offers = table_.offers;
    const auto made = std::find_if(offers.begin(), offers.end(),
                                   [&](const Offer& offer) { return offer.name == node.text; });
    if (made != offers.end()) {
        return {WhichPromise::Kind::made, static_cast<std::uint32_t>(made - offers.begin())};
    }
    const auto written = read::meaning(desk_, node, label, desk_.promises, "promise");
    return {WhichPromise::Kind::written, written.value_or(0)};
}

}  // namespace worldline
