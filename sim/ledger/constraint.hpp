// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace worldline {

/// Which outcomes keep a promise: χ of the body ⟨τ, χ⟩.
enum class ConstraintKind : std::uint8_t {
    event,    ///< that it happens at all
    amount,   ///< [0, upper]
    exactly,  ///< {lower}; lower == upper
    range,    ///< [lower, upper]
    set,      ///< one of `numbers`, or of the texts `members`; of neither: nothing keeps it
    text,     ///< the text of `members[0]`
    vector,   ///< a box: one interval a component
};

/// What outcomes of a type are: numbers, whole numbers, times [s], words, vectors, or no more than
/// that they happen.
enum class Domain : std::uint8_t { event, number, whole, time, text, set, vector };

/// A set of admissible outcomes, in the type's own unit.
struct Constraint {
    ConstraintKind kind = ConstraintKind::event;
    double lower = -std::numeric_limits<double>::infinity();
    double upper = std::numeric_limits<double>::infinity();
    std::vector<std::string> members = {};  ///< admissible texts
    /// Of a set: its numbers, ascending, each once. Of texts: the place of each member in the
    /// table of texts, by which an outcome names it. Of a vector: lowest and highest of the first
    /// component, of the second, and so on.
    std::vector<double> numbers = {};

    friend bool operator==(const Constraint&, const Constraint&) = default;
};

/// Is this outcome one of those? Of texts `value` is the place in the table of texts. A vector
/// has components, so no single number is one.
bool admits(const Constraint& constraint, double value);

/// The same for a vector. @return  false where there are more or fewer components than intervals
bool admits(const Constraint& constraint, std::span<const double> components);

/// What both admit. Kinds that have nothing in common leave nothing; an event admits all that the
/// other one does.   [Burgess and Bergstra, Promise Theory, ch. 2]
Constraint intersection(const Constraint& one, const Constraint& other);

/// Is there no outcome that it admits?
bool is_empty(const Constraint& constraint);

/// Exact: one outcome alone keeps it. Otherwise it is inexact, and some are better inside.
bool is_exact(const Constraint& constraint);

/// How many outcomes it admits: infinitely many of an interval, unless outcomes are whole numbers,
/// and where none is singled out. That an event happens is one outcome.
double n_admissible(const Constraint& constraint, Domain domain);

/// Lowest and highest admissible number; NaN where outcomes are no numbers, or there are none.
double lowest(const Constraint& constraint);
double highest(const Constraint& constraint);

}  // namespace worldline
