// SPDX-License-Identifier: Apache-2.0
//
// The page about the record's format.
//
// Goal: nothing that stands in a record is missing from its description.
// Method: every name in the schema is looked for.

#include "sim/record/format_page.hpp"

#include "sim/record/column_types.hpp"
#include "sim/record/tables.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

TEST_CASE("Every table, column and label is on the format page", "[record]") {
    const std::string page = format_markdown();
    const auto has = [&](const std::string& text) {
        INFO(text);
        CHECK(page.find(text) != std::string::npos);
    };
    for (const schema::Table& table : schema::tables) {
        has("\n### " + std::string(table.name) + "\n");
        for (const schema::Column& column : table.columns) {
            has("| `" + std::string(column.name) + "` | " +
                std::string(schema::name_of(column.type)));
        }
    }
    for (const schema::Enumeration& enumeration : schema::enumerations) {
        has("\n### " + std::string(enumeration.name) + "\n");
        for (const std::string_view label : enumeration.labels) has("`" + std::string(label) + "`");
    }
}
