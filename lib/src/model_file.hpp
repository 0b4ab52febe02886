#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace waspada::detail {

/// The training arguments that decide how a fastText model reads text.
struct ModelArguments {
  std::int32_t dim = 0;
  std::int32_t word_ngrams = 0;
  std::int32_t bucket = 0;
  std::int32_t minn = 0;
  std::int32_t maxn = 0;
};

/// A matrix as it lies in the file: dense, or product-quantised (`.ftz`).
class FileMatrix {
 public:
  std::int64_t rows = 0;
  std::int64_t columns = 0;

  /// Writes row `row` to `out`, which holds `columns` numbers.
  void row(std::int64_t row, float* out) const;

 private:
  friend class ModelFileReader;
  struct Quantiser {
    std::int32_t dim = 0;
    std::int32_t parts = 0;
    std::int32_t part = 0;  ///< Columns of every part but the last.
    std::int32_t last_part = 0;
    std::vector<float> centroids;
    [[nodiscard]] const float* centroid(std::int32_t part_index, std::uint8_t code) const;
  };

  std::string_view dense_;
  std::string_view codes_;
  std::string_view norm_codes_;
  Quantiser quantiser_;
  Quantiser norms_;
  bool quantised_ = false;
};

/// A fastText supervised model file, walked and checked from first to last
/// byte without fastText itself: its loader eats all memory, aborts or reads on
/// silently when a file is cut or foreign (upstream issue 1087).
struct ModelFile {
  ModelArguments arguments;
  std::vector<std::string_view> words;
  std::vector<std::string_view> labels;  ///< Without the `__label__` prefix.
  /// Bucket to row after pruning; empty and `pruned` false when every bucket has its row.
  std::unordered_map<std::int32_t, std::int32_t> kept_buckets;
  bool pruned = false;
  FileMatrix input;
  FileMatrix output;
};

/// Walks `bytes`, which must outlive the result. Throws LoadError naming `where`
/// and what is wrong at which byte.
[[nodiscard]] ModelFile read_model_file(std::string_view bytes, const std::string& where);

}  // namespace waspada::detail
