#pragma once

#ifdef WASPADA_WITH_SQLITE3

#include <sqlite3.h>

#include <cstdint>
#include <new>
#include <string>

#include "command_error.hpp"

namespace waspada::cli {

/// A connection whose failures are CommandErrors with the file's name.
class SqliteDatabase {
 public:
  /// `name` is how messages call the file. It is made when `flags` say so.
  SqliteDatabase(const std::string& file, std::string name, int flags) : name_(std::move(name)) {
    check(::sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr));
  }
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;
  ~SqliteDatabase() { ::sqlite3_close_v2(handle_); }

  void run(const char* sql) { check(::sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }

  /// To be finalised by the caller.
  [[nodiscard]] sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* out = nullptr;
    check(::sqlite3_prepare_v2(handle_, sql, -1, &out, nullptr));
    return out;
  }

  /// The number a query gives in its first row and column.
  [[nodiscard]] std::uint64_t number(const char* sql) {
    sqlite3_stmt* statement = prepare(sql);
    const int status = ::sqlite3_step(statement);
    const auto out = static_cast<std::uint64_t>(::sqlite3_column_int64(statement, 0));
    ::sqlite3_finalize(statement);
    check(status);
    return out;
  }

  /// Whether somebody else is writing it.
  [[nodiscard]] bool is_busy() {
    return ::sqlite3_exec(handle_, "BEGIN EXCLUSIVE; ROLLBACK", nullptr, nullptr, nullptr) ==
           SQLITE_BUSY;
  }

  void check(int status) const {
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW) return;
    if (status == SQLITE_NOMEM) throw std::bad_alloc();
    if (status == SQLITE_BUSY) throw CommandError(name_ + ": another waspada is writing it");
    throw CommandError(name_ + ": " + ::sqlite3_errmsg(handle_));
  }

 private:
  std::string name_;
  sqlite3* handle_ = nullptr;
};

}  // namespace waspada::cli

#endif
