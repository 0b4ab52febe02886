#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A way to write a word so that people still read it and filters do not.
struct Disguise {
  std::string_view name;
  std::string (*apply)(std::string_view word);  ///< For words of small ASCII letters.
};

/// All of them, for property tests: folding undoes each.
[[nodiscard]] const std::vector<Disguise>& disguises();
