#include "json.hpp"

#include <doctest/doctest.h>

#include "load_error.hpp"

using namespace waspada;
using namespace waspada::detail;

// A value that a message quoted broke the line in two, or spoke to the terminal. Messages show
// control characters as escapes.
TEST_CASE("fail: what is quoted stays on one line and is no terminal command") {
  CHECK(message_of([] { fail(ErrorCode::syntax, "a\nb.json", "\"\n\x1b[2J\x7f\" is no level"); }) ==
        "a\\nb.json: \"\\n\\x1b[2J\\x7f\" is no level");
}
