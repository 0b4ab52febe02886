#include "posts.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>

#include "command_error.hpp"
#include "post_readers.hpp"

namespace waspada::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kListed = 30;
constexpr std::size_t kRawOfTooLong = 4096;
constexpr PostFormat kFormats[] = {PostFormat::csv,  PostFormat::tsv, PostFormat::jsonl,
                                   PostFormat::json, PostFormat::txt, PostFormat::file};

std::optional<PostFormat> parse_format(std::string_view text) {
  for (const PostFormat format : kFormats) {
    if (text == name(format)) return format;
  }
  return std::nullopt;
}

std::optional<PostFormat> format_by_name(const std::string& path) {
  std::string name = path;
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  std::filesystem::path plain(name);
  if (plain.extension() == ".gz" || plain.extension() == ".zst") plain.replace_extension();
  const std::string extension = plain.extension().string();
  if (extension == ".tab") return PostFormat::tsv;
  if (extension == ".ndjson") return PostFormat::jsonl;
  // ".json" is either of two: let the content tell.
  if (extension.empty() || extension == ".json" || extension == ".file") return std::nullopt;
  return parse_format(extension.substr(1));
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

/// Whether it begins like an array of objects, not like an ad in brackets.
bool opens_array(std::string_view content) {
  const auto next = content.find_first_not_of(" \t\r\n", 1);
  return next != content.npos && (content[next] == '{' || content[next] == ']');
}

PostFormat format_by_content(std::string_view content, const std::vector<std::string>& wanted) {
  const auto begin = content.find_first_not_of(" \t\r\n");
  if (begin == content.npos) return PostFormat::txt;
  content.remove_prefix(begin);
  const std::string_view header = without_return(content.substr(0, content.find('\n')));
  if (header.front() == '{') {  // a line of its own, or the first of several
    const bool split = header.size() < content.size() && header.back() != '}';
    return split ? PostFormat::json : PostFormat::jsonl;
  }
  if (header.front() == '[' && opens_array(content)) return PostFormat::json;
  const auto tabs = std::count(header.begin(), header.end(), '\t');
  if (tabs >= 2 || (tabs == 1 && names_column(header, '\t', wanted))) return PostFormat::tsv;
  for (const char delimiter : {',', ';'}) {
    if (header.find(delimiter) != header.npos && names_column(header, delimiter, wanted)) {
      return PostFormat::csv;
    }
  }
  return PostFormat::txt;
}

/// The stream of a file, unpacked and in an encoding that knows ASCII.
std::unique_ptr<LineSource> open_lines(const std::string& path, const std::string& asked,
                                       std::function<void()> waiting, Encoding& encoding,
                                       std::string& wrapping) {
  const std::string shown = path == "-" ? "standard input" : path;
  try {
    auto stream = std::make_unique<PeekSource>(open_file(path, std::move(waiting)));
    const Compression compression = compression_of(stream->peek(4));
    if (compression != Compression::none) {
      stream = std::make_unique<PeekSource>(decompress(std::move(stream), compression));
      wrapping = name(compression);
    }
    encoding = encoding_of(asked, stream->peek(2));
    const bool utf16 = is_utf16(encoding);
    if (utf16) wrapping += wrapping.empty() ? "UTF-16" : ", UTF-16";
    return std::make_unique<LineSource>(
        utf16 ? from_utf16(std::move(stream), encoding) : std::move(stream), shown, utf16);
  } catch (const ReadError& error) {
    throw CommandError(shown + ": " + error.what());
  }
}

}  // namespace

std::string_view name(PostFormat format) noexcept {
  switch (format) {
    case PostFormat::csv:
      return "csv";
    case PostFormat::tsv:
      return "tsv";
    case PostFormat::jsonl:
      return "jsonl";
    case PostFormat::json:
      return "json";
    case PostFormat::txt:
      return "txt";
    case PostFormat::file:
      break;
  }
  return "file";
}

void add_options(CLI::App& command, PostOptions& options) {
  command
      .add_option("--from", options.format,
                  "csv, tsv, jsonl, json (an array of objects), txt (one ad a line) or file (one "
                  "ad a file); by default what the name or content says")
      ->check(CLI::IsMember({"csv", "tsv", "jsonl", "json", "txt", "file"}))
      ->group("Input");
  command
      .add_option("--encoding", options.encoding,
                  "auto, utf-8, utf-16, utf-16le, utf-16be or windows-1252; auto is UTF-16 by its "
                  "byte order mark, else UTF-8, and Windows-1252 for lines that can only be that")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kEncodings), std::end(kEncodings))))
      ->group("Input");
  command
      .add_option("--text", options.text,
                  "Column with the text, in JSON also a pointer as /job/body; may be repeated, "
                  "then they are joined as lines \"name: value\" (default: text)")
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
  Encoding encoding = Encoding::utf8;
  std::string wrapping;
  PostInput input{
      .source = open_lines(path, options.encoding, std::move(flow.waiting), encoding, wrapping),
      .decoder = LineDecoder(encoding),
      .text = text_columns(options),
      .id = options.id,
      .reject = std::move(reject),
      .flow = std::move(flow)};
  std::string_view content = input.source->peek();
  if (content.starts_with(kByteOrderMark)) {
    input.source->skip(kByteOrderMark.size());
    content.remove_prefix(kByteOrderMark.size());
  }
  auto format = parse_format(options.format);
  if (!format) format = format_by_name(path);
  const bool guessed = !format && !content.empty();
  if (!format) format = format_by_content(content, input.text);
  std::unique_ptr<PostReader> out;
  if (*format == PostFormat::jsonl || *format == PostFormat::json) {
    out = make_json_reader(std::move(input), *format == PostFormat::jsonl);
  } else if (*format == PostFormat::txt) {
    out = make_txt_reader(std::move(input));
  } else if (*format == PostFormat::file) {
    out = make_whole_reader(std::move(input), path);
  } else {
    out = make_csv_reader(std::move(input), *format == PostFormat::tsv);
  }
  out->format_ = *format;
  out->guessed_ = guessed;
  out->wrapping_ = std::move(wrapping);
  return out;
}

bool LinePostReader::begin(const Line& line, Post& post) {
  post.row = input_.flow.first_row + rows_++;
  post.line = line.number;
  post.offset = line.offset;
  return !input_.flow.wanted || input_.flow.wanted(post.row);
}

void LinePostReader::reject(const Line& line, std::string_view raw, std::string reason) {
  if (!input_.reject) return;
  input_.reject(
      {.file = input_.source->name(),
       .row = input_.flow.first_row + rows_ - 1,
       .line = line.number,
       .offset = line.offset,
       .reason = std::move(reason),
       .raw = std::string(raw.substr(0, line.problem == kTooLong ? kRawOfTooLong : raw.npos))});
}

void append_labelled(std::string& text, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!text.empty()) text += '\n';
  text += name.starts_with('/') ? name.substr(name.rfind('/') + 1) : name;
  text += ": ";
  text += value;
}

std::string listing(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListed; ++i) {
    out += (i == 0 ? "\"" : ", \"") + names[i].substr(0, kListed * 4) + "\"";
  }
  return names.size() > kListed ? out + ", ..." : out;
}

}  // namespace waspada::cli
