#pragma once
// How one piece of work is asked for, and what came of it.

#include <filesystem>
#include <string>

#include "base/run_control.hpp"
#include "base/stop_cause.hpp"
#include "validation/run/provenance.hpp"

namespace quenchmark::validation {

/// What to do when there is an earlier file.
enum class Earlier {
  refuse,   ///< Error(usage); the file is untouched
  resume,   ///< nothing when it ran to its end; an interrupted one is computed anew; another version is
            ///< Error(usage)
  renew,    ///< nothing when it ran to its end; else it is computed anew, whatever was there
  replace,  ///< computed anew, and replaced even by an interrupted run
};

struct RunOptions {
  std::filesystem::path out = "quenchmark-out";
  std::string name = "result";  ///< OUT/<id>/<tier>/<name>.h5
  Earlier earlier = Earlier::refuse;
  int replica = -1;                  ///< -1: all of the case's
  double checkpoint_seconds = 60.0;  ///< a checkpoint at least this often; 0: after every step
  Invocation invocation;
  RunControl control;
};

struct RunOutcome {
  std::filesystem::path file;  ///< where the record stands
  bool computed = false;       ///< false: it was there already
  std::string status, reason;  ///< of the record
  StopCause cause = StopCause::none;
  double t_reached = 0.0;  ///< in the unit of the case
  double seconds = 0.0;    ///< wall clock of the work
  std::string note;        ///< what the user should know, e.g. that an interrupted run began again
};

}  // namespace quenchmark::validation
