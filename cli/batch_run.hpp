#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "batch.hpp"
#include "batch_totals.hpp"

namespace waspada::cli {

/// What a run is made of, for whoever wants to know whether two runs are the
/// same: versions, options that change the output, input files by size and
/// ends, shard. Neither names of files nor the number of threads count.
[[nodiscard]] nlohmann::ordered_json describe_run(const BatchOptions& options,
                                                  const std::vector<std::string>& files,
                                                  const Versions& versions);

/// The file beside a shard's output that merge reads.
[[nodiscard]] std::string shard_record_name(const std::string& output);

/// Writes it. `input_rows` counts those of all shards.
void write_shard_record(const BatchOptions& options, const nlohmann::ordered_json& run,
                        std::uint64_t input_rows, const BatchTotals& totals);

}  // namespace waspada::cli
