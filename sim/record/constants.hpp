// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/ledger/sink.hpp"
#include "sim/record/columns.hpp"

namespace worldline {

/// The constant tables of a run: its preamble with every text replaced by a row of `strings`.
///
/// Texts are numbered in the order in which they are met, so equal preambles give equal tables.
class Constants {
public:
    /// @throws RecordError  more rows than the columns that refer to them can count.
    Constants(const Preamble& preamble, const std::string& path);

    /// Rows of a constant table.
    std::uint64_t rows(const schema::Table& table) const;
    /// Appends some of them to `into`, which must have room.
    void put(hdf5::Rows rows, Columns& into) const;

    /// Labels of each enum as rows of `strings`.
    const std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>>& enumerations()
        const {
        return enumerations_;
    }

private:
    template <std::size_t n>
    using Texts = std::vector<std::array<std::uint32_t, n>>;
    struct Table {
        std::uint64_t rows = 0;
        void (Constants::*put)(hdf5::Rows, Columns&) const = nullptr;
    };

    Table find(const schema::Table& table) const;
    std::uint32_t intern(std::string_view text);
    Texts<1> intern_all(const std::vector<std::string>& texts);
    void add_types(const Preamble& preamble);
    void add_bodies(const Preamble& preamble);
    void add_outcomes(const Preamble& preamble);
    void add_promises(const Preamble& preamble);
    void add_groups(const Preamble& preamble);

    template <const auto& columns, auto member>
    void put_texts(hdf5::Rows rows, Columns& into) const;
    void put_bytes(hdf5::Rows rows, Columns& into) const;
    void put_starts(hdf5::Rows rows, Columns& into) const;
    void put_types(hdf5::Rows rows, Columns& into) const;
    void put_agents(hdf5::Rows rows, Columns& into) const;
    void put_bodies(hdf5::Rows rows, Columns& into) const;
    void put_body_names(hdf5::Rows rows, Columns& into) const;
    void put_vectors(hdf5::Rows rows, Columns& into) const;
    void put_components(hdf5::Rows rows, Columns& into) const;
    void put_groups(hdf5::Rows rows, Columns& into) const;
    void put_members(hdf5::Rows rows, Columns& into) const;
    void put_named_promises(hdf5::Rows rows, Columns& into) const;

    std::unordered_map<std::string, std::uint32_t> row_of_text_;  // looked up, never walked
    std::vector<std::uint64_t> string_starts_;
    std::vector<std::byte> string_bytes_;
    Texts<5> agents_;
    struct Type {
        std::uint32_t name = 0, unit = 0;
        Domain domain = Domain::event;
    };
    struct NamedPromise {
        PromiseId promise;
        std::uint32_t name = 0;
        bool is_announced = false;
    };
    std::vector<Type> types_;
    Texts<1> message_kinds_, timelines_, outcome_texts_;
    Texts<2> axes_, judges_, body_members_;
    std::vector<Body> bodies_;
    std::vector<std::pair<std::uint32_t, AgentId>> body_names_;
    std::vector<std::uint64_t> vector_starts_;
    std::vector<double> components_;
    std::vector<std::uint64_t> group_starts_;
    std::vector<AgentId> group_members_;
    std::vector<NamedPromise> named_promises_;
    std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> enumerations_;
};

}  // namespace worldline
