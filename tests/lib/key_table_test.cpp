#include "key_table.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace waspada::detail;

TEST_CASE("KeyTable: finds what was added, under the number of its coming") {
  KeyTable table;
  CHECK(table.find("") == KeyTable::kNone);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const auto [number, fresh] = table.add("key" + std::to_string(i));
    CHECK(number == i);
    CHECK(fresh);
  }
  CHECK(table.size() == 5000);
  CHECK(table.add("key17") == std::pair(std::uint32_t{17}, false));
  CHECK(table.find("key4999") == 4999);
  CHECK(table[4999] == "key4999");
  CHECK(table.find("key5000") == KeyTable::kNone);
  CHECK(table.add("").second);
  CHECK(table.find("") == 5000);
}
