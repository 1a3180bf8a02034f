// SPDX-License-Identifier: Apache-2.0
#include "sim/ledger/constraint.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace worldline {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Nothing keeps it.
Constraint nothing() { return {.kind = ConstraintKind::set}; }

bool is_interval(const Constraint& constraint) {
    return constraint.kind == ConstraintKind::amount ||
           constraint.kind == ConstraintKind::exactly || constraint.kind == ConstraintKind::range;
}

bool is_of_texts(const Constraint& constraint) {
    return constraint.kind == ConstraintKind::text || !constraint.members.empty();
}

Constraint interval(double lower, double upper, ConstraintKind kind) {
    if (lower > upper) return nothing();
    if (lower == upper && kind != ConstraintKind::amount) kind = ConstraintKind::exactly;
    return {.kind = kind, .lower = lower, .upper = upper};
}

Constraint both_intervals(const Constraint& one, const Constraint& other) {
    const bool are_amounts =
        one.kind == ConstraintKind::amount && other.kind == ConstraintKind::amount;
    return interval(std::max(one.lower, other.lower), std::min(one.upper, other.upper),
                    are_amounts ? ConstraintKind::amount : ConstraintKind::range);
}

/// The numbers of a set that the other admits.
Constraint filtered(const Constraint& set, const Constraint& other) {
    Constraint left{.kind = ConstraintKind::set};
    std::copy_if(set.numbers.begin(), set.numbers.end(), std::back_inserter(left.numbers),
                 [&](double number) { return admits(other, number); });
    return left;
}

/// The texts of both, by what they say: that is the same wherever they stand in a table.
Constraint both_texts(const Constraint& one, const Constraint& other) {
    Constraint left{.kind = ConstraintKind::set};
    for (std::size_t i = 0; i < one.members.size(); ++i) {
        const auto at = std::find(other.members.begin(), other.members.end(), one.members[i]);
        if (at == other.members.end()) continue;
        left.members.push_back(one.members[i]);
        if (i < one.numbers.size()) left.numbers.push_back(one.numbers[i]);
    }
    if (left.members.size() == 1) left.kind = ConstraintKind::text;
    return left;
}

Constraint both_boxes(const Constraint& one, const Constraint& other) {
    if (one.numbers.size() != other.numbers.size()) return nothing();
    Constraint left{.kind = ConstraintKind::vector};
    for (std::size_t i = 0; i + 1 < one.numbers.size(); i += 2) {
        const double lower = std::max(one.numbers[i], other.numbers[i]);
        const double upper = std::min(one.numbers[i + 1], other.numbers[i + 1]);
        if (lower > upper) return nothing();
        left.numbers.insert(left.numbers.end(), {lower, upper});
    }
    return left;
}

double n_in(double lower, double upper, Domain domain) {
    if (lower > upper) return 0.0;
    if (domain != Domain::whole) {
        return lower == upper ? 1.0 : std::numeric_limits<double>::infinity();
    }
    return std::max(0.0, std::floor(upper) - std::ceil(lower) + 1.0);
}

}  // namespace

bool admits(const Constraint& constraint, double value) {
    switch (constraint.kind) {
    case ConstraintKind::event:
        return true;
    case ConstraintKind::amount:
    case ConstraintKind::exactly:
    case ConstraintKind::range:
        return constraint.lower <= value && value <= constraint.upper;
    case ConstraintKind::set:
    case ConstraintKind::text:
        return std::find(constraint.numbers.begin(), constraint.numbers.end(), value) !=
               constraint.numbers.end();
    case ConstraintKind::vector:
        return false;
    }
    return false;
}

bool admits(const Constraint& constraint, std::span<const double> components) {
    if (constraint.kind == ConstraintKind::event) return true;
    if (constraint.kind != ConstraintKind::vector) return false;
    if (components.size() * 2 != constraint.numbers.size()) return false;
    for (std::size_t i = 0; i < components.size(); ++i) {
        const double lower = constraint.numbers[2 * i];
        const double upper = constraint.numbers[2 * i + 1];
        if (!(lower <= components[i] && components[i] <= upper)) return false;
    }
    return true;
}

Constraint intersection(const Constraint& one, const Constraint& other) {
    if (one.kind == ConstraintKind::event) return other;
    if (other.kind == ConstraintKind::event) return one;
    if (is_interval(one) && is_interval(other)) return both_intervals(one, other);
    if (is_of_texts(one) || is_of_texts(other)) return both_texts(one, other);
    if (one.kind == ConstraintKind::vector || other.kind == ConstraintKind::vector) {
        return one.kind == other.kind ? both_boxes(one, other) : nothing();
    }
    return one.kind == ConstraintKind::set ? filtered(one, other) : filtered(other, one);
}

bool is_empty(const Constraint& constraint) {
    if (constraint.kind == ConstraintKind::event) return false;
    if (is_interval(constraint)) return constraint.lower > constraint.upper;
    return constraint.numbers.empty() && constraint.members.empty();
}

bool is_exact(const Constraint& constraint) {
    return constraint.kind != ConstraintKind::event &&
           n_admissible(constraint, Domain::number) == 1.0;
}

double n_admissible(const Constraint& constraint, Domain domain) {
    switch (constraint.kind) {
    case ConstraintKind::event:  // anything of its domain
        return domain == Domain::event ? 1.0 : std::numeric_limits<double>::infinity();
    case ConstraintKind::amount:
    case ConstraintKind::exactly:
    case ConstraintKind::range:
        return n_in(constraint.lower, constraint.upper, domain);
    case ConstraintKind::set:
    case ConstraintKind::text:
        return static_cast<double>(std::max(constraint.members.size(), constraint.numbers.size()));
    case ConstraintKind::vector:
        break;
    }
    double n = constraint.numbers.empty() ? 0.0 : 1.0;
    for (std::size_t i = 0; i + 1 < constraint.numbers.size(); i += 2) {
        n *= n_in(constraint.numbers[i], constraint.numbers[i + 1], domain);
    }
    return n;
}

double lowest(const Constraint& constraint) {
    if (is_empty(constraint) || is_of_texts(constraint)) return none;
    if (is_interval(constraint)) return constraint.lower;
    return constraint.kind == ConstraintKind::set ? constraint.numbers.front() : none;
}

double highest(const Constraint& constraint) {
    if (is_empty(constraint) || is_of_texts(constraint)) return none;
    if (is_interval(constraint)) return constraint.upper;
    return constraint.kind == ConstraintKind::set ? constraint.numbers.back() : none;
}

}  // namespace worldline
