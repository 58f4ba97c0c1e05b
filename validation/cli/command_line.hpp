#pragma once
// `quenchmark VERB [args]`: finds the verb, reads its options, turns every error into its line, document and
// exit status.

namespace quenchmark::validation {

/// The whole program; returns its exit status and never throws.
int run_command_line(int argc, char** argv);

}  // namespace quenchmark::validation
