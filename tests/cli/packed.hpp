#pragma once

#include <string>
#include <string_view>

/// One gzip member, or one zstd frame, as other programs make them. Empty where
/// the tests were built without the library.
[[nodiscard]] std::string gzip(std::string_view bytes);
[[nodiscard]] std::string zstd(std::string_view bytes);
