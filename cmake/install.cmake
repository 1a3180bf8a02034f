# SPDX-License-Identifier: Apache-2.0
#
# What goes into a wheel (or under a prefix): the program, the extension, the scenario library.

if(DEFINED SKBUILD)
    set(programs ${SKBUILD_SCRIPTS_DIR})
    set(package worldline)
else()
    include(GNUInstallDirs)
    set(programs ${CMAKE_INSTALL_BINDIR})
    set(package ${CMAKE_INSTALL_DATADIR}/worldline)
endif()

if(TARGET worldline)
    install(TARGETS worldline RUNTIME DESTINATION ${programs} COMPONENT worldline)
endif()
if(TARGET worldline-bench)
    install(TARGETS worldline-bench RUNTIME DESTINATION ${programs} COMPONENT worldline)
endif()
if(TARGET _worldline)
    install(TARGETS _worldline LIBRARY DESTINATION ${package} COMPONENT worldline)
endif()
install(DIRECTORY scenarios/library/ DESTINATION ${package}/library COMPONENT worldline
    FILES_MATCHING PATTERN "*.yaml")
