#include "sqlite_rows.hpp"

#include <cstring>

#include "waspada/text.hpp"

namespace waspada::cli {

void SqliteRecord::value(char type, const void* bytes, std::size_t size) {
  out_ += type;
  out_.append(static_cast<const char*>(bytes), size);
}

SqliteRecord& SqliteRecord::null() {
  out_ += 'n';
  return *this;
}

SqliteRecord& SqliteRecord::integer(std::uint64_t number) {
  value('i', &number, sizeof number);
  return *this;
}

SqliteRecord& SqliteRecord::real(double number) {
  value('d', &number, sizeof number);
  return *this;
}

SqliteRecord& SqliteRecord::text(std::string_view text) {
  std::string mended;
  if (!is_utf8(text)) {
    mended = without_ill_formed(text);
    text = mended;
  }
  const std::uint64_t size = text.size();
  value('t', &size, sizeof size);
  out_ += text;
  return *this;
}

SqliteRecord& SqliteRecord::text_or_null(std::string_view value) {
  return value.empty() ? null() : text(value);
}

bool SqliteRecords::next(SqliteTable& table) {
  if (bytes_.empty()) return false;
  table = static_cast<SqliteTable>(bytes_.front());
  bytes_.remove_prefix(1);
  return true;
}

SqliteRecords::Value SqliteRecords::value() {
  Value out;
  out.type = static_cast<Type>(bytes_.front());
  bytes_.remove_prefix(1);
  if (out.type == Type::integer) take(&out.integer, sizeof out.integer);
  if (out.type == Type::real) take(&out.real, sizeof out.real);
  if (out.type == Type::text) {
    std::uint64_t size = 0;
    take(&size, sizeof size);
    out.text = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
  }
  return out;
}

void SqliteRecords::take(void* to, std::size_t size) {
  std::memcpy(to, bytes_.data(), size);
  bytes_.remove_prefix(size);
}

}  // namespace waspada::cli
