#include "labelled.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>

#include "command_error.hpp"
#include "output.hpp"
#include "waspada/digest.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kFileLimit = std::size_t{4} << 30;

std::map<std::string, std::string> parse_map(const std::vector<std::string>& entries) {
  std::map<std::string, std::string> out;
  for (const std::string& entry : entries) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
      throw CommandError("--map: \"" + entry + "\" is not FROM=TO");
    }
    out[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  return out;
}

std::string column_or(const Post& post, const std::string& name) {
  return std::string(post.column(name).value_or(""));
}

/// The first kind of a `kinds` array (its JSON text) or of a `kind` column, when it is one.
std::string kind_of(const Post& post) {
  const std::string kinds = column_or(post, "kinds");
  if (const std::size_t open = kinds.find('"'); open != std::string::npos) {
    return kinds.substr(open + 1, kinds.find('"', open + 1) - open - 1);
  }
  return {};
}

}  // namespace

void add_options(CLI::App& command, LabelOptions& options) {
  command.add_option("--label", options.label, "Column with the label")->group("Labels");
  command.add_option("--group", options.group, "Column whose equal values belong together")
      ->group("Labels");
  command.add_option("--split", options.split, "Column with train, dev or test")->group("Labels");
  command.add_option("--map", options.map, "Labels as FROM=TO, e.g. fraud=scam,0=legit")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->group("Labels");
}

LabelledFiles read_labelled(const std::vector<std::string>& files, const PostOptions& posts,
                            const LabelOptions& labels) {
  const std::map<std::string, std::string> map = parse_map(labels.map);
  LabelledFiles out;
  for (const std::string& file : files) {
    const auto reject = [](const Reject& bad) {
      throw CommandError(bad.file + ":" + std::to_string(bad.line) + ": " + bad.reason);
    };
    const auto reader = PostReader::open(file, posts, reject);
    const std::size_t before = out.texts.size();
    Post post;
    while (reader->next(post)) {
      LabelledText text;
      text.where = file + ":" + std::to_string(post.line);
      text.id = column_or(post, posts.id.empty() ? "id" : posts.id);
      text.text = post.text;
      text.label = column_or(post, labels.label);
      if (text.label.empty()) throw CommandError(text.where + ": no \"" + labels.label + "\"");
      if (const auto mapped = map.find(text.label); mapped != map.end())
        text.label = mapped->second;
      if (text.label != "scam" && text.label != "legit" && text.label != "not_ad") {
        throw CommandError(text.where + ": \"" + labels.label + "\" is \"" +
                           text.label.substr(0, 80) +
                           "\", not scam, legit or not_ad; --map says which it means");
      }
      if (text.label == "scam") text.kind = kind_of(post);
      text.group = column_or(post, labels.group);
      text.split = column_or(post, labels.split);
      out.texts.push_back(std::move(text));
    }
    if (out.texts.size() == before) throw CommandError(file + ": holds no texts");
    const std::string bytes = read_input(file, kFileLimit);
    out.parts.push_back(
        {std::filesystem::path(file).filename().string(), bytes.size(), sha256(bytes)});
  }
  return out;
}

}  // namespace waspada::cli
