#include "batch_run.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "output.hpp"
#include "waspada/digest.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kEnd = std::uint64_t{1} << 16;

/// Its size, and a hash of its first and last 64 KiB: enough to notice another
/// file, and as quick for 100 GB.
Json describe_file(const std::string& file) {
  std::error_code status;
  if (file == "-" || !std::filesystem::is_regular_file(file, status)) return nullptr;
  const std::uint64_t size = std::filesystem::file_size(file, status);
  std::ifstream stream(file, std::ios::binary);
  std::string ends(static_cast<std::size_t>(std::min(size, 2 * kEnd)), '\0');
  const auto half = static_cast<std::streamsize>(ends.size() / 2);
  stream.read(ends.data(), half);
  stream.seekg(-(static_cast<std::streamoff>(ends.size()) - half), std::ios::end);
  stream.read(ends.data() + half, static_cast<std::streamsize>(ends.size()) - half);
  return {{"bytes", size}, {"sha256_of_ends", sha256(ends)}};
}

Json versions_json(const Versions& versions) {
  return {{"library", versions.library},
          {"rules", versions.rules},
          {"policy", versions.policy},
          {"model", versions.model.empty() ? Json(nullptr) : Json(versions.model)},
          {"unicode", versions.unicode}};
}

std::string_view name(PostWriter::Format format) {
  constexpr std::array<std::string_view, 3> kNames = {"jsonl", "csv", "sqlite"};
  return kNames[static_cast<std::size_t>(format)];
}

}  // namespace

Json describe_run(const BatchOptions& options, const std::vector<std::string>& files,
                  const Versions& versions) {
  Json given = {{"to", name(output_format(options))},
                {"from", options.posts.format},
                {"encoding", options.posts.encoding},
                {"text", text_columns(options.posts)},
                {"id", options.posts.id},
                {"channel", options.context.channel},
                {"base_rate", nullptr},
                {"lang", options.rendering.language},
                {"mask", options.rendering.mask},
                {"rejects", !options.rejects.empty()}};
  if (options.context.base_rate) given["base_rate"] = *options.context.base_rate;
  Json inputs = Json::array();
  for (const std::string& file : files) inputs.push_back(describe_file(file));
  return {{"versions", versions_json(versions)},
          {"options", std::move(given)},
          {"inputs", std::move(inputs)},
          {"shard", options.shard.empty() ? Json(nullptr) : Json(options.shard)}};
}

std::string shard_record_name(const std::string& output) { return output + ".run.json"; }

void write_shard_record(const BatchOptions& options, const Json& run, std::uint64_t input_rows,
                        const BatchTotals& totals) {
  namespace fs = std::filesystem;
  std::error_code status;
  Json record = {{"schema", 1}, {"run", run}, {"input_rows", input_rows}};
  record["rows"] = totals.rows;
  record["rejected"] = totals.rejected;
  record["levels"] = totals.levels;
  record["kinds"] = totals.kinds;
  record["bytes"] = fs::file_size(options.output, status);
  // Relative, so that the files can be moved together.
  const fs::path directory = fs::absolute(options.output, status).parent_path();
  record["rejects"] =
      options.rejects.empty()
          ? Json(nullptr)
          : Json(fs::absolute(options.rejects, status).lexically_relative(directory).string());
  Output file(shard_record_name(options.output), 0);
  file.write(record.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.close();
}

}  // namespace waspada::cli
