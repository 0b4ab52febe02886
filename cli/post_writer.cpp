#include "post_writer.hpp"

#include <algorithm>
#include <charconv>

#include "command_error.hpp"
#include "sqlite_rows.hpp"
#include "waspada/render.hpp"
#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

/// What CSV output adds. Columns of the input that are called so are left out:
/// they come from an earlier run.
constexpr std::string_view kAdded[] = {"waspada_level", "waspada_risk", "waspada_kinds",
                                       "waspada_reasons"};

bool is_added(std::string_view column) {
  return column == kRowColumn ||
         std::find(std::begin(kAdded), std::end(kAdded), column) != std::end(kAdded);
}

/// RFC 4180, except that lines end in a line feed alone.
void append_quoted(std::string& out, std::string_view value) {
  if (value.find_first_of(",\"\r\n") == value.npos) {
    out += value;
    return;
  }
  out += '"';
  for (std::size_t quote = 0; (quote = value.find('"')) != value.npos;) {
    out += value.substr(0, quote + 1);
    out += '"';
    value.remove_prefix(quote + 1);
  }
  out += value;
  out += '"';
}

void append_base64(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= count ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    }
  }
}

void append_number(std::string& out, std::uint64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace

PostWriter::PostWriter(Format format, bool numbered, RenderOptions rendering)
    : format_(format), numbered_(numbered), rendering_(rendering) {}

std::string PostWriter::begin(const PostReader& reader, const std::string& file) {
  if (format_ != Format::csv) return {};
  const bool has_header = reader.format() == PostFormat::csv || reader.format() == PostFormat::tsv;
  std::vector<std::string> columns = reader.columns();
  if (has_header && columns.empty()) return {};  // an empty file
  if (!has_header) columns = {"id", "text"};
  if (begun_) {
    if (columns == header_) return {};
    throw CommandError(file + ": not the columns of the first file; use --to jsonl");
  }
  begun_ = true;
  own_columns_ = has_header;
  header_ = std::move(columns);
  std::string out;
  if (numbered_) out.append(kRowColumn).append(",");
  for (const std::string& column : header_) {
    if (is_added(column)) continue;
    append_quoted(out, column);
    out += ',';
  }
  for (const std::string_view column : kAdded) {
    out += column;
    out += column == kAdded[3] ? '\n' : ',';
  }
  return out;
}

void PostWriter::append(std::string& out, const Post& post, const Verdict& verdict,
                        const std::string& file) const {
  switch (format_) {
    case Format::csv:
      append_csv(out, post, verdict);
      break;
    case Format::jsonl:
      append_json(out, post, verdict);
      break;
    case Format::sqlite:
      append_records(out, post, verdict, file);
      break;
  }
}

void PostWriter::append_json(std::string& out, const Post& post, const Verdict& verdict) const {
  std::string object = to_json(verdict, post.text, post.id, rendering_);
  object.pop_back();  // the closing brace: the input becomes the last member
  std::string_view members = object;
  if (numbered_) {
    out += kRowMember;
    append_number(out, post.row);
    out += ',';
    members.remove_prefix(1);
  }
  out += members;
  out += ",\"input\":";
  append_input(out, post);
  out += "}\n";
}

void PostWriter::append_input(std::string& out, const Post& post) const {
  out += '{';
  for (std::size_t i = 0; i < post.columns.size(); ++i) {
    const auto& [column, value] = post.columns[i];
    if (i > 0) out += ',';
    append_json_string(out, column);
    out += ':';
    const bool is_json = !post.is_json.empty() && post.is_json[i];
    if (!rendering_.mask) {
      if (is_json) {
        out += value;
      } else {
        append_json_string(out, value);
      }
      continue;
    }
    // A number or an object that had to be masked is no longer one.
    const std::string masked = mask_contacts(value);
    if (is_json && masked == value) {
      out += value;
    } else {
      append_json_string(out, masked);
    }
  }
  out += '}';
}

void PostWriter::append_csv(std::string& out, const Post& post, const Verdict& verdict) const {
  if (numbered_) {
    append_number(out, post.row);
    out += ',';
  }
  if (own_columns_) {
    for (const auto& [column, value] : post.columns) {
      if (!is_added(column)) append_field(out, value);
    }
  } else {
    append_quoted(out, post.id);
    out += ',';
    append_field(out, post.text);
  }
  out += name(verdict.level);
  char risk[16];
  const auto end =
      std::to_chars(risk, risk + sizeof risk, verdict.risk, std::chars_format::fixed, 6).ptr;
  out += ',';
  out.append(risk, end);
  char separator = ',';
  for (const KindScore& kind : verdict.kinds) {
    out += separator;
    out += kind.id;
    separator = ' ';
  }
  if (verdict.kinds.empty()) out += ',';
  separator = ',';
  for (const Reason& reason : verdict.reasons) {
    out += separator;
    out += reason.rule;
    separator = ' ';
  }
  if (verdict.reasons.empty()) out += ',';
  out += '\n';
}

void PostWriter::append_field(std::string& out, std::string_view value) const {
  if (rendering_.mask) {
    append_quoted(out, mask_contacts(value));
  } else {
    append_quoted(out, value);
  }
  out += ',';
}

std::string PostWriter::reject_line(const Reject& reject) const {
  std::string out = "{\"file\":";
  append_json_string(out, reject.file);
  out += ",\"row\":";
  append_number(out, reject.row);
  out += ",\"line\":";
  append_number(out, reject.line);
  out += ",\"offset\":";
  append_number(out, reject.offset);
  out += ",\"reason\":";
  append_json_string(out, reject.reason);
  out += ",\"raw\":";
  append_json_string(out, rendering_.mask ? mask_contacts(reject.raw) : reject.raw);
  if (!rendering_.mask && !is_utf8(reject.raw)) {  // a JSON string cannot hold them
    out += ",\"raw_base64\":\"";
    append_base64(out, reject.raw);
    out += '"';
  }
  out += "}\n";
  return out;
}

std::string PostWriter::error_line(const Reject& reject) {
  std::string out = "{\"schema\":1,\"id\":\"";
  append_number(out, reject.row);
  out += "\",\"error\":";
  append_json_string(out, reject.reason);
  out += "}\n";
  return out;
}

}  // namespace waspada::cli
