#include <doctest/doctest.h>

#include <string>

#include "program.hpp"

TEST_CASE("tokens: place, kind and folded text, separated by tabs") {
  const TemporaryDirectory directory;
  const std::string expected = "0\t4\tword\tgaji\n5\t16\tmoney\trp5.000.000\n";
  const Outcome outcome = waspada({"tokens"}, "Gaji Rp5.000.000");
  CHECK(outcome.code == 0);
  CHECK(outcome.out == expected);
  CHECK(waspada({"tokens", directory.write("ad.txt", "Gaji Rp5.000.000")}).out == expected);
}

TEST_CASE("tokens: nothing from nothing, and errors with a name") {
  const Outcome nothing = waspada({"tokens"}, "");
  CHECK(nothing.code == 0);
  CHECK(nothing.out.empty());
  const Outcome missing = waspada({"tokens", "/nowhere/ad.txt"});
  CHECK(missing.code == 2);
  CHECK(missing.err == "waspada: /nowhere/ad.txt: No such file or directory\n");
  CHECK(waspada({"tokens", "-o", "/dev/full"}, "gaji").code == 2);
}
