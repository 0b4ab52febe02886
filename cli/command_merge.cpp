#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "batch_report.hpp"
#include "batch_run.hpp"
#include "command.hpp"
#include "output.hpp"
#include "row_sink.hpp"
#include "shard.hpp"
#include "shard_rows.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kRecordLimit = std::size_t{16} << 20;
constexpr std::size_t kBuffer = std::size_t{1} << 18;

struct Options {
  std::vector<std::string> shards;
  std::string output;
  std::string rejects;
  bool quiet = false;
};

/// A finished shard, as the record beside its output describes it.
struct ShardFile {
  std::string output;
  std::string rejects;  ///< Empty when it has no such file.
  Json run;             ///< Without the shard.
  Shard shard;
  std::uint64_t input_rows = 0;
  std::uint64_t bytes = 0;
  BatchTotals totals;
};

ShardFile read_shard(const std::string& output) {
  const std::string file = shard_record_name(output);
  std::error_code status;
  if (!std::filesystem::exists(file, status)) {
    throw CommandError(output + ": not complete: there is no " + file +
                       ", which batch --shard -o writes at the end");
  }
  ShardFile out;
  out.output = output;
  try {
    Json record = Json::parse(read_input(file, kRecordLimit));
    out.run = record.at("run");
    out.shard = parse_shard(out.run.at("shard").get<std::string>()).value();
    out.run["shard"] = nullptr;
    record.at("input_rows").get_to(out.input_rows);
    record.at("rows").get_to(out.totals.rows);
    record.at("rejected").get_to(out.totals.rejected);
    record.at("levels").get_to(out.totals.levels);
    record.at("kinds").get_to(out.totals.kinds);
    record.at("bytes").get_to(out.bytes);
    if (record.at("rejects").is_string()) {
      const auto directory = std::filesystem::path(output).parent_path();
      out.rejects = (directory / record["rejects"].get<std::string>()).string();
    }
  } catch (const std::exception&) {
    throw CommandError(file + ": not what batch --shard writes");
  }
  if (std::filesystem::file_size(output, status) != out.bytes || status) {
    throw CommandError(output + ": not the file that " + file + " describes");
  }
  return out;
}

/// All parts of the same run, each once, in order; or CommandError.
std::vector<ShardFile> read_shards(const std::vector<std::string>& outputs) {
  std::vector<ShardFile> out;
  for (const std::string& output : outputs) {
    ShardFile shard = read_shard(output);
    if (!out.empty()) {
      const ShardFile& first = out.front();
      for (const auto& [key, value] : first.run.items()) {
        if (shard.run.at(key) == value) continue;
        throw CommandError(output + ": another run than " + first.output + ": its \"" + key +
                           "\" differ");
      }
      if (shard.shard.of != first.shard.of || shard.input_rows != first.input_rows) {
        throw CommandError(output + ": another run than " + first.output + ": one of " +
                           std::to_string(shard.shard.of) + " shards of " +
                           std::to_string(shard.input_rows) + " rows");
      }
    }
    out.push_back(std::move(shard));
  }
  std::ranges::sort(out, {}, [](const ShardFile& shard) { return shard.shard.part; });
  std::string missing;
  for (std::uint64_t part = 1; part <= out.front().shard.of; ++part) {
    const auto count = std::ranges::count(out, part, [](const auto& s) { return s.shard.part; });
    if (count > 1) {
      throw CommandError("shard " + std::to_string(part) + " is given more than once");
    }
    if (count == 0) missing += (missing.empty() ? "" : ", ") + std::to_string(part);
  }
  if (!missing.empty()) {
    throw CommandError("of " + std::to_string(out.front().shard.of) +
                       " shards these are missing: " + missing);
  }
  return out;
}

std::unique_ptr<ShardRows> open_rows(const ShardFile& shard) {
  const Json& format = shard.run.at("options").at("to");
  if (format == "csv") return open_csv_shard(shard.output);
  if (format == "sqlite") return open_sqlite_shard(shard.output);
  return open_jsonl_shard(shard.output);
}

