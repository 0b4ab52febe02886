#include "row_sink.hpp"

#ifdef WASPADA_WITH_SQLITE3

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "command_error.hpp"
#include "output.hpp"
#include "sqlite_database.hpp"
#include "sqlite_rows.hpp"
#include "waspada/verdict.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = R"sql(
  CREATE TABLE runs (
    run INTEGER PRIMARY KEY, library TEXT, rules TEXT, policy TEXT, model TEXT, unicode TEXT,
    options TEXT, inputs TEXT, shard TEXT, rows INTEGER, rejected INTEGER, high INTEGER,
    caution INTEGER, low INTEGER, insufficient INTEGER, not_ad INTEGER);
  CREATE TABLE verdicts (
    row INTEGER PRIMARY KEY, run INTEGER REFERENCES runs, id TEXT, file TEXT, line INTEGER,
    offset INTEGER, level TEXT, risk REAL, log_odds REAL, kind TEXT, kinds TEXT, model REAL,
    limits TEXT, text TEXT, input TEXT);
  CREATE TABLE reasons (
    row INTEGER REFERENCES verdicts, n INTEGER, rule TEXT, kind TEXT, severity TEXT,
    contribution REAL, "begin" INTEGER, "end" INTEGER, quote TEXT, message TEXT,
    PRIMARY KEY (row, n)) WITHOUT ROWID;
  CREATE TABLE facts (
    row INTEGER REFERENCES verdicts, n INTEGER, kind TEXT, type TEXT, value TEXT,
    "begin" INTEGER, "end" INTEGER, amount REAL, amount_max REAL, period TEXT, payer TEXT,
    PRIMARY KEY (row, n)) WITHOUT ROWID;)sql";

// Made at the end: cheaper than to keep them up with every row.
constexpr const char* kIndexes = R"sql(
  CREATE INDEX verdicts_by_level ON verdicts (level, risk);
  CREATE INDEX verdicts_by_risk ON verdicts (risk);
  CREATE INDEX verdicts_by_kind ON verdicts (kind, risk);
  CREATE INDEX verdicts_by_id ON verdicts (id);
  CREATE INDEX reasons_by_rule ON reasons (rule);
  CREATE INDEX facts_by_value ON facts (kind, value);)sql";

struct Insert {
  SqliteTable table;
  const char* sql;
  int columns;
};

constexpr int kMake = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

constexpr std::array<Insert, 3> kInserts = {{
    {SqliteTable::verdicts, "INSERT INTO verdicts VALUES (?,1,?,?,?,?,?,?,?,?,?,?,?,?,?)", 14},
    {SqliteTable::reasons, "INSERT INTO reasons VALUES (?,?,?,?,?,?,?,?,?,?)", 10},
    {SqliteTable::facts, "INSERT INTO facts VALUES (?,?,?,?,?,?,?,?,?,?,?)", 11},
}};

/// The header counts changes and names the count it was last right for. Both
/// differ with the number of checkpoints, which is all that does.
void forget_changes(const std::string& file, const std::string& name) {
  constexpr off_t kChangeCounter = 24;
  constexpr off_t kValidFor = 92;
  constexpr char kOne[4] = {0, 0, 0, 1};
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  const bool good = descriptor >= 0 && ::pwrite(descriptor, kOne, 4, kChangeCounter) == 4 &&
                    ::pwrite(descriptor, kOne, 4, kValidFor) == 4 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!good) throw CommandError(name + ": cannot be written");
}

class SqliteSink final : public RowSink {
 public:
  SqliteSink(const std::string& path, std::uint64_t keep)
      : path_(path), file_(partial_name(path)), position_(keep) {
    if (!can_be_partial(path)) throw CommandError(path + ": SQLite needs a file");
    if (keep == 0) {
      // An exclusive lock before anything is removed: nobody else is writing it.
      if (SqliteDatabase(file_, path_, kMake).is_busy()) {
        throw CommandError(path + ": another waspada is writing it");
      }
      std::error_code status;
      std::filesystem::remove(file_, status);
      std::filesystem::remove(file_ + "-journal", status);
    }
    open();
  }
  SqliteSink(const SqliteSink&) = delete;
  SqliteSink& operator=(const SqliteSink&) = delete;
  ~SqliteSink() override { close(); }

  void write(std::string_view rows) override {
    SqliteRecords records(rows);
    SqliteTable table{};
    while (records.next(table)) {
      std::size_t place = 0;
      while (kInserts[place].table != table) ++place;
      sqlite3_stmt* statement = inserts_[place];
      for (int column = 1; column <= kInserts[place].columns; ++column) {
        const SqliteRecords::Value value = records.value();
        if (column == 1) position_ = static_cast<std::uint64_t>(value.integer);
        bind(statement, column, value);
      }
      database_->check(::sqlite3_step(statement));
      database_->check(::sqlite3_reset(statement));
    }
  }

