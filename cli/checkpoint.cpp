#include "checkpoint.hpp"

#include <algorithm>
#include <filesystem>

#include "command_error.hpp"
#include "output.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

Json to_json(const Checkpoint& checkpoint) {
  return {{"row", checkpoint.row},
          {"output", checkpoint.output},
          {"rejects", checkpoint.rejects},
          {"rows", checkpoint.totals.rows},
          {"rejected", checkpoint.totals.rejected},
          {"levels", checkpoint.totals.levels},
          {"kinds", checkpoint.totals.kinds}};
}

Checkpoint from_json(const Json& json) {
  Checkpoint out;
  json.at("row").get_to(out.row);
  json.at("output").get_to(out.output);
  json.at("rejects").get_to(out.rejects);
  json.at("rows").get_to(out.totals.rows);
  json.at("rejected").get_to(out.totals.rejected);
  json.at("levels").get_to(out.totals.levels);
  json.at("kinds").get_to(out.totals.kinds);
  return out;
}

}  // namespace

CheckpointFile::CheckpointFile(const std::string& output, Json run)
    : path_(partial_name(output) + ".state"), run_(std::move(run)) {}

std::vector<Checkpoint> CheckpointFile::load() const {
  std::error_code status;
  if (!std::filesystem::exists(path_, status)) return {};
  const Json json = Json::parse(read_input(path_, kMostBytes), nullptr, false);
  std::vector<Checkpoint> out;
  try {
    const Json& run = json.at("run");
    for (const auto& [key, value] : run_.items()) {
      if (run.at(key) == value) continue;
      throw CommandError(path_ + ": the unfinished run had another \"" + key +
                         "\": " + run.at(key).dump() + "; without --resume it begins anew");
    }
    for (const Json& checkpoint : json.at("checkpoints")) out.push_back(from_json(checkpoint));
  } catch (const Json::exception&) {
    throw CommandError(path_ + ": not what an unfinished run leaves");
  }
  return out;
}

void CheckpointFile::save(const Checkpoint& checkpoint) {
  Json json = {{"run", run_}, {"checkpoints", Json::array()}};
  json["checkpoints"].push_back(to_json(checkpoint));
  if (last_) json["checkpoints"].push_back(to_json(*last_));
  Output file(path_, 0);
  file.write(json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
  file.close();
  last_ = checkpoint;
}

void CheckpointFile::remove() const {
  std::error_code status;
  std::filesystem::remove(path_, status);
}

}  // namespace waspada::cli
