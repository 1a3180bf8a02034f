# SPDX-License-Identifier: Apache-2.0
#
# What goes into a wheel (or under a prefix): the program, the extension, the scenario library.

include(GNUInstallDirs)
if(DEFINED SKBUILD)
    set(programs ${SKBUILD_SCRIPTS_DIR})
    set(package worldline)
else()
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

# For programs with behaviours of their own: headers, static libraries, and what find_package asks
# for. A component by itself, so that wheels stay small.
if(NOT WORLDLINE_SANITIZE)
    include(CMakePackageConfigHelpers)
    set(place ${CMAKE_INSTALL_LIBDIR}/cmake/worldline)
    get_property(layers GLOBAL PROPERTY WORLDLINE_LAYERS)
    list(REMOVE_ITEM layers worldline::bench)
    list(TRANSFORM layers REPLACE "^worldline::" "")
    set(targets)
    foreach(layer IN LISTS layers)
        set_target_properties(worldline_${layer} PROPERTIES EXPORT_NAME ${layer})
        list(APPEND targets worldline_${layer})
    endforeach()

    # worldline::worldline is all of it.
    add_library(worldline_whole INTERFACE)
    set_target_properties(worldline_whole PROPERTIES EXPORT_NAME worldline)
    target_link_libraries(worldline_whole INTERFACE worldline_command)
    worldline_flags_for_users(worldline_whole)

    install(TARGETS ${targets} worldline_whole EXPORT worldline
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/worldline COMPONENT development)
    install(EXPORT worldline NAMESPACE worldline:: FILE worldlineTargets.cmake
        DESTINATION ${place} COMPONENT development)
    configure_package_config_file(cmake/worldlineConfig.cmake.in
        ${PROJECT_BINARY_DIR}/worldlineConfig.cmake INSTALL_DESTINATION ${place})
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/worldlineConfigVersion.cmake
        COMPATIBILITY SameMinorVersion)
    install(FILES cmake/packages.cmake ${PROJECT_BINARY_DIR}/worldlineConfig.cmake
            ${PROJECT_BINARY_DIR}/worldlineConfigVersion.cmake
        DESTINATION ${place} COMPONENT development)
endif()