  void flush() override {}
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  void before_save() override {}
  void after_save() override { database_->run("COMMIT; BEGIN"); }

  void complete(const Json& run, const BatchTotals& totals) override {
    if (database_->number("SELECT count(*) FROM runs") == 0) {
      insert_run(run, totals);
      database_->run(kIndexes);
    }
    database_->run("COMMIT");
    close();
    // A run that was killed after its last commit left an empty one.
    std::error_code status;
    std::filesystem::remove(file_ + "-journal", status);
    forget_changes(file_, path_);
  }

  void finish() override { rename_complete(file_, path_); }

 private:
  void open() {
    database_ = std::make_unique<SqliteDatabase>(file_, path_, kMake);
    // Whatever the library's defaults: the same file, and safe against a power cut.
    database_->run(
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA page_size=4096; PRAGMA auto_vacuum=NONE;"
        "PRAGMA encoding='UTF-8'; PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;"
        "PRAGMA cache_size=-16384; BEGIN EXCLUSIVE");
    if (position_ == 0) database_->run(kSchema);
    database_->run("COMMIT; BEGIN");
    for (std::size_t i = 0; i < kInserts.size(); ++i) {
      inserts_[i] = database_->prepare(kInserts[i].sql);
    }
  }

  void close() {
    for (sqlite3_stmt*& statement : inserts_) {
      ::sqlite3_finalize(statement);
      statement = nullptr;
    }
    database_.reset();
  }

  void bind(sqlite3_stmt* statement, int column, const SqliteRecords::Value& value) {
    switch (value.type) {
      case SqliteRecords::Type::null:
        database_->check(::sqlite3_bind_null(statement, column));
        break;
      case SqliteRecords::Type::integer:
        database_->check(::sqlite3_bind_int64(statement, column, value.integer));
        break;
      case SqliteRecords::Type::real:
        database_->check(::sqlite3_bind_double(statement, column, value.real));
        break;
      case SqliteRecords::Type::text:
        database_->check(::sqlite3_bind_text64(statement, column, value.text.data(),
                                               value.text.size(), SQLITE_STATIC, SQLITE_UTF8));
        break;
    }
  }

  void insert_run(const Json& run, const BatchTotals& totals) {
    sqlite3_stmt* statement =
        database_->prepare("INSERT INTO runs VALUES (1,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    int column = 0;
    const auto text = [&](const Json& value) {
      ++column;
      if (value.is_null()) return;
      const std::string bytes = value.is_string()
                                    ? value.get<std::string>()
                                    : value.dump(-1, ' ', false, Json::error_handler_t::replace);
      ::sqlite3_bind_text(statement, column, bytes.c_str(), -1, SQLITE_TRANSIENT);
    };
    const auto number = [&](std::uint64_t value) {
      ::sqlite3_bind_int64(statement, ++column, static_cast<sqlite3_int64>(value));
    };
    for (const char* key : {"library", "rules", "policy", "model", "unicode"}) {
      text(run.at("versions").at(key));
    }
    for (const char* key : {"options", "inputs", "shard"}) text(run.at(key));
    number(totals.rows);
    number(totals.rejected);
    for (const Level level :
         {Level::high, Level::caution, Level::low, Level::insufficient, Level::not_ad}) {
      number(totals.levels[static_cast<std::size_t>(level)]);
    }
    const int status = ::sqlite3_step(statement);
    ::sqlite3_finalize(statement);
    database_->check(status);
  }

  std::string path_;
  std::string file_;
  std::uint64_t position_;  ///< The last row that has a verdict.
  std::unique_ptr<SqliteDatabase> database_;
  std::array<sqlite3_stmt*, kInserts.size()> inserts_{};
};

}  // namespace

std::unique_ptr<RowSink> make_sqlite_sink(const std::string& path, std::uint64_t keep) {
  return std::make_unique<SqliteSink>(path, keep);
}

std::uint64_t sqlite_position(const std::string& path) {
  const std::string file = partial_name(path);
  std::error_code status;
  if (!std::filesystem::exists(file, status)) return 0;
  SqliteDatabase database(file, path, SQLITE_OPEN_READWRITE);
  return database.number("SELECT ifnull(max(row), 0) FROM verdicts");
}

}  // namespace waspada::cli

#else

#include "command_error.hpp"

namespace waspada::cli {

std::unique_ptr<RowSink> make_sqlite_sink(const std::string& path, std::uint64_t) {
  throw CommandError(path + ": this waspada was built without SQLite");
}

std::uint64_t sqlite_position(const std::string&) { return 0; }

}  // namespace waspada::cli

#endif
