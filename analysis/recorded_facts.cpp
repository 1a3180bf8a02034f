// SPDX-License-Identifier: Apache-2.0
#include "analysis/recorded_facts.hpp"

#include <limits>
#include <string>
#include <vector>

namespace worldline {
namespace {

constexpr Time unknown{std::numeric_limits<std::int64_t>::min()};  ///< as records say "never"

/// A column of agents.
std::vector<std::uint32_t> agents(const Reader& record, const char* table, const char* column) {
    auto numbers = record.column<std::uint32_t>(table, column);
    const std::uint64_t n_agents = record.rows("agents");
    for (const std::uint32_t number : numbers) {
        if (number < n_agents) continue;
        throw RecordError(record.path() + ": /" + table + "/" + column + " speaks of agent " +
                          std::to_string(number) + " of " + std::to_string(n_agents));
    }
    return numbers;
}

std::vector<Transition> transitions(const Reader& record) {
    const auto agent = agents(record, "transitions", "agent");
    const auto count = record.column<std::uint32_t>("transitions", "interior_time");
    const auto time = record.column<std::int64_t>("transitions", "time");
    const auto round = record.column<std::uint8_t>("transitions", "round");
    const auto cause = record.column<std::uint64_t>("transitions", "cause");
    std::vector<Transition> rows(agent.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].id = {AgentId{agent[i]}, count[i]};
        rows[i].time = Time{time[i]};
        rows[i].round = round[i];
        rows[i].cause = MessageId{cause[i]};
    }
    return rows;
}

std::vector<Message> messages(const Reader& record) {
    const auto sender = agents(record, "messages", "sender");
    const auto sequence = record.column<std::uint32_t>("messages", "sequence");
    const auto receiver = agents(record, "messages", "receiver");
    const auto kind = record.column<std::uint16_t>("messages", "kind");
    const auto said_in = record.column<std::uint32_t>("messages", "interior_time");
    const auto received = record.column<std::int64_t>("messages", "received");
    std::vector<Message> rows(sender.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Time at{received[i]};
        rows[i].id = {AgentId{sender[i]}, sequence[i]};
        rows[i].receiver = AgentId{receiver[i]};
        rows[i].kind = kind[i];
        rows[i].transition = {AgentId{sender[i]}, said_in[i]};
        rows[i].received = at == unknown ? never : at;
    }
    return rows;
}

std::vector<PositionRow> positions(const Reader& record) {
    const auto agent = agents(record, "positions", "agent");
    const auto count = record.column<std::uint32_t>("positions", "interior_time");
    const auto axis = record.column<std::uint16_t>("positions", "axis");
    const auto position = record.column<double>("positions", "position");
    std::vector<PositionRow> rows(agent.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] = {{AgentId{agent[i]}, count[i]}, axis[i], position[i]};
    }
    return rows;
}

}  // namespace

Batch causal_facts(const Reader& record) {
    Batch facts;
    facts.transitions = transitions(record);
    facts.messages = messages(record);
    facts.positions = positions(record);
    return facts;
}

}  // namespace worldline
