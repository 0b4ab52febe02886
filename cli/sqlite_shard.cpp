#include "command_error.hpp"
#include "shard_rows.hpp"

#ifdef WASPADA_WITH_SQLITE3

#include <array>

#include "sqlite_database.hpp"
#include "sqlite_rows.hpp"

namespace waspada::cli {
namespace {

struct Query {
  SqliteTable table;
  const char* sql;
};

// The columns in the order of sqlite_sink.cpp's statements.
constexpr std::array<Query, 3> kQueries = {{
    {SqliteTable::verdicts,
     "SELECT row, id, file, line, offset, level, risk, log_odds, kind, kinds, model, limits, text, "
     "input FROM verdicts ORDER BY row"},
    {SqliteTable::reasons, "SELECT * FROM reasons ORDER BY row, n"},
    {SqliteTable::facts, "SELECT * FROM facts ORDER BY row, n"},
}};

class SqliteShard final : public ShardRows {
 public:
  explicit SqliteShard(const std::string& path) : database_(path, path, SQLITE_OPEN_READONLY) {
    for (std::size_t i = 0; i < kQueries.size(); ++i) {
      statements_[i] = database_.prepare(kQueries[i].sql);
      step(i);
    }
  }
  SqliteShard(const SqliteShard&) = delete;
  SqliteShard& operator=(const SqliteShard&) = delete;
  ~SqliteShard() override {
    for (sqlite3_stmt* statement : statements_) ::sqlite3_finalize(statement);
  }

  [[nodiscard]] const std::string& header() const override { return header_; }
  [[nodiscard]] std::uint64_t row() const override { return rows_[0]; }

  void take(std::string& out) override {
    const std::uint64_t row = rows_[0];
    for (std::size_t i = 0; i < kQueries.size(); ++i) {
      while (rows_[i] == row) {
        append(i, out);
        step(i);
      }
    }
  }

 private:
  void step(std::size_t i) {
    const int status = ::sqlite3_step(statements_[i]);
    database_.check(status);
    rows_[i] = status == SQLITE_ROW
                   ? static_cast<std::uint64_t>(::sqlite3_column_int64(statements_[i], 0))
                   : 0;
  }

  void append(std::size_t i, std::string& out) const {
    SqliteRecord record(out, kQueries[i].table);
    sqlite3_stmt* statement = statements_[i];
    for (int column = 0; column < ::sqlite3_column_count(statement); ++column) {
      switch (::sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
          record.integer(static_cast<std::uint64_t>(::sqlite3_column_int64(statement, column)));
          break;
        case SQLITE_FLOAT:
          record.real(::sqlite3_column_double(statement, column));
          break;
        case SQLITE_TEXT: {
          const auto* bytes = ::sqlite3_column_text(statement, column);
          const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement, column));
          record.text({reinterpret_cast<const char*>(bytes), size});
          break;
        }
        default:
          record.null();
      }
    }
  }

  SqliteDatabase database_;
  std::string header_;
  std::array<sqlite3_stmt*, kQueries.size()> statements_{};
  std::array<std::uint64_t, kQueries.size()> rows_{};
};

}  // namespace

std::unique_ptr<ShardRows> open_sqlite_shard(const std::string& path) {
  return std::make_unique<SqliteShard>(path);
}

}  // namespace waspada::cli

#else

namespace waspada::cli {

std::unique_ptr<ShardRows> open_sqlite_shard(const std::string& path) {
  throw CommandError(path + ": this waspada was built without SQLite");
}

}  // namespace waspada::cli

#endif
