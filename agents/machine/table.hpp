// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agents/machine/expression.hpp"
#include "agents/protocol.hpp"

/// Machines as tables: names are numbers, and what belongs together lies side by side.
namespace worldline {

/// Places first, first + 1, ... of another table.
struct PlaceRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// Where something stands in the scenario.
struct InFile {
    int line = 0;
    int column = 0;
};

/// Whom a machine means. Groups and neighbours are several.
struct Whom {
    enum class Kind : std::uint8_t {
        anyone,
        agent,       ///< by number
        group,       ///< by GroupId
        parameter,   ///< among the parameters that are agents
        sender,      ///< who was heard in this step
        neighbours,  ///< all at the other ends of one's links
        neighbour,   ///< one of them, by chance
        self,
        parent,  ///< who has called it into being
    };
    Kind kind = Kind::anyone;
    std::uint32_t number = 0;
};

/// Which promise a machine means.
struct WhichPromise {
    enum class Kind : std::uint8_t {
        written,    ///< in the scenario, by NameId
        parameter,  ///< among the parameters that are promises
        made,       ///< by itself in the run, among the machine's offers
        heard,      ///< that the message speaks of which was heard in this step
    };
    Kind kind = Kind::written;
    std::uint32_t number = 0;
};

inline constexpr std::uint32_t no_expression = 0xffff'ffffu;
inline constexpr std::uint32_t any_type = 0xffff'ffffu;

/// A time: whole ticks, or seconds that are worked out when it is needed.
struct Span {
    Duration ticks = {};
    std::uint32_t seconds = no_expression;
};

enum class DeedKind : std::uint8_t {
    set,
    tell,
    judge,
    keep,
    promise,
    withdraw,
    spawn,
    stop,
    impose
};

/// One thing that a transition does.
struct Deed {
    DeedKind kind = DeedKind::set;
    Whom whom = {};                        ///< tell, impose
    TypeId type = {};                      ///< impose
    std::uint32_t offer = 0;               ///< promise: place in `MachineTable::offers`
    std::uint32_t state = 0;               ///< spawn: that the child begins in
    std::uint16_t word = 0;                ///< tell: what; place in `Machines::words`
    PlaceRange assignments = {};           ///< set, spawn: variables; tell: fields
    WhichPromise promise = {};             ///< judge, keep, withdraw
    Verdict verdict = Verdict::undecided;  ///< judge
    std::uint32_t value = no_expression;   ///< keep, impose
    InFile at = {};
};

/// `place` gets what the expression gives. A variable; or a field, by its place in the word.
struct Assignment {
    std::uint32_t place = 0;
    std::uint32_t expression = no_expression;
};

/// What a promise rests on that a machine makes.
struct OfferGround {
    WhichPromise promise = {};
    Link link = Link::condition;
    InFile at = {};
};

/// A promise that a machine makes while the world runs.
struct Offer {
    std::string name;
    NameId name_id;  ///< behind those of written promises and traces
    BodyId body = {};
    TypeId type = {};
    std::vector<Whom> to = {};
    std::vector<Whom> scope = {};  ///< who hears of it besides
    bool is_due = false;
    Span due = {};  ///< so long after it is made
    std::vector<OfferGround> grounds = {};
};

enum class Trigger : std::uint8_t { none, hears, after, every, rate };

inline constexpr std::uint32_t stays = 0xffff'ffffu;

struct TransitionRow {
    Trigger trigger = Trigger::none;
    std::vector<std::uint16_t> hears = {};  ///< kinds of message, ascending
    Whom from = {};
    std::uint32_t type = any_type;       ///< TypeId of the promise that it is about
    Span span = {};                      ///< after, every
    std::uint32_t rate = no_expression;  ///< [1/s]
    std::uint32_t when = no_expression;
    PlaceRange acts = {};
    std::uint32_t to = stays;  ///< state
    InFile at = {};
    std::string label = {};  ///< trigger, guard and acts as the author wrote them
};

/// A state; its transitions lie side by side in the order of the document.
struct StateRow {
    std::string name;
    std::vector<std::uint32_t> hears = {};  ///< transitions, in the order of the document
    std::vector<std::uint32_t> timed = {};  ///< `after`, `every`, `rate`
    std::vector<std::uint32_t> free = {};   ///< without trigger
    bool has_rate = false;
    InFile at = {};
};

/// A kind of message that machines say to one another, and the numbers in it.
struct Word {
    std::string name;
    std::vector<std::uint32_t> fields = {};  ///< places in `Machines::fields`, in their order
};

struct MachineTable {
    struct Variable {
        std::string name;
        std::uint32_t initial = no_expression;
    };

    std::string name;
    std::vector<StateRow> states = {};
    std::vector<TransitionRow> transitions = {};
    std::vector<Deed> acts = {};
    std::vector<Assignment> assignments = {};
    std::vector<Expression> expressions = {};
    std::vector<std::string> texts = {};  ///< of the expressions
    std::vector<Variable> variables = {};
    std::vector<Offer> offers = {};
    std::vector<std::string> numbers = {};   ///< parameters that are numbers
    std::vector<std::string> agents = {};    ///< parameters that are agents
    std::vector<std::string> promises = {};  ///< parameters that are promises
    bool asks_types = false;  ///< of promises, when it hears how they ended or were withdrawn
    InFile at = {};
};

/// All machines of a scenario.
struct Machines {
    std::string file = {};  ///< that they stand in: for errors of the run
    std::vector<MachineTable> all = {};
    std::vector<Word> words = {};  ///< said as `first_word + place`
    /// What messages carry. The first few are those of the agents' own protocol.
    std::vector<std::string> fields = {"value", "degree", "occurrence"};

    static constexpr std::uint16_t first_word = message_kind::first_own;
    static constexpr std::uint32_t value = 0, degree = 1, occurrence = 2;
    static constexpr std::size_t n_fields_max = 14;  ///< numbers in one message
    static constexpr std::size_t n_born_max = 12;    ///< variables of who may have children
    static constexpr std::size_t n_names_max = 24;   ///< of fields, in all messages
};

}  // namespace worldline
