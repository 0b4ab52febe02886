#include "near_words.hpp"

#include <doctest/doctest.h>

using namespace waspada::detail;

TEST_CASE("is_near: one letter in, out, changed or swapped; not none and not two") {
  for (const char* other : {"pertamin", "pertaminaa", "pertanina", "petramina", "xpertamina"}) {
    CAPTURE(other);
    CHECK(is_near("pertamina", other));
    CHECK(is_near(other, "pertamina"));
  }
  for (const char* other : {"pertamina", "pertamni", "petramian", "pertaminaxx", ""}) {
    CAPTURE(other);
    CHECK_FALSE(is_near("pertamina", other));
  }
}
