// SPDX-License-Identifier: Apache-2.0
#include "scenarios/network/edge_list.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/table_reader.hpp"
#include "sim/base/units.hpp"

namespace worldline {
namespace {

constexpr std::size_t n_faults_shown = 20;

/// Columns that a table may have; the first two it must.
enum class Column : std::uint8_t { from, to, delay, jitter, loss };
constexpr std::array<const char*, 5> column_names = {"from", "to", "delay", "jitter", "loss"};

/// One table while it is read.
class EdgeList {
public:
    EdgeList(Draft& draft, std::string path, std::string time_unit)
        : draft_(draft), path_(std::move(path)), time_unit_(std::move(time_unit)) {}

    std::vector<ListedEdge> read() {
        std::vector<ListedEdge> edges;
        try {
            TableReader table(path_);
            if (!find_columns(table)) return {};
            while (table.next()) read_row(table, edges);
        } catch (const TableError& error) {
            draft_.desk.faults.add(Diagnostic{path_, error.line, 0, error.what(), {}});
        }
        if (n_faults_ > n_faults_shown) {
            draft_.desk.faults.add(
                Diagnostic{path_,
                           0,
                           0,
                           std::to_string(n_faults_ - n_faults_shown) + " more faults like these",
                           {}});
        }
        return edges;
    }

private:
    void fault(const TableReader& table, std::size_t field, std::string message) {
        if (++n_faults_ > n_faults_shown) return;
        const int column = field < table.n_fields() ? table.column(field) : 1;
        draft_.desk.faults.add(
            Diagnostic{path_, table.line(), column, std::move(message), readable(table.row())});
    }

    bool find_columns(TableReader& table) {
        if (!table.next()) {
            draft_.desk.faults.add(Diagnostic{path_,
                                              0,
                                              0,
                                              "it is empty; the first line names the columns: "
                                              "`from,to`, and maybe `delay`, `jitter` and "
                                              "`loss`",
                                              {}});
            return false;
        }
        n_fields_ = table.n_fields();
        bool is_clear = true;
        for (std::size_t i = 0; i < n_fields_; ++i) {
            const auto known = std::find(column_names.begin(), column_names.end(), table.field(i));
            if (known == column_names.end()) {
                draft_.desk.warnings.push_back(path_ + ": the column `" + readable(table.field(i)) +
                                               "` is not read");
                continue;
            }
            auto& at = places_[static_cast<std::size_t>(known - column_names.begin())];
            if (at) {
                is_clear = false;
                fault(
                    table, i,
                    "there is a column `" + std::string(*known) + "` already; which one is meant?");
            }
            at = i;
        }
        if (place(Column::from) && place(Column::to)) return is_clear;
        fault(table, 0, "the first line names the columns, and `from` and `to` are among them");
        return false;
    }

    void read_row(TableReader& table, std::vector<ListedEdge>& edges) {
        if (table.n_fields() != n_fields_) {
            return fault(table, 0,
                         "a row of " + std::to_string(table.n_fields()) + " fields, where " +
                             std::to_string(n_fields_) + " are due");
        }
        const auto one = agent(table, Column::from);
        const auto other = agent(table, Column::to);
        if (!one || !other) return;
        if (*one == *other) {
            return fault(table, *place(Column::to), "a link has two different ends");
        }
        ListedEdge edge{*one, *other};
        if (place(Column::delay)) edge.delay = time(table, Column::delay);
        if (place(Column::jitter)) edge.jitter = time(table, Column::jitter);
        if (place(Column::loss)) edge.loss = loss(table);
        edges.push_back(edge);
    }

    std::optional<AgentId> agent(const TableReader& table, Column column) {
        const std::string name = readable(table.field(*place(column)));
        if (const AgentId* found = draft_.desk.agents.find(name)) return *found;
        const bool is_shown = n_faults_ < n_faults_shown;  // to look for a near name takes long
        fault(table, *place(column),
              "there is no agent `" + name + "`" +
                  (is_shown ? suggestion(name, draft_.desk.agents.all()) : ""));
        return std::nullopt;
    }

    std::optional<Duration> time(const TableReader& table, Column column) {
        const std::size_t at = *place(column);
        std::string text = readable(table.field(at));
        if (text.empty()) return std::nullopt;
        if (text.find_first_not_of("0123456789.+-eE") == text.npos) text += " " + time_unit_;
        try {
            const Duration time = duration(text, draft_.desk.resolution);
            if (time.ticks >= 0) return time;
            fault(table, at,
                  "a " + std::string(column_names[static_cast<std::size_t>(column)]) +
                      " is not negative");
        } catch (const UnitError& error) {
            fault(table, at, error.what());
        }
        return std::nullopt;
    }

    std::optional<double> loss(const TableReader& table) {
        const std::size_t at = *place(Column::loss);
        const std::string text = readable(table.field(at));
        if (text.empty()) return std::nullopt;
        try {
            const double loss = quantity(text, "1");
            if (loss >= 0.0 && loss <= 1.0) return loss;
            fault(table, at, "a loss is a share, from 0 to 1");
        } catch (const UnitError& error) {
            fault(table, at, error.what());
        }
        return std::nullopt;
    }

    std::optional<std::size_t> place(Column column) const {
        return places_[static_cast<std::size_t>(column)];
    }

    Draft& draft_;
    std::string path_;
    std::string time_unit_;
    std::array<std::optional<std::size_t>, 5> places_;
    std::size_t n_fields_ = 0;
    std::size_t n_faults_ = 0;
};

}  // namespace

std::vector<ListedEdge> read_edge_list(Draft& draft, const std::string& path,
                                       const std::string& time_unit) {
    return EdgeList(draft, path, time_unit).read();
}

}  // namespace worldline
