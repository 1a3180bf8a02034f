// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "agents/machine/expression.hpp"
#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "sim/engine/agent.hpp"

/// What single steps of an expression do. For the sources of this folder only.
namespace worldline {

inline constexpr std::size_t stack_max = 32;

inline std::string_view name_of(Expression::Op op) {
    using Op = Expression::Op;
    switch (op) {
    case Op::add:
        return "+";
    case Op::subtract:
        return "-";
    case Op::multiply:
        return "*";
    case Op::square_root:
        return "sqrt";
    case Op::exp:
        return "exp";
    case Op::log:
        return "log";
    case Op::divide:
        return "/";
    case Op::power:
        return "^";
    case Op::modulo:
        return "mod";
    default:
        return "this";
    }
}

/// Of one operand the second is of no account.
inline double apply(Expression::Op op, double a, double b) {
    using Op = Expression::Op;
    switch (op) {
    case Op::negate:
        return -a;
    case Op::negation:
        return a == 0.0 ? 1.0 : 0.0;
    case Op::truth:
        return a != 0.0 ? 1.0 : 0.0;
    case Op::absolute:
        return std::abs(a);
    case Op::floor:
        return std::floor(a);
    case Op::square_root:
        return std::sqrt(a);
    case Op::exp:
        return math::exp(a);
    case Op::log:
        return math::log(a);
    case Op::sin:
        return math::sin(a);
    case Op::cos:
        return math::cos(a);
    case Op::add:
        return a + b;
    case Op::subtract:
        return a - b;
    case Op::multiply:
        return a * b;
    case Op::divide:
        return a / b;
    case Op::power:
        return math::pow(a, b);
    case Op::modulo:
        return a - b * std::floor(a / b);
    case Op::minimum:
        return b < a ? b : a;
    case Op::maximum:
        return a < b ? b : a;
    case Op::less:
        return a < b ? 1.0 : 0.0;
    case Op::less_equal:
        return a <= b ? 1.0 : 0.0;
    case Op::greater:
        return a > b ? 1.0 : 0.0;
    case Op::greater_equal:
        return a >= b ? 1.0 : 0.0;
    case Op::equal:
        return a == b ? 1.0 : 0.0;
    case Op::unequal:
        return a != b ? 1.0 : 0.0;
    case Op::conjunction:
        return a != 0.0 && b != 0.0 ? 1.0 : 0.0;
    case Op::disjunction:
        return a != 0.0 || b != 0.0 ? 1.0 : 0.0;
    default:
        return a;
    }
}

inline double checked(Expression::Op op, double value) {
    if (std::isfinite(value)) [[likely]]
        return value;
    throw NoNumber("`" + std::string(name_of(op)) + "` gives no finite number");
}

/// What a step without operands gives.
inline double read(const Expression::Step& step, const Inputs& inputs) {
    using Op = Expression::Op;
    switch (step.op) {
    case Op::variable:
        return inputs.variables[step.place];
    case Op::parameter:
        return inputs.parameters[step.place];
    case Op::heard: {
        const bool is_there = step.place < inputs.heard.size();
        const double value = is_there ? inputs.heard[step.place] : std::nan("");
        if (!std::isfinite(value)) throw NoNumber("reads what the message does not carry");
        return value;
    }
    case Op::elapsed:
        return inputs.elapsed;
    case Op::now:
        return inputs.now;
    case Op::random:
        return inputs.actions->random().uniform();
    case Op::normal:
        return inputs.actions->random().normal();
    case Op::exponential:
        return inputs.actions->random().exponential();
    default:
        return step.number;
    }
}

}  // namespace worldline
