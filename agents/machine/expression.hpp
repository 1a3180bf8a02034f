// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/actions.hpp"

/// Expressions of machines: muParser's language over numbers, turned into tables that any number
/// of threads may read at once.
namespace worldline {

/// Where a name in an expression gets its number from.
struct Operand {
    enum class Kind : std::uint8_t { constant, variable, parameter, heard, elapsed, now };

    Kind kind = Kind::constant;
    std::uint32_t place = 0;  ///< among variables, parameters, or fields of what was heard
    double number = 0.0;      ///< of a constant
};
using Operands = std::map<std::string, Operand, std::less<>>;

/// A text that is no expression; `what()` is a sentence.
class ExpressionError : public std::runtime_error {
public:
    ExpressionError(const std::string& sentence, std::size_t position, std::string unknown = {})
        : std::runtime_error(sentence), position_(position), unknown_(std::move(unknown)) {}
    std::size_t position() const { return position_; }       ///< [bytes] from the start
    const std::string& unknown() const { return unknown_; }  ///< a name that stands for nothing

private:
    std::size_t position_;
    std::string unknown_;
};

/// A number that cannot be had: `what()` says why, as in "divides by zero".
class NoNumber : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What an expression reads when it is evaluated.
struct Inputs {
    std::span<const double> variables = {};
    std::span<const double> parameters = {};
    std::span<const double> heard = {};  ///< by field; NaN: not carried
    double elapsed = 0.0;                ///< since the state was entered, on the own clock [s]
    double now = 0.0;                    ///< what the own clock shows [s]
    Actions* actions = nullptr;          ///< for chance; null where there is none
};

/// One expression. The language is muParser's, which reads the text; its operators and functions
/// are the reproducible ones of `sim/base/math.hpp`. `&&`, `||` and `if(c, a, b)` evaluate no more
/// than they need.
///
/// Immutable: one object serves all agents on all threads.
class Expression {
public:
    /// @throws ExpressionError  an unknown name, a misplaced sign, a constant that is no number
    Expression(const std::string& text, const Operands& names);

    /// @throws NoNumber  a division by zero, a result that is not finite, a field not carried
    double value(const Inputs& inputs) const;
    bool holds(const Inputs& inputs) const { return value(inputs) != 0.0; }

    /// Its value, where that depends on nothing.
    std::optional<double> constant() const;
    bool reads(Operand::Kind kind) const;
    /// Places of what it reads of this kind, ascending, each once.
    std::vector<std::uint32_t> places(Operand::Kind kind) const;
    bool is_chance() const;  ///< does it draw?

    enum class Op : std::uint8_t {
        // clang-format off
        constant, variable, parameter, heard, elapsed, now,
        random, normal, exponential,
        negate, negation, truth, absolute, floor, square_root, exp, log, sin, cos,
        add, subtract, multiply, divide, power, modulo, minimum, maximum,
        less, less_equal, greater, greater_equal, equal, unequal,
        conjunction, disjunction, choice,             // in trees only
        jump, jump_if_zero, jump_if_zero_else_drop, jump_unless_zero_else_drop,
        // clang-format on
    };
    struct Step {
        Op op = Op::constant;
        std::uint32_t place = 0;  ///< of what is read, or where a jump goes
        double number = 0.0;
    };

private:
    std::vector<Step> steps_;
};

/// Names that mean something in every expression, and so nothing else: `min`, `elapsed`, ...
const std::vector<std::string>& expression_names();

}  // namespace worldline
