// SPDX-License-Identifier: Apache-2.0
#include "agents/machine/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <deque>

#include "agents/machine/operation.hpp"
#include "sim/base/expects.hpp"
#include "sim/base/math.hpp"

// A muParser object evaluates through addresses of variables and a stack of its own, so each thread
// would need all of them anew. Here it evaluates each expression once, on load, with operators that
// write down what they are asked to do instead of doing it: a tree, which becomes a table.
namespace worldline {
namespace {

using Op = Expression::Op;
using Step = Expression::Step;

struct Tree;

struct TreeNode {
    Tree* tree = nullptr;
    Step step = {};
    std::array<const TreeNode*, 3> of = {};
};

struct Tree {
    std::deque<TreeNode> nodes;

    double add(const Step& step, std::array<double, 3> of = {}, std::size_t n = 0);
    /// A value as muParser hands it round: a node, or a number that it read.
    const TreeNode* node_of(double value);
};

// muParser's values are doubles. A node travels as a NaN that carries its address; numbers of the
// text are never NaN.
constexpr std::uint64_t box = 0x7ff8'0000'0000'0000;
constexpr std::uint64_t address = 0x0000'ffff'ffff'ffff;

double boxed(const TreeNode* node) {
    const auto bits = reinterpret_cast<std::uint64_t>(node);
    expects((bits & ~address) == 0, "an address has 48 bits");
    return std::bit_cast<double>(box | bits);
}

TreeNode* unboxed(double value) {
    if (value == value) return nullptr;
    return reinterpret_cast<TreeNode*>(std::bit_cast<std::uint64_t>(value) & address);
}

const TreeNode* Tree::node_of(double value) {
    if (const TreeNode* node = unboxed(value)) return node;
    nodes.push_back({this, {Op::constant, 0, value}, {}});
    return &nodes.back();
}

double Tree::add(const Step& step, std::array<double, 3> of, std::size_t n) {
    TreeNode node{this, step, {}};
    for (std::size_t i = 0; i < n; ++i) node.of[i] = node_of(of[i]);
    nodes.push_back(node);
    return boxed(&nodes.back());
}

/// An operator of numbers alone is a number.
double folded(Op op, double a, double b) {
    const double value = apply(op, a, b);
    if (!std::isfinite(value)) throw NoNumber("`" + std::string(name_of(op)) + "` gives no number");
    return value;
}

template <Op op>
double binary(double a, double b) {
    TreeNode* node = unboxed(a) ? unboxed(a) : unboxed(b);
    return node ? node->tree->add({op}, {a, b}, 2) : folded(op, a, b);
}

template <Op op>
double unary(double a) {
    TreeNode* node = unboxed(a);
    return node ? node->tree->add({op}, {a}, 1) : folded(op, a, 0.0);
}

double itself(double a) { return a; }

template <Op op>
double drawn(void* tree) {
    return static_cast<Tree*>(tree)->add({op});
}

double choice(double condition, double one, double other) {
    const TreeNode* node = unboxed(condition);
    if (!node) return condition != 0.0 ? one : other;
    return node->tree->add({Op::choice}, {condition, one, other}, 3);
}

void define_operators(mu::Parser& parser) {
    parser.EnableBuiltInOprt(false);  // its `^` is the C library's
    parser.EnableOptimizer(false);
    parser.ClearInfixOprt();
    parser.ClearConst();
    parser.ClearFun();
    parser.DefineInfixOprt("-", unary<Op::negate>);
    parser.DefineInfixOprt("+", itself);
    parser.DefineInfixOprt("!", unary<Op::negation>);
    const auto left = mu::oaLEFT;
    parser.DefineOprt("||", binary<Op::disjunction>, mu::prLOR, left);
    parser.DefineOprt("&&", binary<Op::conjunction>, mu::prLAND, left);
    parser.DefineOprt("<", binary<Op::less>, mu::prCMP, left);
    parser.DefineOprt("<=", binary<Op::less_equal>, mu::prCMP, left);
    parser.DefineOprt(">", binary<Op::greater>, mu::prCMP, left);
    parser.DefineOprt(">=", binary<Op::greater_equal>, mu::prCMP, left);
    parser.DefineOprt("==", binary<Op::equal>, mu::prCMP, left);
    parser.DefineOprt("!=", binary<Op::unequal>, mu::prCMP, left);
    parser.DefineOprt("+", binary<Op::add>, mu::prADD_SUB, left);
    parser.DefineOprt("-", binary<Op::subtract>, mu::prADD_SUB, left);
    parser.DefineOprt("*", binary<Op::multiply>, mu::prMUL_DIV, left);
    parser.DefineOprt("/", binary<Op::divide>, mu::prMUL_DIV, left);
    parser.DefineOprt("^", binary<Op::power>, mu::prPOW, mu::oaRIGHT);
}

void define_functions(mu::Parser& parser, Tree& tree) {
    parser.DefineFun("abs", unary<Op::absolute>, false);
    parser.DefineFun("floor", unary<Op::floor>, false);
    parser.DefineFun("sqrt", unary<Op::square_root>, false);
    parser.DefineFun("exp", unary<Op::exp>, false);
    parser.DefineFun("log", unary<Op::log>, false);
    parser.DefineFun("sin", unary<Op::sin>, false);
    parser.DefineFun("cos", unary<Op::cos>, false);
    parser.DefineFun("min", binary<Op::minimum>, false);
    parser.DefineFun("max", binary<Op::maximum>, false);
    parser.DefineFun("mod", binary<Op::modulo>, false);
    parser.DefineFun("if", choice, false);
    parser.DefineFunUserData("random", drawn<Op::random>, &tree, false);
    parser.DefineFunUserData("normal", drawn<Op::normal>, &tree, false);
    parser.DefineFunUserData("exponential", drawn<Op::exponential>, &tree, false);
}

Op op_of(Operand::Kind kind) {
    constexpr std::array ops = {Op::constant, Op::variable, Op::parameter,
                                Op::heard,    Op::elapsed,  Op::now};
    return ops[static_cast<std::size_t>(kind)];
}

/// From a tree to steps on a stack, operands first.
class Writer {
public:
    explicit Writer(std::vector<Step>& steps) : steps_(steps) {}

