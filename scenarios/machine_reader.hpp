// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/draft.hpp"

namespace worldline {

/// Reads one machine into its tables. For the sources of this folder only.
class MachineReader {
public:
    MachineReader(Draft& draft, const Node& name, Node& map);
    MachineTable read();
    /// What an agent that is such a machine may say.
    Part part() const;

private:
    // read_machines.cpp
    void read_parameters();
    void read_parameter(const Node& name, Node& value);
    void read_variables();
    void read_states();
    void read_transition(std::uint32_t state, Node& map);
    void read_trigger(const Fields& fields, TransitionRow& row);
    void read_hears(const Fields& fields, TransitionRow& row);
    Span read_span(const Fields& fields, const char* key);
    std::uint32_t read_rate(const Fields& fields);
    std::optional<std::uint16_t> kind_of(const Node& node, const Label& label);
    std::uint32_t target(const Fields& fields, const char* key);
    void name_offers();
    std::string label_of(const Node& map) const;
    bool is_new_name(const Node& name, const Label& label);

    // read_acts.cpp
    PlaceRange read_acts(Node& list, const Label& label);
    std::optional<Deed> read_act(Node& map, const Label& label);
    void read_set(const Fields& fields, Deed& act);
    PlaceRange read_assignments(const Node& map, const Label& label);
    void read_spawn(const Fields& fields, Deed& act);
    std::uint32_t read_offer(const Fields& fields);
    std::vector<OfferGround> read_grounds(Node& list, const Label& label);
    std::vector<Whom> read_all(const Node& node, const Label& label);
    void read_tell(const Fields& fields, Deed& act);
    void read_imposition(const Fields& fields, Deed& act);
    Whom read_whom(const Node& node, const Label& label);
    WhichPromise read_promise(const Node& node, const Label& label);

    // Expressions.
    std::uint32_t expression(const Node& node, const Label& label, bool may_hear = true);
    std::uint32_t constant(double number, const std::string& text);
    Operands names_for(const std::string& text, const Label& label, bool may_hear);

    Draft& draft_;
    Desk& desk_;
    Label label_;
    Node& map_;
    MachineTable table_;
    Operands operands_;  ///< its own names
    std::vector<Parameter> parameters_;
};

inline InFile in_file(const Place& place) { return {place.line, place.column}; }

/// Number of a kind of message that the agents' own protocol has; none for other words.
std::optional<std::uint16_t> protocol_kind(const std::string& word);

}  // namespace worldline
