// SPDX-License-Identifier: Apache-2.0
#include "sim/base/unit_system.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <udunits2.h>

#include "sim/base/expects.hpp"

namespace worldline::detail {
namespace {

struct Free {
    void operator()(ut_system* system) const { ut_free_system(system); }
    void operator()(ut_unit* unit) const { ut_free(unit); }
    void operator()(cv_converter* converter) const { cv_free(converter); }
};
using System = std::unique_ptr<ut_system, Free>;
using Unit = std::unique_ptr<ut_unit, Free>;
using Converter = std::unique_ptr<cv_converter, Free>;

/// UDUNITS-2 prints to stderr what it cannot read; here the caller says it, and better.
class Quiet {
public:
    Quiet() : before_(ut_set_error_message_handler(ut_ignore)) {}
    ~Quiet() { ut_set_error_message_handler(before_); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    ut_error_message_handler before_;
};

Unit parse(const System& system, const std::string& text) {
    const bool is_ascii =
        std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 128; });
    return Unit(ut_parse(system.get(), text.c_str(), is_ascii ? UT_ASCII : UT_UTF8));
}

/// Only symbols: names are matched without regard to case, and `c` as a name would take `C`,
/// the coulomb, with it.
void define(const System& system, const char* symbol, const Unit& unit) {
    ut_unmap_symbol_to_unit(system.get(), symbol, UT_ASCII);
    const ut_status status = ut_map_symbol_to_unit(symbol, UT_ASCII, unit.get());
    expects(status == UT_SUCCESS, "a unit of our own has a place in the system of units");
}

System make_system() {
    System system(ut_read_xml(nullptr));
    if (!system) {
        throw std::runtime_error(
            "the units of UDUNITS-2 (udunits2.xml) cannot be read; "
            "the variable UDUNITS2_XML_PATH can say where they are");
    }
    for (const char* name : {"year", "years", "light_year", "light_years"}) {
        ut_unmap_name_to_unit(system.get(), name, UT_ASCII);
    }
    constexpr std::pair<const char*, const char*> ours[] = {
        {"yr", "31557600 s"},
        {"year", "31557600 s"},
        {"years", "31557600 s"},
        {"as", "1e-18 s"},
        {"c", "299792458 m/s"},
        {"ly", "9460730472580800 m"},
        {"light_year", "9460730472580800 m"},
        {"light_years", "9460730472580800 m"},
        {"pc", "3.0856775814913673e16 m"},
        {"AU", "149597870700 m"},
        {"au", "149597870700 m"},
        {"deg", "arc_degree"},
    };
    for (const auto& [symbol, meaning] : ours) define(system, symbol, parse(system, meaning));
    define(system, "dB", Unit(ut_new_base_unit(system.get())));
    return system;
}

/// The system of units, and the right to use it: UDUNITS-2 is not made for threads.
class Access {
public:
    Access() : lock_(mutex()), system_(system()) {}
    Unit unit(const std::string& text) const { return parse(system_, text); }

private:
    static std::mutex& mutex() {
        static std::mutex only;
        return only;
    }
    static const System& system() {
        static const System only = make_system();  // never changes again
        return only;
    }

    std::lock_guard<std::mutex> lock_;
    Quiet quiet_;
    const System& system_;
};

bool same_dimension(const Unit& a, const Unit& b) {
    if (!ut_are_convertible(a.get(), b.get())) return false;
    // UDUNITS-2 turns 2 s into 0.5 Hz. Of two such units the quotient has a dimension. Levels
    // relative to a reference have no quotient.
    const Unit quotient(ut_divide(a.get(), b.get()));
    return !quotient || ut_is_dimensionless(quotient.get());
}

}  // namespace

Conversion conversion(const std::string& unit, const std::string& due) {
    const Access access;
    const Unit to = access.unit(due);
    if (!to) throw std::invalid_argument("unit: `" + due + "` is none");
    const Unit from = access.unit(unit);
    Conversion result;
    result.is_known = from != nullptr;
    if (!from || !same_dimension(from, to)) return result;

    const Converter converter(ut_get_converter(from.get(), to.get()));
    expects(converter != nullptr, "units of one dimension can be converted");
    result.shift = cv_convert_double(converter.get(), 0.0);
    result.scale = cv_convert_double(converter.get(), 1.0) - result.shift;
    // Levels relative to a reference are logarithms: no number of them is a multiple of one.
    const double eight = cv_convert_double(converter.get(), 8.0);
    result.fits = std::fabs(eight - result.of(8.0)) <= 1e-12 * std::fabs(eight);
    return result;
}

}  // namespace worldline::detail
