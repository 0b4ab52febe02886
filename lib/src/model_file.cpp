#include "model_file.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::int32_t kMagic = 793712314;  // fasttext.cc, FASTTEXT_FILEFORMAT_MAGIC_INT32
constexpr std::int32_t kVersion = 12;
constexpr std::int32_t kSupervised = 3;
constexpr std::int32_t kSoftmax = 3;
constexpr std::int32_t kCodesPerPart = 256;
constexpr std::string_view kLabelPrefix = "__label__";

// Sane limits: far above any model for short texts, far below what hurts.
constexpr std::int32_t kMaxDim = 1024;
constexpr std::int32_t kMaxWords = 20'000'000;
constexpr std::int32_t kMaxLabels = 256;
constexpr std::int32_t kMaxBuckets = 50'000'000;
constexpr std::int32_t kMaxNgram = 16;
constexpr std::size_t kMaxWordBytes = 1024;
// Sums of products of such weights stay finite in a float, also where a quantised row is
// itself a product; training stays below a thousand.
constexpr float kMaxWeight = 1e6F;
constexpr std::int64_t kMaxProducts = std::int64_t{1} << 29;  // rows times labels, in memory

float float_at(std::string_view bytes, std::size_t index) {
  float out = 0;
  std::memcpy(&out, bytes.data() + index * sizeof(float), sizeof out);
  return out;
}

/// Reads little-endian values off a byte range; every read is checked.
class Cursor {
 public:
  Cursor(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  template <class T>
  T value(const char* what) {
    T out;
    std::memcpy(&out, take(sizeof(T), what).data(), sizeof(T));
    return out;
  }

  std::int32_t bounded(const char* what, std::int32_t low, std::int32_t high) {
    const auto out = value<std::int32_t>(what);
    if (out < low || out > high) reject(std::string(what) + " is " + std::to_string(out));
    return out;
  }

  std::string_view take(std::size_t size, const char* what) {
    part_ = at_;
    if (size > bytes_.size() - at_) reject(std::string("ends inside ") + what);
    const std::string_view out = bytes_.substr(at_, size);
    at_ += size;
    return out;
  }

  std::string_view word() {
    part_ = at_;
    const std::size_t end = bytes_.find('\0', at_);
    if (end == std::string_view::npos || end - at_ > kMaxWordBytes)
      reject("ends inside the dictionary");
    const std::string_view out = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return out;
  }

  void expect_end() const {
    if (at_ != bytes_.size()) reject_at(at_, "bytes follow the end of the model");
  }

  /// Names the byte at which the part read last begins.
  [[noreturn]] void reject(const std::string& message) const { reject_at(part_, message); }

  /// Of floats read last: names the first that is not a weight.
  void expect_weights(std::string_view floats, const char* what) const {
    for (std::size_t i = 0; i < floats.size() / sizeof(float); ++i) {
      if (std::abs(float_at(floats, i)) <= kMaxWeight) continue;  // false for NaN
      reject_at(part_ + i * sizeof(float), std::string("a weight of ") + what + " is out of range");
    }
  }

 private:
  [[noreturn]] void reject_at(std::size_t byte, const std::string& message) const {
    fail(ErrorCode::invalid_model, where_ + ": byte " + std::to_string(byte), message);
  }

  std::string_view bytes_;
  const std::string& where_;
  std::size_t at_ = 0;
  std::size_t part_ = 0;  ///< Where the part read last begins.
};

}  // namespace

const float* FileMatrix::Quantiser::centroid(std::int32_t part_index, std::uint8_t code) const {
  const std::int64_t base = std::int64_t{part_index} * kCodesPerPart * part;
  const std::int32_t width = part_index == parts - 1 ? last_part : part;
  return centroids.data() + base + std::int64_t{code} * width;
}

void FileMatrix::row(std::int64_t row, float* out) const {
  if (!quantised_) {
    std::memcpy(out, dense_.data() + static_cast<std::size_t>(row * columns) * sizeof(float),
                static_cast<std::size_t>(columns) * sizeof(float));
    return;
  }
  float norm = 1;
  if (!norm_codes_.empty()) {
    norm =
        *norms_.centroid(0, static_cast<std::uint8_t>(norm_codes_[static_cast<std::size_t>(row)]));
  }
  for (std::int32_t part = 0; part < quantiser_.parts; ++part) {
    const auto at = static_cast<std::size_t>(row * quantiser_.parts + part);
    const float* centroid = quantiser_.centroid(part, static_cast<std::uint8_t>(codes_[at]));
    const std::int32_t width =
        part == quantiser_.parts - 1 ? quantiser_.last_part : quantiser_.part;
    for (std::int32_t i = 0; i < width; ++i) *out++ = norm * centroid[i];
  }
}

/// Reads the parts of a model file in their order.
class ModelFileReader {
 public:
  ModelFileReader(std::string_view bytes, const std::string& where) : in_(bytes, where) {}

  ModelFile read() {
    if (in_.value<std::int32_t>("the header") != kMagic) in_.reject("not a fastText model");
    in_.bounded("the format version", kVersion, kVersion);
    read_arguments();
    read_dictionary();
    const auto words = static_cast<std::int64_t>(out_.words.size());
    const auto labels = static_cast<std::int64_t>(out_.labels.size());
    const std::int64_t buckets =
        out_.pruned ? static_cast<std::int64_t>(out_.kept_buckets.size()) : out_.arguments.bucket;
    if ((words + buckets) * labels > kMaxProducts) in_.reject("too many rows for so many labels");
    const bool quantised = in_.value<std::uint8_t>("the input matrix") != 0;
    read_matrix(out_.input, words + buckets, quantised, "the input matrix");
    const bool quantised_output = in_.value<std::uint8_t>("the output matrix") != 0;
    read_matrix(out_.output, labels, quantised && quantised_output, "the output matrix");
    in_.expect_end();
    return std::move(out_);
  }