    void write(const TreeNode& node) {
        switch (node.step.op) {
        case Op::conjunction:
            return write_lazy(node, Op::jump_if_zero_else_drop);
        case Op::disjunction:
            return write_lazy(node, Op::jump_unless_zero_else_drop);
        case Op::choice:
            return write_choice(node);
        default:
            break;
        }
        for (const TreeNode* part : node.of) {
            if (part) write(*part);
        }
        const bool is_leaf = node.of[0] == nullptr;
        grow(is_leaf ? 1 : node.of[1] ? -1 : 0);
        steps_.push_back(node.step);
    }

private:
    void write_lazy(const TreeNode& node, Op jump) {
        write(*node.of[0]);
        steps_.push_back({Op::truth});
        const std::size_t at = steps_.size();
        steps_.push_back({jump});
        grow(-1);
        write(*node.of[1]);
        steps_.push_back({Op::truth});
        steps_[at].place = static_cast<std::uint32_t>(steps_.size());
    }
    void write_choice(const TreeNode& node) {
        write(*node.of[0]);
        const std::size_t to_other = steps_.size();
        steps_.push_back({Op::jump_if_zero});
        grow(-1);
        write(*node.of[1]);
        const std::size_t to_end = steps_.size();
        steps_.push_back({Op::jump});
        grow(-1);
        steps_[to_other].place = static_cast<std::uint32_t>(steps_.size());
        write(*node.of[2]);
        steps_[to_end].place = static_cast<std::uint32_t>(steps_.size());
    }
    void grow(int by) {
        depth_ += by;
        if (depth_ > static_cast<int>(stack_max)) {
            throw ExpressionError("it is nested too deep; a variable could hold a part of it", 0);
        }
    }

