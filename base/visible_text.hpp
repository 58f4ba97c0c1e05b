#pragma once
// Text of a user's file as it can be shown: no byte of it moves a cursor, rings a bell or ends a message.

#include <string>
#include <string_view>

namespace quenchmark {

/// Control characters (C0, DEL and, in UTF-8, C1) as \xNN; everything else as it is.
std::string visible(std::string_view text);

}  // namespace quenchmark
