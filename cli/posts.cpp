#include "posts.hpp"

#include <algorithm>
#include <filesystem>

#include "command.hpp"
#include "post_readers.hpp"

namespace waspada::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kListed = 30;
constexpr std::size_t kRawOfTooLong = 4096;

std::optional<PostFormat> parse_format(std::string_view text) {
  for (const PostFormat format :
       {PostFormat::csv, PostFormat::tsv, PostFormat::jsonl, PostFormat::txt}) {
    if (text == name(format)) return format;
  }
  return std::nullopt;
}

std::optional<PostFormat> format_by_name(const std::string& path) {
  std::string extension = std::filesystem::path(path).extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (extension == ".tab") return PostFormat::tsv;
  if (extension == ".ndjson") return PostFormat::jsonl;
  return extension.empty() ? std::nullopt : parse_format(extension.substr(1));
}

/// Whether a header split at `delimiter` names one of the columns.
bool names_column(std::string_view header, char delimiter, const std::vector<std::string>& wanted) {
  while (true) {
    const auto end = header.find(delimiter);
    std::string_view field = header.substr(0, end);
    const auto begin = field.find_first_not_of(" \"");
    field = begin == field.npos ? std::string_view() : field.substr(begin);
    field = field.substr(0, field.find_last_not_of(" \"") + 1);
    if (std::find(wanted.begin(), wanted.end(), field) != wanted.end()) return true;
    if (end == header.npos) return false;
    header.remove_prefix(end + 1);
  }
}

PostFormat format_by_content(std::string_view content, const std::vector<std::string>& wanted) {
  const auto begin = content.find_first_not_of(" \t\r\n");
  if (begin == content.npos) return PostFormat::txt;
  if (content[begin] == '{') return PostFormat::jsonl;
  content.remove_prefix(begin);
  const std::string_view header = without_return(content.substr(0, content.find('\n')));
  const auto tabs = std::count(header.begin(), header.end(), '\t');
  if (tabs >= 2 || (tabs == 1 && names_column(header, '\t', wanted))) return PostFormat::tsv;
  for (const char delimiter : {',', ';'}) {
    if (header.find(delimiter) != header.npos && names_column(header, delimiter, wanted)) {
      return PostFormat::csv;
    }
  }
  return PostFormat::txt;
}

/// Names what somebody might take for posts and what to do about it.
void refuse_other_files(std::string_view content, const std::string& file) {
  if (file.ends_with(".json") && content.starts_with('[')) {
    throw CommandError(file + ": a JSON array; give one object a line");
  }
  if (content.starts_with("\x1F\x8B")) {
    throw CommandError(file + ": compressed with gzip; decompress it first");
  }
  if (content.starts_with("\x28\xB5\x2F\xFD")) {
    throw CommandError(file + ": compressed with zstd; decompress it first");
  }
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF")) {
    throw CommandError(file + ": encoded as UTF-16; convert it to UTF-8 first");
  }
}

class TxtReader final : public LinePostReader {
 public:
  // The library reads less of a text than this, so nothing is lost by the cut.
  static constexpr std::size_t kLongest = std::size_t{1} << 20;

  explicit TxtReader(PostInput input) : LinePostReader(std::move(input)) {
    source().cut_at(kLongest);
  }

  bool next(Post& post) override {
    Line line;
    while (source().next(line)) {
      const std::string_view bytes = without_return(line.bytes);
      if (bytes.empty()) continue;
      begin(line, post);
      post.id = std::to_string(post.row);
      post.text = bytes;
      post.raw = bytes;
      post.columns.clear();
      post.is_json.clear();
      return true;
    }
    return false;
  }
};

}  // namespace

std::string_view name(PostFormat format) noexcept {
  switch (format) {
    case PostFormat::csv:
      return "csv";
    case PostFormat::tsv:
      return "tsv";
    case PostFormat::jsonl:
      return "jsonl";
    case PostFormat::txt:
      break;
  }
  return "txt";
}

void add_options(CLI::App& command, PostOptions& options) {
  command
      .add_option(
          "--from", options.format,
          "csv, tsv, jsonl or txt (one ad a line); by default what the name or content says")
      ->check(CLI::IsMember({"csv", "tsv", "jsonl", "txt"}))
      ->group("Input");
  command
      .add_option("--text", options.text,
                  "Column with the text; may be repeated, then they are joined (default: text)")
      ->allow_extra_args(false)
      ->group("Input");
  command.add_option("--id", options.id, "Column with the id (default: id, if there is one)")
      ->group("Input");
}

std::vector<std::string> text_columns(const PostOptions& options) {
  return options.text.empty() ? std::vector<std::string>{"text"} : options.text;
}

std::optional<std::string_view> Post::column(std::string_view name) const {
  for (const auto& [key, value] : columns) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::unique_ptr<PostReader> PostReader::open(const std::string& path, const PostOptions& options,
                                             OnReject reject, Flow flow) {
  PostInput input;
  input.source = std::make_unique<LineSource>(path, std::move(flow.waiting));
  input.text = text_columns(options);
  input.id = options.id;
  input.reject = std::move(reject);
  input.first_row = flow.first_row;
  std::string_view content = input.source->peek();
  refuse_other_files(content, input.source->name());
  if (content.starts_with(kByteOrderMark)) {
    input.source->skip(kByteOrderMark.size());
    content.remove_prefix(kByteOrderMark.size());
  }
  auto format = parse_format(options.format);
  if (!format) format = format_by_name(path);
  const bool guessed = !format && !content.empty();
  if (!format) format = format_by_content(content, input.text);
  std::unique_ptr<PostReader> out;
  if (*format == PostFormat::jsonl) {
    out = make_json_reader(std::move(input));
  } else if (*format == PostFormat::txt) {
    out = make_txt_reader(std::move(input));
  } else {
    out = make_csv_reader(std::move(input), *format == PostFormat::tsv);
  }
  out->format_ = *format;
  out->guessed_ = guessed;
  return out;
}

void LinePostReader::begin(const Line& line, Post& post) {
  post.row = input_.first_row + rows_++;
  post.line = line.number;
  post.offset = line.offset;
}

void LinePostReader::reject(const Line& line, std::string_view raw, std::string reason) {
  if (!input_.reject) return;
  input_.reject({.file = input_.source->name(),
                 .row = input_.first_row + rows_ - 1,
                 .line = line.number,
                 .offset = line.offset,
                 .reason = std::move(reason),
                 .raw = std::string(raw.substr(0, line.too_long ? kRawOfTooLong : raw.npos))});
}

void append_text(std::string& text, std::string_view part) {
  if (!text.empty() && !part.empty()) text += '\n';
  text += part;
}

std::string listing(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListed; ++i) {
    out += (i == 0 ? "\"" : ", \"") + names[i].substr(0, kListed * 4) + "\"";
  }
  return names.size() > kListed ? out + ", ..." : out;
}

std::unique_ptr<PostReader> make_txt_reader(PostInput input) {
  return std::make_unique<TxtReader>(std::move(input));
}

}  // namespace waspada::cli
