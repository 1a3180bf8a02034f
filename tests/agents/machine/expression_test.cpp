// SPDX-License-Identifier: Apache-2.0
//
// Do expressions of machines give the numbers that they say?
//
// Goal: muParser's precedence and our own functions; parts that are not needed are not evaluated;
// what is no number is refused, on load or in the run.
// Method: by hand.
#include "agents/machine/expression.hpp"

#include <vector>

#include "sim/base/math.hpp"
#include "tests/support/check.hpp"

namespace worldline {
namespace {

const Operands names = {
    {"x", {Operand::Kind::variable, 0}},        {"y", {Operand::Kind::variable, 1}},
    {"p", {Operand::Kind::parameter, 0}},       {"green", {Operand::Kind::constant, 0, 60.0}},
    {"heard.price", {Operand::Kind::heard, 1}}, {"elapsed", {Operand::Kind::elapsed}}};

double value(const std::string& text, double x = 2.0, double y = 5.0) {
    const std::vector<double> variables = {x, y}, parameters = {7.0}, heard = {0.0, 3.5};
    return Expression(text, names)
        .value({.variables = variables, .parameters = parameters, .heard = heard, .elapsed = 1.25});
}

std::string refusal(const std::string& text) {
    try {
        Expression(text, names);
    } catch (const ExpressionError& error) {
        return std::to_string(error.position()) + ": " + error.what();
    }
    return {};
}

std::string failure(const std::string& text, double x, double y) {
    try {
        value(text, x, y);
    } catch (const NoNumber& error) {
        return error.what();
    }
    return {};
}

TEST_CASE("Operators bind as they do in mathematics", "[machine][expression]") {
    CHECK(value("1 + 2 * 3") == 7.0);
    CHECK(value("(1 + 2) * 3") == 9.0);
    CHECK(value("10 - 3 - 2") == 5.0);
    CHECK(value("2 ^ 3 ^ 2") == math::pow(2.0, 9.0));
    CHECK(value("-x ^ 2") == -4.0);
    CHECK(value("x + 1 == 3 && y > 4 || 0") == 1.0);
    CHECK(value("!x") == 0.0);
    CHECK(value("x <= 2") + value("x >= 2") + value("x != 2") + value("x < 2") == 2.0);
    CHECK(value("mod(-1, 3) + abs(-2) + floor(2.7)") == 6.0);
    CHECK(value("min(x, y) + max(x, y) * 10") == 52.0);
    CHECK(value("sqrt(16) + exp(0) + log(1) + sin(0) + cos(0)") == 6.0);
}

TEST_CASE("Names stand for variables, parameters, what was heard and time",
          "[machine][expression]") {
    CHECK(value("x + 10 * y + 100 * p + 1000 * green") == 60752.0);
    CHECK(value("heard.price * elapsed") == 4.375);
    CHECK(Expression("green / 2", names).constant() == 30.0);
    CHECK_FALSE(Expression("green / x", names).constant().has_value());
}

TEST_CASE("What is not needed is not evaluated", "[machine][expression]") {
    CHECK(value("x != 0 && 1 / x > 1", 0.0) == 0.0);
    CHECK(value("x == 0 || 1 / x > 1", 0.0) == 1.0);
    CHECK(value("if(x == 0, 3, 1 / x)", 0.0) == 3.0);
    CHECK(value("if(x == 0, 3, 1 / x)", 4.0) == 0.25);
    CHECK(value("if(x, if(y, 1, 2), 3) + 10", 1.0, 0.0) == 12.0);
}

TEST_CASE("An expression that cannot be meant is refused where it goes wrong",
          "[machine][expression]") {
    CHECK(refusal("x + z") == "4: there is nothing called `z` here");
    CHECK(refusal("x ? 1 : 2").find("if(condition, then, else)") != std::string::npos);
    CHECK_FALSE(refusal("x +").empty());
    CHECK_FALSE(refusal("(x").empty());
    CHECK_FALSE(refusal("x = 3").empty());
    CHECK_FALSE(refusal("tan(x)").empty());
    CHECK_FALSE(refusal("\"text\"").empty());
    CHECK_FALSE(refusal("").empty());
    CHECK(refusal("1 / 0").find("`/` gives no number") != std::string::npos);
    CHECK(refusal("1e999 * x").empty() == refusal("1e999").empty());
}

TEST_CASE("What turns out to be no number ends the evaluation", "[machine][expression]") {
    CHECK(failure("1 / x", 0.0, 0.0) == "divides by zero");
    CHECK(failure("log(x)", -1.0, 0.0) == "`log` gives no finite number");
    CHECK(failure("exp(x)", 1e6, 0.0) == "`exp` gives no finite number");
    CHECK(failure("mod(x, y)", 1.0, 0.0) == "`mod` gives no finite number");
    CHECK(failure("x * y", 1e200, 1e200) == "`*` gives no finite number");
    const std::vector<double> variables = {1.0, 1.0};
    CHECK_THROWS_AS(Expression("heard.price", names).value({.variables = variables}), NoNumber);
}

TEST_CASE("Nesting has a bound that is said", "[machine][expression]") {
    std::string deep = "x";
    for (int i = 0; i < 40; ++i) deep = "x + (" + deep + ")";
    CHECK(refusal(deep).find("nested too deep") != std::string::npos);
}

}  // namespace
}  // namespace worldline
