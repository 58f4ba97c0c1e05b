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

file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [=[
#include "validation/run/build_info.hpp"

namespace quenchmark::validation {

const BuildInfo& build_info() {
  static const BuildInfo info{"@VERSION@", "@commit@", @dirty@, R"(@COMPILER@)", "@BUILD_TYPE@", R"(@FLAGS@)",
                              R"(@LIBRARIES@)"};
  return info;
}

}  // namespace quenchmark::validation
]=])
