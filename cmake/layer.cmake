# SPDX-License-Identifier: Apache-2.0
#
# One folder, one target. This file is the only place where a compiler flag is written.
#
#   worldline_layer(NAME                 the target is worldline_NAME, known as worldline::NAME
#       SOURCES a.cpp ...                none: a layer of headers alone
#       HEADERS a.hpp ...                every public header; paths from the room's own folder
#       ON base fmt::fmt ...             what its headers include: layers, and targets of packages
#       PRIVATE_ON TBB::tbb ...)         what only its sources include
#
#   worldline_program(NAME SOURCES ... ON ...)      an executable under the same flags
#   worldline_flags(TARGET)                         the same flags for a target made otherwise

# Debian's CMake puts -DNDEBUG into optimised builds; nothing here depends on it either way.
set(CMAKE_C_FLAGS_RELEASE "-O3")
set(CMAKE_CXX_FLAGS_RELEASE "-O3")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# All that is linked together must be sanitized alike, so this is said for every target at once.
# -Wmaybe-uninitialized is off here alone: the sanitizers' own code makes this compiler see ghosts
# in the standard library, and the address sanitizer looks for the real ones.
set(WORLDLINE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
# -Og takes 60 % of the time that -O1 takes to compile; null pointers and the sizes of objects are
# what the address sanitizer sees anyway.
set(CMAKE_CXX_FLAGS_SANITIZE "-Og -g1")
if(WORLDLINE_SANITIZE)
    add_compile_options(-fsanitize=${WORLDLINE_SANITIZE} -fno-sanitize-recover=all
        -fno-sanitize=null,object-size,vptr -fno-omit-frame-pointer -Wno-maybe-uninitialized)
    add_link_options(-fsanitize=${WORLDLINE_SANITIZE})
endif()

# An unchanged file is not compiled again after `make clean`. The sloppiness named here is
# what ccache asks for before it works with precompiled headers.
find_program(WORLDLINE_CCACHE ccache)
if(WORLDLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(sloppiness pch_defines,time_macros,include_file_mtime,include_file_ctime)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=${sloppiness} ${WORLDLINE_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()

function(worldline_flags target)
    target_compile_features(${target} PRIVATE cxx_std_20)
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
    # -ffp-contract=off: a fused multiply-add rounds once instead of twice, so the same program
    # would give other numbers on another machine. For the same reason no -march=native and no
    # -ffast-math, here or anywhere.
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wconversion -Wshadow -Werror -ffp-contract=off
        # At -O3 g++ 12 sees ghosts in "text" + string and in fmt.
        $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
endfunction()

# What goes along to programs with behaviours of their own: they compute the same on every machine
# only if this is said of them, too. Warnings are their own affair.
function(worldline_flags_for_users target)
    target_compile_options(${target} INTERFACE
        $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang>:-ffp-contract=off>)
endfunction()

# A layer is named by its last name alone ("base"), a package by the target of packages.cmake. What
# is neither is taken for a layer, so that a misspelt or missing one stops the configuration.
function(worldline_link target visibility)
    foreach(below IN LISTS ARGN)
        if(NOT below MATCHES "::" AND NOT TARGET ${below})
            set(below worldline::${below})
        endif()
        target_link_libraries(${target} ${visibility} ${below})
    endforeach()
endfunction()

function(worldline_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "SOURCES;HEADERS;ON;PRIVATE_ON")
    if(layer_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "worldline_layer(${name}): not understood: ${layer_UNPARSED_ARGUMENTS}")
    endif()
    set(target worldline_${name})
    if(layer_SOURCES)
        set(visibility PUBLIC)
        add_library(${target} STATIC ${layer_SOURCES})
        worldline_flags(${target})
        worldline_link(${target} PRIVATE ${layer_PRIVATE_ON})
        target_compile_definitions(${target} PRIVATE WORLDLINE_VERSION="${PROJECT_VERSION}")
        list(LENGTH layer_SOURCES n_sources)
        if(WORLDLINE_PRECOMPILED AND n_sources GREATER 3)  # it costs as much as three files save
            target_precompile_headers(${target} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/standard.hpp)
        endif()
    else()
        set(visibility INTERFACE)
        add_library(${target} INTERFACE)
    endif()
    add_library(worldline::${name} ALIAS ${target})
    target_compile_features(${target} ${visibility} cxx_std_20)
    target_sources(${target} ${visibility}
        FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${layer_HEADERS})
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
    worldline_link(${target} ${visibility} ${layer_ON})
    set_property(GLOBAL APPEND PROPERTY WORLDLINE_LAYERS worldline::${name})
endfunction()

function(worldline_program name)
    cmake_parse_arguments(PARSE_ARGV 1 program "" "" "SOURCES;ON")
    if(program_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR
            "worldline_program(${name}): not understood: ${program_UNPARSED_ARGUMENTS}")
    endif()
    add_executable(${name} ${program_SOURCES})
    worldline_flags(${name})
    target_compile_definitions(${name} PRIVATE WORLDLINE_VERSION="${PROJECT_VERSION}")
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    worldline_link(${name} PRIVATE ${program_ON})
endfunction()
