// SPDX-License-Identifier: GPL-3.0-or-later
// The value-or-error type used for everything that depends on user input or files.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace qonvolve {

/// What went wrong, in words for the user.
/// `where`: JSON pointer into the experiment ("/stack/3/options/stride"), file name with position
/// ("a.csv:12:4") or empty. `message`: what is wrong, what was found and what is allowed.
/// `hint`: what to do about it (may be empty).
struct Error {
  std::string where;
  std::string message;
  std::string hint;
  bool operator==(const Error&) const = default;
};

/// "where: message hint" on one line, parts left out when empty.
std::string toText(const Error& error);

/// Either a value or an Error; member names follow std::expected (C++23).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return checked(); }
  const T& value() const& { return const_cast<Result*>(this)->checked(); }
  T&& value() && { return std::move(checked()); }
  T& operator*() & { return checked(); }
  const T& operator*() const& { return const_cast<Result*>(this)->checked(); }
  T&& operator*() && { return std::move(checked()); }
  T* operator->() { return &checked(); }
  const T* operator->() const { return &const_cast<Result*>(this)->checked(); }

  const Error& error() const {
    assert(!has_value());
    return *std::get_if<1>(&state_);
  }

 private:
  T& checked() {
    assert(has_value());
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  bool has_value() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return has_value(); }
  const Error& error() const {
    assert(failed_);
    return error_;
  }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace qonvolve
