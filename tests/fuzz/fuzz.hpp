#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

/// What libFuzzer calls with each input, and replay.cpp with each file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace waspada::fuzz {

/// Ends the program, which a fuzzer reports as a finding, unless a promise is kept.
inline void demand(bool kept, const std::string& promise) {
  if (kept) return;
  (void)std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
  std::abort();
}

/// What errors promise: one line that names a place and says what is wrong.
inline void demand_message(const std::string& where, const std::string& message) {
  demand(!where.empty() && !message.empty(), "an error names a place and says what is wrong");
  demand((where + message).find('\n') == std::string::npos, "an error is one line: " + message);
}

}  // namespace waspada::fuzz
