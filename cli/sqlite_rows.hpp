#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace waspada::cli {

/// The tables that take a row each, by the byte that begins a record.
enum class SqliteTable : char { verdicts = 'v', reasons = 'r', facts = 'f' };

/// Appends records for an SQLite database to a string: workers make them, the
/// one thread that writes the database only copies values into statements.
class SqliteRecord {
 public:
  SqliteRecord(std::string& out, SqliteTable table) : out_(out) {
    out_ += static_cast<char>(table);
  }

  SqliteRecord& null();
  SqliteRecord& integer(std::uint64_t value);
  SqliteRecord& real(double value);
  SqliteRecord& text(std::string_view value);  ///< Ill-formed UTF-8 becomes U+FFFD.
  /// Null when it is empty.
  SqliteRecord& text_or_null(std::string_view value);

 private:
  void value(char type, const void* bytes, std::size_t size);

  std::string& out_;
};

/// Reads records back.
class SqliteRecords {
 public:
  explicit SqliteRecords(std::string_view bytes) : bytes_(bytes) {}

  enum class Type : char { null = 'n', integer = 'i', real = 'd', text = 't' };

  struct Value {
    Type type = Type::null;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text;
  };

  /// Moves to the next record; false at the end.
  [[nodiscard]] bool next(SqliteTable& table);
  [[nodiscard]] Value value();

 private:
  void take(void* to, std::size_t size);

  std::string_view bytes_;
};

}  // namespace waspada::cli
