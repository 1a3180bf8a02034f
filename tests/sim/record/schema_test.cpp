// SPDX-License-Identifier: Apache-2.0
//
// The schema keeps its own promises.
//
// Goal: what a column refers to exists, labels fit their enums, and a full record of the PHOLD
// benchmark (one transition and one message an event) stays within its budget.
// Method: the list is walked.

#include <algorithm>
#include <set>
#include <string>

#include "sim/record/column_types.hpp"
#include "sim/record/tables.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

const schema::Table& table(std::string_view name) {
    const auto at = std::find_if(std::begin(schema::tables), std::end(schema::tables),
                                 [&](const schema::Table& one) { return one.name == name; });
    REQUIRE(at != std::end(schema::tables));
    return *at;
}

std::span<const std::string_view> labels(std::string_view name) {
    for (const schema::Enumeration& one : schema::enumerations) {
        if (one.name == name) return one.labels;
    }
    return {};
}

}  // namespace

TEST_CASE("An event of the PHOLD benchmark takes at most 96 raw bytes", "[record]") {
    CHECK(row_bytes(table("transitions")) + row_bytes(table("messages")) <= 96);
}

TEST_CASE("Names of tables and of columns in a table differ", "[record]") {
    std::set<std::string_view> names;
    for (const schema::Table& one : schema::tables) {
        CHECK(names.insert(one.name).second);
        std::set<std::string_view> columns;
        for (const schema::Column& column : one.columns) {
            INFO(one.name << "/" << column.name);
            CHECK(columns.insert(column.name).second);
            CHECK_FALSE(column.meaning.empty());
            CHECK_FALSE(column.unit.empty());
        }
    }
}

TEST_CASE("Every reference and every enum of a column leads somewhere", "[record]") {
    for (const schema::Table& one : schema::tables) {
        for (const schema::Column& column : one.columns) {
            INFO(one.name << "/" << column.name);
            const std::string_view reference = refers_to(column);
            if (!reference.empty()) {
                table(reference.substr(reference.find(':') + 1));
                CHECK(column.type != schema::f8);
                CHECK((!reference.starts_with("id:") || column.type == schema::u8));
            }
            const std::string_view enumeration = enumeration_of(column);
            if (!enumeration.empty()) CHECK_FALSE(labels(enumeration).empty());
        }
    }
}

TEST_CASE("Each enum has as many labels as values, in their order", "[record]") {
    const auto is_last = [](std::string_view name, auto value, std::string_view label) {
        INFO(name);
        REQUIRE(labels(name).size() == static_cast<std::size_t>(value) + 1);
        CHECK(labels(name).back() == label);
    };
    is_last("polarity", Polarity::accept, "accept");
    is_last("constraint", ConstraintKind::vector, "vector");
    is_last("link", Link::preferred, "preferred");
    is_last("verdict", Verdict::invalidated, "invalidated");
    is_last("reason", Reason::assumption, "assumption");
    is_last("role", Role::promise, "promise");
    is_last("node_kind", NodeKind::promise, "promise");

    const auto role = [](Role value) { return labels("role")[static_cast<std::size_t>(value)]; };
    CHECK(role(Role::in_error) == "in_error");
    CHECK(role(Role::evidence) == "evidence");
    CHECK(role(Role::keeps) == "keeps");
    CHECK(role(Role::out) == "out");
    CHECK(role(Role::merged) == "merged");
}