 private:
  void read_arguments() {
    ModelArguments& arguments = out_.arguments;
    arguments.dim = in_.bounded("the dimension", 1, kMaxDim);
    (void)in_.take(4 * sizeof(std::int32_t), "the arguments");  // ws, epoch, minCount, neg
    arguments.word_ngrams = in_.bounded("wordNgrams", 1, 8);
    in_.bounded("the loss (3: softmax)", kSoftmax, kSoftmax);
    in_.bounded("the model type (3: supervised)", kSupervised, kSupervised);
    arguments.bucket = in_.bounded("the number of buckets", 0, kMaxBuckets);
    arguments.minn = in_.bounded("minn", 0, kMaxNgram);
    arguments.maxn = in_.bounded("maxn", 0, kMaxNgram);
    (void)in_.take(sizeof(std::int32_t) + sizeof(double), "the arguments");  // lrUpdateRate, t
    if (arguments.bucket == 0 && (arguments.maxn > 0 || arguments.word_ngrams > 1)) {
      in_.reject("n-grams without buckets");
    }
  }

  void read_dictionary() {
    const std::int32_t size = in_.bounded("the dictionary size", 1, kMaxWords);
    const std::int32_t words = in_.bounded("the number of words", 0, size);
    const std::int32_t labels = in_.bounded("the number of labels", 1, kMaxLabels);
    if (words + labels != size) in_.reject("words and labels do not add up to the dictionary");
    (void)in_.value<std::int64_t>("the dictionary");  // ntokens
    const auto kept = in_.value<std::int64_t>("the dictionary");
    for (std::int32_t i = 0; i < size; ++i) {
      const std::string_view word = in_.word();
      (void)in_.value<std::int64_t>("the dictionary");  // count
      const bool is_label = in_.value<std::uint8_t>("the dictionary") != 0;
      if (is_label != (i >= words)) in_.reject("words and labels are mixed");
      if (!is_label) {
        out_.words.push_back(word);
      } else if (word.starts_with(kLabelPrefix) && word.size() > kLabelPrefix.size()) {
        out_.labels.push_back(word.substr(kLabelPrefix.size()));
      } else {
        in_.reject("a label without the prefix __label__");
      }
    }
    out_.pruned = kept >= 0;
    if (kept > kMaxBuckets) in_.reject("too many pruned buckets");
    for (std::int64_t i = 0; i < kept; ++i) {
      const std::int32_t bucket = in_.bounded("a pruned bucket", 0, kMaxBuckets);
      const std::int32_t row = in_.bounded("a pruned row", 0, static_cast<std::int32_t>(kept) - 1);
      if (!out_.kept_buckets.emplace(bucket, row).second)
        in_.reject("a pruned bucket is listed twice");
    }
  }

  void read_matrix(FileMatrix& matrix, std::int64_t rows, bool quantised, const char* what) {
    matrix.quantised_ = quantised;
    const bool norms = quantised && in_.value<std::uint8_t>(what) != 0;
    matrix.rows = in_.value<std::int64_t>(what);
    if (matrix.rows != rows) in_.reject(std::string("wrong number of rows in ") + what);
    matrix.columns = in_.value<std::int64_t>(what);
    if (matrix.columns != out_.arguments.dim) in_.reject(std::string("wrong width of ") + what);
    if (!quantised) {
      matrix.dense_ =
          in_.take(static_cast<std::size_t>(matrix.rows * matrix.columns) * sizeof(float), what);
      in_.expect_weights(matrix.dense_, what);
      return;
    }
    const std::int32_t codes =
        in_.bounded("the number of codes", 0, std::numeric_limits<std::int32_t>::max());
    matrix.codes_ = in_.take(static_cast<std::size_t>(codes), what);
    read_quantiser(matrix.quantiser_, static_cast<std::int32_t>(matrix.columns), what);
    if (std::int64_t{codes} != matrix.rows * matrix.quantiser_.parts) {
      in_.reject(std::string("wrong number of codes in ") + what);
    }
    if (norms) {
      matrix.norm_codes_ = in_.take(static_cast<std::size_t>(matrix.rows), what);
      read_quantiser(matrix.norms_, 1, what);
    }
  }

  void read_quantiser(FileMatrix::Quantiser& quantiser, std::int32_t dim, const char* what) {
    quantiser.dim = in_.bounded("the quantiser's dimension", dim, dim);
    quantiser.parts = in_.bounded("the quantiser's parts", 1, dim);
    quantiser.part = in_.bounded("the quantiser's part size", 1, dim);
    quantiser.last_part = in_.bounded("the quantiser's last part", 1, quantiser.part);
    if ((quantiser.parts - 1) * quantiser.part + quantiser.last_part != dim) {
      in_.reject(std::string("wrong quantiser of ") + what);
    }
    const auto count = static_cast<std::size_t>(dim) * kCodesPerPart;
    const std::string_view bytes = in_.take(count * sizeof(float), what);
    quantiser.centroids.resize(count);
    std::memcpy(quantiser.centroids.data(), bytes.data(), bytes.size());
    in_.expect_weights(bytes, what);
  }

  Cursor in_;
  ModelFile out_;
};

ModelFile read_model_file(std::string_view bytes, const std::string& where) {
  return ModelFileReader(bytes, where).read();
}

}  // namespace waspada::detail
