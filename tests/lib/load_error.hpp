#pragma once

#include <doctest/doctest.h>

#include <string>

#include "json.hpp"

namespace waspada::detail {

/// The error that a loading function throws.
template <class Load>
[[nodiscard]] Error error_of(const Load& load) {
  try {
    load();
  } catch (const LoadError& error) {
    return error.error;
  }
  FAIL("no error");
  return {ErrorCode::io, {}, {}};
}

/// The same as the one line that a user sees.
template <class Load>
[[nodiscard]] std::string message_of(const Load& load) {
  const Error error = error_of(load);
  return error.where + ": " + error.message;
}

}  // namespace waspada::detail
