// SPDX-License-Identifier: Apache-2.0
//
// Goal: people write quantities with units, and what they mean arrives; what they did not mean is
// refused with a sentence that helps. Times become ticks without rounding.
// Method: by hand; definitions from the SI brochure and IAU 2012 B2, 2015 B2.
#include "sim/base/units.hpp"

#include <limits>
#include <thread>
#include <vector>

#include "sim/base/math.hpp"
#include "tests/support/check.hpp"

using namespace worldline;

namespace {

constexpr Resolution nanosecond{1'000'000'000};
constexpr Resolution millisecond{1'000'000'000'000'000};
constexpr Resolution second{1'000'000'000'000'000'000};
constexpr Resolution attosecond{1};

std::int64_t ticks(std::string_view text, Resolution tick = nanosecond) {
    return duration(text, tick).ticks;
}

/// What the user is told.
template <class Action>
std::string complaint(Action action) {
    try {
        action();
    } catch (const UnitError& error) {
        return error.what();
    }
    return "no complaint";
}
std::string complaint_about(std::string_view text, std::string_view unit) {
    return complaint([&] { quantity(text, unit); });
}
std::string complaint_about(std::string_view text, Resolution tick) {
    return complaint([&] { duration(text, tick); });
}

}  // namespace

TEST_CASE("A quantity is a number and a unit", "[base]") {
    CHECK(quantity("20000 km", "m") == 2e7);
    CHECK(quantity("-2.5 km", "m") == -2500.0);
    CHECK(quantity("+5 m", "m") == 5.0);
    CHECK(quantity(".5 m", "m") == 0.5);
    CHECK(quantity("1e-9 s", "s") == 1e-9);
    CHECK(quantity("3.986e14 m3/s2", "m3/s2") == 3.986e14);
    CHECK(quantity("38 us/d", "1") == Approx(38e-6 / 86400.0).epsilon(1e-15));
    CHECK(quantity("  3   m s-1 ", "km/s") == 0.003);
    CHECK(quantity("36 km / h", "m/s") == Approx(10.0).epsilon(1e-15));
    CHECK(quantity("20ms", "s") == 0.02);
}

TEST_CASE("Several quantities in a row are added", "[base]") {
    CHECK(quantity("3 d 1 min", "s") == 259260.0);
    CHECK(quantity("1 h -30 min", "min") == 30.0);
    CHECK(quantity("1 km 1 m", "m") == 1001.0);
}

TEST_CASE("A plain number needs no unit, and may have one", "[base]") {
    CHECK(quantity("0.1", "1") == 0.1);
    CHECK(quantity("50 %", "1") == 0.5);
    CHECK(quantity("3 ppm", "1") == 3e-6);
    CHECK(quantity("-1e3", "1") == -1000.0);
}

TEST_CASE("A quantity is rounded once, as if it were written in the unit that is due", "[base]") {
    CHECK(quantity("0.6 c", "m/s") == 179875474.8);
    CHECK(quantity("1 fs", "s") == 1e-15);
    CHECK(quantity("1 as", "s") == 1e-18);
    CHECK(quantity("0.3 ms", "s") == 0.3e-3);
    CHECK(quantity("1 kyr", "yr") == 1000.0);
    CHECK(quantity("4.1 km", "m") == 4100.0);
}

TEST_CASE("Units mean here what physicists mean by them", "[base]") {
    CHECK(quantity("1 yr", "d") == 365.25);
    CHECK(quantity("1 year", "s") == 31557600.0);
    CHECK(quantity("2 years", "s") == 63115200.0);
    CHECK(quantity("1 c", "m/s") == 299792458.0);
    CHECK(quantity("1 C", "A s") == 1.0);  // the coulomb is still there
    CHECK(quantity("1 cm", "m") == 0.01);  // and so is the prefix
    CHECK(quantity("1 ly", "m") == 9460730472580800.0);
    CHECK(quantity("1 light_year", "m") == 9460730472580800.0);
    CHECK(quantity("1 kpc", "pc") == 1000.0);
    CHECK(quantity("1 pc", "au") == Approx(648000.0 / math::pi).epsilon(1e-15));
    CHECK(quantity("1 AU", "m") == 149597870700.0);
    CHECK(quantity("180 deg", "rad") == Approx(math::pi).epsilon(1e-15));
    CHECK(quantity("3 dB", "dB") == 3.0);
    CHECK(quantity("2 dB/km", "dB/m") == 0.002);
    CHECK(quantity("1 d", "h") == 24.0);
    CHECK(quantity("1 h", "min") == 60.0);
    CHECK(quantity("1 min", "s") == 60.0);
    CHECK(quantity("1 \u00b5s", "s") == 1e-6);
    CHECK(quantity("20 degC", "K") == Approx(293.15));
}

TEST_CASE("A number without a unit is refused where one is due", "[base]") {
    CHECK(complaint_about("20", "s") == "`20` needs a unit of time, such as `20 ms`");
    CHECK(complaint_about("20", "rad") == "`20` needs a unit of angle, such as `20 deg`");
    CHECK(complaint_about("20", "m/s") == "`20` needs a unit of speed, such as `20 km/s`");
    CHECK(complaint_about("3 d 1", "s") == "`1` needs a unit of time, such as `1 ms`");
    CHECK(complaint_about("2", "kg m2") == "`2` needs a unit, such as `2 kg m2`");
    CHECK(complaint_about("0", nanosecond) == "`0` needs a unit of time, such as `0 ms`");
}

TEST_CASE("An unknown unit is named, with the one that may have been meant", "[base]") {
    CHECK(complaint_about("3 KHz", "Hz") == "`KHz` is not a known unit; did you mean `kHz`?");
    CHECK(complaint_about("3 secnd", "s") == "`secnd` is not a known unit; did you mean `second`?");
    CHECK(complaint_about("3 foo", "s") ==
          "`foo` is not a known unit; a time is due here, such as `3 ms`");
    CHECK(complaint_about("1_000 s", "s") ==
          "`_000 s` is not a known unit; a time is due here, such as `1 ms`");
}

TEST_CASE("A unit of another dimension is refused by the names of both", "[base]") {
    CHECK(complaint_about("5 km", "s") == "`km` is a length; a time is due here");
    CHECK(complaint_about("5 km", nanosecond) == "`km` is a length; a time is due here");
    CHECK(complaint_about("5 s", "m/s") == "`s` is a time; a speed is due here");
    CHECK(complaint_about("5 deg", "m") == "`deg` is an angle; a length is due here");
    CHECK(complaint_about("5 m", "rad") == "`m` is a length; an angle is due here");
    CHECK(complaint_about("5 ms", "1") == "`ms` is a time; a plain number is due here");
    CHECK(complaint_about("5 dB", "1") == "`dB` is a level; a plain number is due here");
    CHECK(complaint_about("5 kg m2", "s") == "`kg m2` is something in `kg m2`; a time is due here");
    // UDUNITS-2 would take this for 0.2 s.
    CHECK(complaint_about("5 Hz", "s") == "`Hz` is a frequency; a time is due here");
}

TEST_CASE("What is not a quantity at all is refused", "[base]") {
    CHECK(complaint_about("", "s") == "a quantity is missing: a number and a unit are due");
    CHECK(complaint_about("soon", "s") == "`soon` does not begin with a number");
    CHECK(complaint_about("nan s", "s") == "`nan s` does not begin with a number");
    CHECK(complaint_about("3 5", "1") == "`3 5` is more than one number");
    CHECK(complaint_about("1e999 s", "s") == "`1e999` is too large or too small for a number");
    CHECK(complaint_about("1e308 km", "m") == "`1e308 km` is too large");
}

TEST_CASE("Every unit of time is a whole number of ticks", "[base]") {
    CHECK(ticks("1 as", attosecond) == 1);
    CHECK(ticks("1 fs", attosecond) == 1'000);
    CHECK(ticks("1 ps", attosecond) == 1'000'000);
    CHECK(ticks("1 ns", attosecond) == 1'000'000'000);
    CHECK(ticks("1 us") == 1'000);
    CHECK(ticks("1 ms") == 1'000'000);
    CHECK(ticks("1 s") == 1'000'000'000);
    CHECK(ticks("1 min") == 60'000'000'000);
    CHECK(ticks("1 h") == 3'600'000'000'000);
    CHECK(ticks("1 d") == 86'400'000'000'000);
    CHECK(ticks("1 week") == 604'800'000'000'000);
    CHECK(ticks("1 yr") == 31'557'600'000'000'000);
    CHECK(ticks("1 year") == ticks("1 yr"));
    CHECK(ticks("2 hours") == ticks("2 h"));  // by UDUNITS-2, and exact all the same
    CHECK(ticks("1 kyr", second) == 31'557'600'000);
    CHECK(ticks("1 cs") == 10'000'000);
    CHECK(ticks("1 month") == 2'629'743'831'225'000);
}

TEST_CASE("Times become ticks without rounding", "[base]") {
    CHECK(ticks("0.1 s 0.2 s", millisecond) == 300);
    CHECK(ticks("9.007199254740993 s", attosecond) == 9'007'199'254'740'993'000);  // 2^53 + 1
    CHECK(ticks("9007199.254740993 s") == 9'007'199'254'740'993);
    CHECK(ticks("1.000000000000000001 s", attosecond) == 1'000'000'000'000'000'001);
    CHECK(ticks("12.5e-3 ms") == 12'500);
    CHECK(ticks("-2.5 ms") == -2'500'000);
    CHECK(ticks("3 d 1 min") == 259'260'000'000'000);
    CHECK(ticks("0 s") == 0);
    CHECK(ticks("0e99 s") == 0);
    CHECK(ticks("3 s", Resolution{3}) == 1'000'000'000'000'000'000);
}

TEST_CASE("A part of a tick is refused with a resolution that would do", "[base]") {
    CHECK(complaint_about("1.5 ms", millisecond) ==
          "`1.5 ms` is not a whole number of ticks of 1 ms; a resolution of 500 us would do");
    CHECK(complaint_about("1 s", Resolution{3}) ==
          "`1 s` is not a whole number of ticks of 3 as; a resolution of 1 as would do");
    CHECK(complaint_about("100 yr 1 as", nanosecond) ==
          "`100 yr 1 as` is not a whole number of ticks of 1 ns; "
          "it is too long for a finer resolution");
    CHECK(complaint_about("0.5 as", attosecond) ==
          "`0.5 as` is not a whole number of attoseconds, the finest resolution");
    CHECK(complaint_about("1e-30 yr", attosecond) ==
          "`1e-30 yr` is not a whole number of attoseconds, the finest resolution");
}

TEST_CASE("A time out of range is refused with a resolution that would do", "[base]") {
    CHECK(ticks("9.223372036854775806 s", attosecond) == never_ticks - 1);
    CHECK(complaint_about("9.223372036854775807 s", attosecond) ==  // this one is `never`
          "`9.223372036854775807 s` is out of range at a resolution of 1 as; "
          "no resolution would do");
    CHECK(complaint_about("366 d", attosecond) ==
          "`366 d` is out of range at a resolution of 1 as; 10 ps or coarser would do");
    CHECK(complaint_about("300 yr", nanosecond) ==
          "`300 yr` is out of range at a resolution of 1 ns; 10 ns or coarser would do");
    CHECK(complaint_about("1e20 s", second) ==
          "`1e20 s` is out of range at a resolution of 1 s; no resolution would do");
    CHECK(complaint_about("1e400 s", second) == "`1e400 s` is out of range at every resolution");
    CHECK(complaint_about("1234567890123456789012345678901234567890 s", second) ==
          "`1234567890123456789012345678901234567890 s` has more digits than can be kept exactly");
}

TEST_CASE("A resolution is from one attosecond to one second", "[base]") {
    CHECK(resolution("1 us").attoseconds == 1'000'000'000'000);
    CHECK(resolution("1 as") == attosecond);
    CHECK(resolution("1 s") == second);
    CHECK(resolution("2.5 ns").attoseconds == 2'500'000'000);
    for (const char* text : {"2 s", "0 s", "-1 ms", "1 d"}) {
        CHECK(complaint([&] { resolution(text); }) ==
              "a resolution is from 1 as to 1 s; `" + std::string(text) + "` is not");
    }
}

TEST_CASE("A span is written in the largest unit that keeps it short", "[base]") {
    struct Row {
        std::int64_t ticks;
        const char* text;
    };
    const Row rows[] = {
        {2'500'000, "2.5 ms"},
        {259'200'000'000'000, "3 d"},
        {-60'000'000, "-60 ms"},
        {0, "0 s"},
        {1, "1 ns"},
        {90'000'000'000, "1.5 min"},
        {100'000'000'000, "100 s"},
        {1'000'000'001, "1.000000001 s"},
        {31'557'600'000'000'000, "1 yr"},
        {1'234'567, "1.234567 ms"},
        {86'400'000'000'001, "86400.000000001 s"},
    };
    for (const Row& row : rows) CHECK(to_text({row.ticks}, nanosecond) == row.text);
    CHECK(to_text({1}, attosecond) == "1 as");
    CHECK(to_text({1'000'000'000'000'000'001}, attosecond) == "1000000000.000000001 ns");
    CHECK(to_text({std::numeric_limits<std::int64_t>::min()}, second) == "-9223372036854775808 s");
    CHECK(
        to_text({std::numeric_limits<std::int64_t>::max()}, Resolution{123'456'789'012'345'678}) ==
        "1138687895536349061688316917.875412146 ns");
}

TEST_CASE("What is written is read back, tick for tick", "[base][law]") {
    for (const std::int64_t attoseconds : {std::int64_t{1}, std::int64_t{3}, std::int64_t{1'000},
                                           nanosecond.attoseconds, second.attoseconds}) {
        std::uint64_t word = 1;
        for (int i = 0; i < 500; ++i) {
            word = word * 6364136223846793005u + 1442695040888963407u;
            const auto n = static_cast<std::int64_t>(word >> (1 + i % 60));
            const Duration span{i % 2 == 0 ? n : -n};
            const Resolution tick{attoseconds};
            CAPTURE(span.ticks, attoseconds, to_text(span, tick));
            CHECK(duration(to_text(span, tick), tick) == span);
        }
    }
}

TEST_CASE("Units may be read on many threads at once", "[base]") {
    std::vector<double> read(4);
    {
        std::vector<std::jthread> threads;
        for (double& mine : read) {
            threads.emplace_back([&mine] {
                for (int i = 0; i < 200; ++i) mine += quantity("1 km", "m");
            });
        }
    }
    CHECK(read == std::vector<double>(4, 200'000.0));
}

TEST_CASE("A unit to answer in that is none is refused, and ends no program", "[base][units]") {
    // Python asks for any unit.
    CHECK_THROWS_WITH(quantity("1 m", "zz"), Catch::StartsWith("unit"));
}
