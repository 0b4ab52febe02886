#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace waspada {

/// What went wrong while loading rules, a policy or a model.
enum class ErrorCode { io, syntax, invalid_rule, invalid_policy, invalid_data, invalid_model };

/// A failure a caller can act on. Scoring never produces one; loading may.
struct Error {
  ErrorCode code;
  std::string where;    ///< File, rule id or JSON pointer; may be empty.
  std::string message;  ///< One line, lower case, no trailing full stop.
};

/// Either a value or an Error, with the member names of std::expected
/// (C++23), so that it can become an alias of it one day.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& operator*() & {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(has_value());
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  [[nodiscard]] const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace waspada
