// SPDX-License-Identifier: Apache-2.0
#include "cli/command.hpp"

int main(int n_arguments, char** arguments) { return worldline::command(n_arguments, arguments); }
