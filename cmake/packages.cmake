# SPDX-License-Identifier: Apache-2.0
#
# Every package of others, found once, under one kind of name. All come from the system; nothing
# is downloaded. They are found here, and not in the room that uses them, because a static library
# passes its private packages on to whoever links it, and so the target must be known everywhere.
# Who may use which is decided by design rule 3 and held by tests/tidy.

if(NOT COMMAND worldline_package)  # worldlineConfig.cmake.in has another, which asks less firmly
    macro(worldline_package)
        find_package(${ARGN} REQUIRED)
    endmacro()
endif()

worldline_package(Threads)
if(WORLDLINE_PLAIN_THREADS)
    find_package(TBB QUIET)
else()
    worldline_package(TBB)                            # TBB::tbb
endif()
worldline_package(Eigen3 3.4)                         # Eigen3::Eigen
worldline_package(fmt 9)                              # fmt::fmt
worldline_package(Boost 1.74 CONFIG)                  # Boost::boost, headers alone
worldline_package(OpenSSL 3 COMPONENTS Crypto)        # OpenSSL::Crypto
worldline_package(HDF5 COMPONENTS C)                  # hdf5::hdf5
worldline_package(ZLIB)                               # ZLIB::ZLIB
worldline_package(CLI11 2)                            # CLI11::CLI11
worldline_package(nlohmann_json 3)                    # nlohmann_json::nlohmann_json

worldline_package(yaml-cpp)                           # yaml-cpp

worldline_package(PkgConfig)
foreach(package isal sleef xxhash muparser libgit2 erfa)
    set(module_of_isal libisal)
    set(module_of_xxhash libxxhash)
    set(module ${package})
    if(DEFINED module_of_${package})
        set(module ${module_of_${package}})
    endif()
    pkg_check_modules(${package} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${module})
endforeach()                                          # PkgConfig::isal ... PkgConfig::erfa

# Two packages that describe themselves to nobody.
if(NOT TARGET random123)
    find_path(RANDOM123_INCLUDE Random123/philox.h REQUIRED)
    add_library(random123 INTERFACE IMPORTED GLOBAL)
    target_include_directories(random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE})
endif()
if(NOT TARGET udunits2)
    find_path(UDUNITS_INCLUDE udunits2.h PATH_SUFFIXES udunits2 REQUIRED)
    find_library(UDUNITS_LIBRARY udunits2 REQUIRED)
    add_library(udunits2 INTERFACE IMPORTED GLOBAL)
    target_include_directories(udunits2 SYSTEM INTERFACE ${UDUNITS_INCLUDE})
    target_link_libraries(udunits2 INTERFACE ${UDUNITS_LIBRARY})
endif()

if(WORLDLINE_TESTS)
    find_package(Catch2 REQUIRED)                     # Catch2::Catch2, version 2 or 3
    find_package(Python3 REQUIRED COMPONENTS Interpreter)  # Python3::Interpreter, for tests/tidy
endif()

if(WORLDLINE_PYTHON)
    find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
    if(NOT DEFINED pybind11_DIR)
        # The package manager of Python knows where it put pybind11; CMake does not look there.
        execute_process(COMMAND ${Python_EXECUTABLE} -m pybind11 --cmakedir
            OUTPUT_VARIABLE pybind11_DIR OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
    find_package(pybind11 REQUIRED CONFIG)            # pybind11_add_module
endif()