    std::vector<Step>& steps_;
    int depth_ = 0;
};

[[noreturn]] void refuse(const mu::ParserError& error) {
    const auto position = static_cast<std::size_t>(std::max(0, error.GetPos()));
    const std::string& token = error.GetToken();
    const bool is_name =
        !token.empty() && (std::isalpha(static_cast<unsigned char>(token[0])) || token[0] == '_');
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN && is_name) {
        throw ExpressionError("there is nothing called `" + token + "` here", position, token);
    }
    if (error.GetCode() == mu::ecINTERNAL_ERROR) {
        throw ExpressionError("this is no expression: an operator has nothing to work on",
                              position);
    }
    std::string sentence = error.GetMsg();
    while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == '\n')) {
        sentence.pop_back();
    }
    throw ExpressionError(sentence, position);
}

/// The first comma that stands in no brackets: what is behind it is another expression.
std::size_t outer_comma(const std::string& text) {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        if (text[i] == ',' && depth == 0) return i;
    }
    return 0;
}

}  // namespace

Expression::Expression(const std::string& text, const Operands& names) {
    const std::size_t strange = text.find_first_of("?\"");
    if (strange != std::string::npos) {
        throw ExpressionError("texts and `?` have no place here; write if(condition, then, else)",
                              strange);
    }
    Tree tree;
    mu::Parser parser;
    std::deque<double> leaves;  // muParser keeps their addresses
    try {
        parser.DefineNameChars("0123456789_.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        define_operators(parser);
        define_functions(parser, tree);
        parser.DefineConst("pi", math::pi);
        for (const auto& [name, operand] : names) {
            leaves.push_back(operand.kind == Operand::Kind::constant
                                 ? operand.number
                                 : tree.add({op_of(operand.kind), operand.place}));
            parser.DefineVar(name, &leaves.back());
        }
        parser.SetExpr(text);
        const double whole = parser.Eval();
        if (parser.GetNumResults() != 1) {
            throw ExpressionError("one number is due here, and a comma makes several",
                                  outer_comma(text));
        }
        Writer(steps_).write(*tree.node_of(whole));
    } catch (const mu::ParserError& error) {
        refuse(error);
    } catch (const NoNumber& error) {
        throw ExpressionError(error.what(), 0);
    }
}

std::optional<double> Expression::constant() const {
    if (steps_.size() != 1 || steps_[0].op != Op::constant) return std::nullopt;
    return steps_[0].number;
}

bool Expression::reads(Operand::Kind kind) const {
    const Op wanted = op_of(kind);
    return std::any_of(steps_.begin(), steps_.end(), [&](const Step& s) { return s.op == wanted; });
}

std::vector<std::uint32_t> Expression::places(Operand::Kind kind) const {
    std::vector<std::uint32_t> found;
    for (const Step& step : steps_) {
        if (step.op == op_of(kind)) found.push_back(step.place);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

bool Expression::is_chance() const {
    return std::any_of(steps_.begin(), steps_.end(), [](const Step& s) {
        return s.op == Op::random || s.op == Op::normal || s.op == Op::exponential;
    });
}

double Expression::value(const Inputs& inputs) const {
    std::array<double, stack_max> stack;
    std::size_t top = 0;  // behind the last
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const Step& step = steps_[i];
        if (step.op <= Op::exponential) {
            stack[top++] = read(step, inputs);
        } else if (step.op <= Op::cos) {
            stack[top - 1] = checked(step.op, apply(step.op, stack[top - 1], 0.0));
        } else if (step.op <= Op::unequal) {
            --top;
            if (step.op == Op::divide && stack[top] == 0.0) throw NoNumber("divides by zero");
            stack[top - 1] = checked(step.op, apply(step.op, stack[top - 1], stack[top]));
        } else if (step.op == Op::jump) {
            i = step.place - 1u;
        } else if (step.op == Op::jump_if_zero) {
            if (stack[--top] == 0.0) i = step.place - 1u;
        } else {
            const bool is_zero = stack[top - 1] == 0.0;
            if (is_zero == (step.op == Op::jump_if_zero_else_drop)) {
                i = step.place - 1u;
            } else {
                --top;
            }
        }
    }
    return stack[0];
}

const std::vector<std::string>& expression_names() {
    static const std::vector<std::string> names = {
        "abs", "floor", "sqrt", "exp",    "log",    "sin",         "cos",     "min", "max",
        "mod", "if",    "pi",   "random", "normal", "exponential", "elapsed", "now", "heard"};
    return names;
}

}  // namespace worldline
