# How a folder declares its library, its tests and its micro-benchmarks.

# quenchmark_library(NAME SOURCES a.cpp ... [LINK target ...])
function(quenchmark_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC quenchmark_settings ${ARG_LINK})
endfunction()

# quenchmark_test(NAME SOURCES a_test.cpp ... [LINK target ...] [TIMEOUT seconds]): one binary, each of its tests known to ctest.
function(quenchmark_test name)
  if(NOT QUENCHMARK_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)  # wall time: a test of seconds must survive a machine with twenty other jobs
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quenchmark_settings ${ARG_LINK} GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)  # helpers of tests may share their names
  # Without the values: those that GoogleTest cannot print would put addresses into the names of the tests.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES PROPERTIES
    TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT UBSAN_OPTIONS=halt_on_error=1)  # undefined behaviour fails the test; without sanitisers it says nothing
endfunction()

# quenchmark_benchmark(NAME SOURCES a_benchmark.cpp ... [LINK target ...])
function(quenchmark_benchmark name)
  if(NOT QUENCHMARK_BENCHMARKS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quenchmark_settings ${ARG_LINK} benchmark::benchmark benchmark::benchmark_main)
endfunction()

# quenchmark_fuzzer(NAME SOURCES a_fuzz.cpp ... [LINK target ...]): any bytes as input of one reader; ci/fuzz runs them.
function(quenchmark_fuzzer name)
  if(NOT QUENCHMARK_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE quenchmark_settings ${ARG_LINK})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
