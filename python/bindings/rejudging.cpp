// SPDX-License-Identifier: Apache-2.0
//
// Judging again: Python reads a record and hands its columns over; columns come back.
#include "python/bindings/rejudging.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "python/bindings/behaviour.hpp"
#include "scenarios/rejudging.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace worldline::bindings {
namespace {

template <class Number>
using Column = py::array_t<Number, py::array::c_style | py::array::forcecast>;

/// Columns that stay alive while they are looked at.
class Columns {
public:
    explicit Columns(py::dict given) : given_(std::move(given)) {}

    template <class Number>
    std::span<const Number> of(const char* table, const char* column) {
        const std::string name = std::string(table) + "." + column;
        if (!given_.contains(name)) throw py::key_error("there is no column " + name);
        const auto values = given_[name.c_str()].cast<Column<Number>>();
        kept_.push_back(values);
        return {values.data(), static_cast<std::size_t>(values.size())};
    }

private:
    py::dict given_;
    std::vector<py::object> kept_;
};

EvidenceColumns evidence_of(Columns& columns) {
    EvidenceColumns all;
    all.messages = {columns.of<std::uint32_t>("messages", "sender"),
                    columns.of<std::uint32_t>("messages", "sequence"),
                    columns.of<std::uint32_t>("messages", "receiver"),
                    columns.of<std::uint16_t>("messages", "kind")};
    all.contents = {columns.of<std::uint64_t>("contents", "message"),
                    columns.of<std::uint64_t>("contents", "start"),
                    columns.of<std::uint32_t>("contents", "size"),
                    std::as_bytes(columns.of<std::uint8_t>("contents_bytes", "byte"))};
    all.transitions = {columns.of<std::uint32_t>("transitions", "agent"),
                       columns.of<std::uint32_t>("transitions", "interior_time"),
                       columns.of<std::int64_t>("transitions", "time"),
                       columns.of<std::uint8_t>("transitions", "round"),
                       columns.of<std::uint64_t>("transitions", "cause")};
    all.readings = {columns.of<std::uint32_t>("readings", "agent"),
                    columns.of<std::uint32_t>("readings", "interior_time"),
                    columns.of<std::int64_t>("readings", "reading"),
                    columns.of<double>("readings", "reading_fraction")};
    return all;
}

JudgeRequest request_of(const py::dict& given) {
    JudgeRequest request;
    const auto take = [&given](const char* name, auto& field) {
        if (given.contains(name)) field = given[name].cast<std::decay_t<decltype(field)>>();
    };
    take("by", request.by);
    take("promise", request.promises);
    take("judge", request.judge);
    take("rule", request.rule);
    take("time_of", request.time_of);
    take("against", request.against);
    take("tolerance", request.tolerance);
    take("patience", request.patience);
    take("clock", request.clock);
    take("trust", request.trust);
    return request;
}

/// What was found, column by column, with the names and types that the record's own have.
struct Found {
    void add(const Assessment& row, Time when) {
        assessor.push_back(row.assessor.number);
        promise.push_back(row.promise.packed);
        occurrence.push_back(row.occurrence);
        verdict.push_back(static_cast<std::uint8_t>(row.verdict));
        reason.push_back(static_cast<std::uint8_t>(row.reason));
        degree.push_back(row.degree);
        margin.push_back(row.margin);
        reading.push_back(row.reading.ticks);
        reading_fraction.push_back(row.reading.fraction);
        learnt_from.push_back(row.learnt_from.number);
        evidence.push_back(row.evidence.packed);
        trust.push_back(row.trust);
        judge.push_back(row.judge);
        time.push_back(when.ticks);
    }
    py::dict columns() const {
        py::dict all;
        const auto put = [&all]<class Number>(const char* name, const std::vector<Number>& values) {
            all[name] = py::array_t<Number>(static_cast<py::ssize_t>(values.size()), values.data());
        };
        put("assessor", assessor);
        put("promise", promise);
        put("occurrence", occurrence);
        put("verdict", verdict);
        put("reason", reason);
        put("degree", degree);
        put("margin", margin);
        put("reading", reading);
        put("reading_fraction", reading_fraction);
        put("learnt_from", learnt_from);
        put("evidence", evidence);
        put("trust", trust);
        put("judge", judge);
        put("time", time);
        return all;
    }

    std::vector<std::uint32_t> assessor, occurrence, learnt_from;
    std::vector<std::uint64_t> promise, evidence;
    std::vector<std::uint8_t> verdict, reason;
    std::vector<std::uint16_t> judge;
    std::vector<std::int64_t> reading, time;
    std::vector<double> degree, margin, reading_fraction, trust;
};

py::dict rejudge(const std::string& scenario, const std::string& name, const std::string& folder,
                 const py::dict& request, const py::dict& given, std::int64_t end, bool is_whole,
                 bool is_fork, const std::vector<py::dict>& behaviours) {
    PythonClasses classes;
    for (const py::dict& one : behaviours) classes.push_back(python_class(one));
    const Catalogue catalogue = catalogue_with(classes);
    Columns columns(given);
    const RecordedEvidence run{.columns = evidence_of(columns),
                               .said_in = columns.of<std::uint32_t>("messages", "interior_time"),
                               .end = Time{end},
                               .is_whole = is_whole,
                               .is_fork = is_fork};
    const JudgeRequest asked = request_of(request);
    Found found;
    std::vector<std::string> reasons, judges;
    try {
        const py::gil_scoped_release unlocked;
        const Rejudging rejudging(scenario, name, folder, asked, catalogue);
        reasons = rejudging.judge(run, [&](const Assessment& row, Time at) { found.add(row, at); });
        for (const auto& judge : rejudging.scenario().preamble().judges) {
            judges.push_back(judge.name);
        }
    } catch (const HearingError& error) {
        throw py::value_error(error.what());
    }
    return py::dict("columns"_a = found.columns(), "judges"_a = judges, "reasons"_a = reasons);
}

}  // namespace

void register_rejudging(py::module_& m) {
    m.def("rejudge", &rejudge, "scenario"_a, "name"_a, "folder"_a, "request"_a, "columns"_a,
          "end"_a, "is_whole"_a, "is_fork"_a, "behaviours"_a,
          "Judges a run again, out of columns of its record; see `worldline.Record.rejudge`.");
}

}  // namespace worldline::bindings
