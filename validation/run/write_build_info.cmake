# Run at every build: writes OUTPUT only when its contents change, so that nothing is rebuilt without need.
function(ask_git variable)
  execute_process(COMMAND ${GIT} ${ARGN} WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE answer ERROR_QUIET
                  OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
  if(status EQUAL 0)
    set(${variable} "${answer}" PARENT_SCOPE)
  endif()
endfunction()

set(commit "unknown")
set(changes "")
if(GIT)
  ask_git(commit rev-parse HEAD)
  ask_git(changes status --porcelain --untracked-files=no)
endif()
set(dirty false)
if(changes)
  set(dirty true)
endif()

# The numbers of a record hang on the code in these rooms; tests, benchmarks and fuzzers make none.
set(code "")
foreach(room base cases/spec reference solvers)
  file(GLOB_RECURSE files LIST_DIRECTORIES false RELATIVE ${SOURCE_DIR}
       ${SOURCE_DIR}/${room}/*.hpp ${SOURCE_DIR}/${room}/*.cpp ${SOURCE_DIR}/${room}/*.cu)
  list(FILTER files EXCLUDE REGEX "(_test|_benchmark|_fuzz)\\.[a-z]+$|/testing/")
  foreach(file IN LISTS files)
    file(SHA256 ${SOURCE_DIR}/${file} digest)
    string(APPEND code "${digest} ${file}\n")
  endforeach()
endforeach()

# All that the compiler knows of itself and of the processor it makes code for.
separate_arguments(words UNIX_COMMAND "${FLAGS}")
execute_process(COMMAND ${CXX} ${words} -dM -E -x c++ /dev/null OUTPUT_VARIABLE macros RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${CXX} does not tell its macros: the build cannot be named")
endif()
if(macros MATCHES "__AVX512F__")
  set(simd "AVX-512")
elseif(macros MATCHES "__AVX2__")
  set(simd "AVX2")
elseif(macros MATCHES "__ARM_NEON")
  set(simd "NEON")
else()
  set(simd "128 bits")
endif()
string(SHA256 identity "${code}\n${macros}\n${COMPILER} ${BUILD_TYPE} ${FLAGS}\n${NUMERICS}\n")

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [=[
#include "validation/run/build_info.hpp"

namespace quenchmark::validation {

const BuildInfo& build_info() {
  static const BuildInfo info{"@VERSION@", "@identity@", "@commit@", @dirty@, R"(@COMPILER@)", "@simd@", "@BUILD_TYPE@",
                              R"(@FLAGS@)", R"(@LIBRARIES@)"};
  return info;
}

}  // namespace quenchmark::validation
]=])