/// Calls `give` with every shard's rows in the order of the whole, and checks
/// that each shard has `count` of them and none that is not its own.
template <class Count, class Give>
void in_order(const std::vector<ShardFile>& shards,
              const std::vector<std::unique_ptr<ShardRows>>& rows, Count count, Give give) {
  std::vector<std::uint64_t> found(shards.size());
  for (std::uint64_t row = 1; row <= shards.front().input_rows; ++row) {
    const std::size_t i = (row - 1) % shards.size();
    if (rows[i]->row() != row) continue;
    ++found[i];
    give(*rows[i]);
  }
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (rows[i]->row() == 0 && found[i] == count(shards[i])) continue;
    throw CommandError(shards[i].output + ": " + std::to_string(found[i]) +
                       " of its rows are there, and it should have " +
                       std::to_string(count(shards[i])));
  }
}

void merge_rows(const std::vector<ShardFile>& shards, RowSink& sink) {
  std::vector<std::unique_ptr<ShardRows>> rows;
  std::string buffer;
  for (const ShardFile& shard : shards) {
    rows.push_back(open_rows(shard));
    const std::string& header = rows.back()->header();
    if (header.empty()) continue;
    if (buffer.empty()) buffer = header;
    if (buffer != header) throw CommandError(shard.output + ": other columns");
  }
  in_order(
      shards, rows, [](const ShardFile& s) { return s.totals.rows - s.totals.rejected; },
      [&](ShardRows& shard) {
        shard.take(buffer);
        if (buffer.size() < kBuffer) return;
        sink.write(buffer);
        buffer.clear();
      });
  sink.write(buffer);
}

void merge_rejects(const std::vector<ShardFile>& shards, Output& output) {
  std::vector<std::unique_ptr<ShardRows>> rows;
  for (const ShardFile& shard : shards) {
    if (shard.rejects.empty()) throw CommandError(shard.output + ": has no file of rejects");
    rows.push_back(open_rejects(shard.rejects));
  }
  std::string line;
  in_order(
      shards, rows, [](const ShardFile& s) { return s.totals.rejected; },
      [&](ShardRows& shard) {
        line.clear();
        shard.take(line);
        output.write(line);
      });
}

int run(const Options& options) {
  BatchReport report({.quiet = options.quiet, .total_bytes = 0, .line_seconds = 0});
  const std::vector<ShardFile> shards = read_shards(options.shards);
  BatchTotals totals;
  std::uint64_t bytes = 0;
  for (const ShardFile& shard : shards) {
    totals.rows += shard.totals.rows;
    totals.rejected += shard.totals.rejected;
    bytes += shard.bytes;
    for (std::size_t i = 0; i < totals.levels.size(); ++i) {
      totals.levels[i] += shard.totals.levels[i];
    }
    for (const auto& [kind, count] : shard.totals.kinds) totals.kinds[kind] += count;
    if (shard.output == options.output) {
      throw CommandError(options.output + ": is an input file as well");
    }
  }
  const bool sqlite = shards.front().run.at("options").at("to") == "sqlite";
  const auto sink =
      sqlite ? make_sqlite_sink(options.output, 0) : make_text_sink(options.output, 0);
  merge_rows(shards, *sink);
  sink->complete(shards.front().run, totals);
  if (!options.rejects.empty()) {
    Output rejects(options.rejects, 0);
    merge_rejects(shards, rejects);
    rejects.close();
  }
  sink->finish();
  report.summary(totals, bytes);
  return kRan;
}

}  // namespace

void add_merge(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("merge", "Put the outputs of batch --shard together, in input order");
  command->footer(
      "The result is what batch without --shard writes. Shards that are missing, not complete\n"
      "or of different runs are refused: FILE.run.json beside each tells.\n"
      "Example: waspada merge part-*.jsonl -o verdicts.jsonl");
  command->add_option("FILE", options->shards, "Outputs of all shards, in any order")->required();
  command->add_option("-o,--output", options->output, "File to write instead of standard output")
      ->group("Output");
  command->add_option("--rejects", options->rejects, "File for the rejects of all shards")
      ->group("Output");
  command->add_flag("--quiet", options->quiet, "No summary")->group("Output");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
