// SPDX-License-Identifier: Apache-2.0
//
// The main function of the tests, alone in its file because version 2 of Catch2 takes long to
// compile here.

#if __has_include(<catch2/catch_session.hpp>)
#include <catch2/catch_session.hpp>
int main(int n_arguments, char** arguments) { return Catch::Session().run(n_arguments, arguments); }
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
