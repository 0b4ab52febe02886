#include "model_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "load_error.hpp"
#include "text_model.hpp"
#include "toy_model.hpp"

namespace {

using namespace waspada::detail;

// Byte offsets of the header's fields: magic, version, then the arguments in the order of
// fastText's Args::save.
constexpr std::size_t kMagicAt = 0;
constexpr std::size_t kVersionAt = 4;
constexpr std::size_t kDimAt = 8;
constexpr std::size_t kWordNgramsAt = 28;
constexpr std::size_t kLossAt = 32;
constexpr std::size_t kModelAt = 36;
constexpr std::size_t kBucketAt = 40;
constexpr std::size_t kMinnAt = 44;
constexpr std::size_t kMaxnAt = 48;
constexpr std::size_t kSizeAt = 64;
constexpr std::size_t kWordsAt = 68;
constexpr std::size_t kLabelsAt = 72;
constexpr std::size_t kEntriesAt = 92;  // of the dictionary: word, NUL, count, type

template <class T>
std::string with(std::string bytes, std::size_t at, T value) {
  REQUIRE(at + sizeof value <= bytes.size());
  std::memcpy(bytes.data() + at, &value, sizeof value);
  return bytes;
}

std::string message_for(const std::string& bytes) {
  const waspada::Error error = error_of([&] { (void)read_model_file(bytes, "m.bin"); });
  CHECK(error.code == waspada::ErrorCode::invalid_model);
  return error.where + ": " + error.message;
}

/// Either refused, or a model that gives probabilities.
void check_refused_or_sound(const std::string& bytes) {
  try {
    const TextModel model(read_model_file(bytes, "m.bin"));
    const LabelScores scores = model.score({{"gaji", 0, 0}, {"é", 0, 0}, {"unseen", 0, 0}}, true);
    double sum = 0;
    for (const double p : scores.probabilities) sum += p;
    REQUIRE(std::abs(sum - 1) < 1e-9);
  } catch (const LoadError& error) {
    REQUIRE(error.error.where.starts_with("m.bin: byte "));
    REQUIRE(!error.error.message.empty());
  }
}

/// Every byte of a small file, and every `step`-th of the rest, is changed in three ways.
void flip_bytes(const std::string& bytes, std::size_t all, std::size_t step) {
  for (std::size_t at = 0; at < bytes.size(); at += at < all ? 1 : step) {
    for (const int mask : {0x01, 0x80, 0xFF}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      CAPTURE(at);
      CAPTURE(mask);
      check_refused_or_sound(changed);
    }
  }
}

const std::string& dense_toy() {
  static const std::string bytes = train_toy({.dim = 2, .lines = 40}).bytes;
  return bytes;
}

const std::string& quantised_toy() {
  static const std::string bytes = [] {
    ToySettings settings{.dim = 4, .word_ngrams = 2, .minn = 2, .maxn = 3, .bucket = 400};
    settings.quantised = settings.norms = true;
    settings.cutoff = 300;
    return train_toy(settings).bytes;
  }();
  return bytes;
}

}  // namespace

TEST_CASE("read_model_file: states what the file holds") {
  const ToyModel toy = train_toy({.labels = {"legit", "scam", "not_ad"},
                                  .dim = 3,
                                  .word_ngrams = 2,
                                  .minn = 2,
                                  .maxn = 4,
                                  .bucket = 70});
  const ModelFile file = read_model_file(toy.bytes, "m.bin");
  CHECK(file.arguments.dim == 3);
  CHECK(file.arguments.word_ngrams == 2);
  CHECK(file.arguments.bucket == 70);
  CHECK(file.arguments.minn == 2);
  CHECK(file.arguments.maxn == 4);
  CHECK(file.labels.size() == 3);
  CHECK_FALSE(file.pruned);
  CHECK(file.input.rows == static_cast<std::int64_t>(file.words.size()) + 70);
  CHECK(file.output.rows == 3);
}

TEST_CASE("read_model_file: rows are those of fastText") {
  const ToyModel toy = train_toy({.dim = 5});
  const ModelFile file = read_model_file(toy.bytes, "m.bin");
  const auto expected = toy.reference->getInputMatrix();
  REQUIRE(file.input.rows == expected->rows());
  std::vector<float> row(5);
  for (std::int64_t i = 0; i < file.input.rows; ++i) {
    file.input.row(i, row.data());
    for (std::int64_t j = 0; j < 5; ++j)
      CHECK(row[static_cast<std::size_t>(j)] == expected->at(i, j));
  }
}

TEST_CASE("read_model_file: a file cut at any byte is refused") {
  for (const std::string* bytes : {&dense_toy(), &quantised_toy()}) {
    for (std::size_t size = 0; size < bytes->size(); ++size) {
      CAPTURE(size);
      const std::string cut = bytes->substr(0, size);
      const waspada::Error error = error_of([&] { (void)read_model_file(cut, "m.bin"); });
      REQUIRE(error.code == waspada::ErrorCode::invalid_model);
      REQUIRE(error.where.starts_with("m.bin: byte "));
    }
  }
}

TEST_CASE("read_model_file: a changed byte gives an error or a sound model") {
  flip_bytes(dense_toy(), dense_toy().size(), 1);
  flip_bytes(quantised_toy(), 1024, 7);
}

TEST_CASE("read_model_file: random bytes behind a good start are refused or sound") {
  Random random(21);
  for (int round = 0; round < 500; ++round) {
    std::string bytes = dense_toy();
    const std::size_t from = random.below(bytes.size());
    for (std::size_t i = from; i < bytes.size(); ++i) bytes[i] = static_cast<char>(random.next());
    check_refused_or_sound(bytes);
  }
}

TEST_CASE("read_model_file: errors name the byte at which the wrong part begins") {
  const std::string& toy = dense_toy();
  CHECK(message_for("") == "m.bin: byte 0: ends inside the header");
  CHECK(message_for("not a model at all") == "m.bin: byte 0: not a fastText model");
  CHECK(message_for(with<std::int32_t>(toy, kMagicAt, 1)) == "m.bin: byte 0: not a fastText model");
  CHECK(message_for(with<std::int32_t>(toy, kVersionAt, 13)) ==
        "m.bin: byte 4: the format version is 13");
  CHECK(message_for(with<std::int32_t>(toy, kDimAt, 0)) == "m.bin: byte 8: the dimension is 0");
  CHECK(message_for(with<std::int32_t>(toy, kDimAt, 2'000'000'000)) ==
        "m.bin: byte 8: the dimension is 2000000000");
  CHECK(message_for(with<std::int32_t>(toy, kWordNgramsAt, -1)) ==
        "m.bin: byte 28: wordNgrams is -1");
  CHECK(message_for(with<std::int32_t>(toy, kLossAt, 1)) ==
        "m.bin: byte 32: the loss (3: softmax) is 1");
  CHECK(message_for(with<std::int32_t>(toy, kModelAt, 2)) ==
        "m.bin: byte 36: the model type (3: supervised) is 2");
  CHECK(message_for(with<std::int32_t>(toy, kBucketAt, -5)) ==
        "m.bin: byte 40: the number of buckets is -5");
  CHECK(message_for(with<std::int32_t>(toy, kMinnAt, 99)) == "m.bin: byte 44: minn is 99");
  CHECK(message_for(with<std::int32_t>(toy, kSizeAt, 0)) ==
        "m.bin: byte 64: the dictionary size is 0");
  CHECK(message_for(with<std::int32_t>(toy, kLabelsAt, 3)) ==
        "m.bin: byte 72: words and labels do not add up to the dictionary");
}

TEST_CASE("read_model_file: n-grams without buckets are refused") {
  // fastText divides by the number of buckets and ends with SIGFPE.
  const std::string& toy = dense_toy();
  CHECK(
      message_for(with<std::int32_t>(toy, kWordNgramsAt, 2)).ends_with("n-grams without buckets"));
  CHECK(message_for(with<std::int32_t>(toy, kMaxnAt, 3)).ends_with("n-grams without buckets"));
}

TEST_CASE("read_model_file: another dimension does not fit the matrices") {
  CHECK(message_for(with<std::int32_t>(dense_toy(), kDimAt, 3))
            .ends_with("wrong width of the input matrix"));
}

TEST_CASE("read_model_file: words and labels change places only in a broken file") {
  const std::string& toy = dense_toy();
  std::int32_t words = 0;
  std::memcpy(&words, toy.data() + kWordsAt, sizeof words);
  const std::string moved =
      with<std::int32_t>(with<std::int32_t>(toy, kWordsAt, words - 1), kLabelsAt, 3);
  CHECK(message_for(moved).ends_with("words and labels are mixed"));
}

TEST_CASE("read_model_file: weights that are no numbers are refused where they stand") {
  const std::string& toy = dense_toy();
  // The file ends with the output matrix, two labels of two numbers.
  const std::size_t at = toy.size() - 3 * sizeof(float);
  for (const float weight : {std::numeric_limits<float>::quiet_NaN(),
                             std::numeric_limits<float>::infinity(), -3e38F, 2e6F}) {
    CAPTURE(weight);
    CHECK(message_for(with(toy, at, weight)) ==
          "m.bin: byte " + std::to_string(at) + ": a weight of the output matrix is out of range");
  }
  const std::string& quantised = quantised_toy();
  bool found = false;
  for (std::size_t i = quantised.size() / 2; i + sizeof(float) <= quantised.size() && !found; ++i) {
    const std::string changed = with(quantised, i, std::numeric_limits<float>::quiet_NaN());
    try {
      (void)read_model_file(changed, "m.bin");
    } catch (const LoadError& error) {
      found = error.error.message == "a weight of the input matrix is out of range";
    }
  }
  CHECK(found);
}

TEST_CASE("read_model_file: a pruned bucket that is listed twice is refused") {
  // Fewer rows were then counted than the table points at, and scoring read past their end.
  const std::string& toy = quantised_toy();
  std::int32_t entries = 0;
  std::memcpy(&entries, toy.data() + kSizeAt, sizeof entries);
  std::size_t at = kEntriesAt;
  for (std::int32_t i = 0; i < entries; ++i) at = toy.find('\0', at) + 1 + sizeof(std::int64_t) + 1;
  std::int32_t bucket = 0;
  std::memcpy(&bucket, toy.data() + at, sizeof bucket);
  CHECK(message_for(with(toy, at + 8, bucket)) ==
        "m.bin: byte " + std::to_string(at + 12) + ": a pruned bucket is listed twice");
}

TEST_CASE("read_model_file: a small file that would fill the memory is refused") {
  // Multiplied out, a model has a number per row and label. A quantised file may state
  // more rows than it has bytes.
  std::vector<std::string> labels;
  for (int i = 0; i < 12; ++i) labels.push_back("kind-" + std::to_string(i));
  const std::string toy = train_toy({.labels = labels, .dim = 1, .lines = 40}).bytes;
  CHECK(message_for(with<std::int32_t>(toy, kBucketAt, 50'000'000))
            .ends_with("too many rows for so many labels"));
}

TEST_CASE("read_model_file: bytes after the end are refused") {
  const std::string longer = dense_toy() + '\0';
  CHECK(message_for(longer) == "m.bin: byte " + std::to_string(dense_toy().size()) +
                                   ": bytes follow the end of the model");
}

TEST_CASE("read_model_file: an unsupervised model is refused") {
  // A vector file in fastText's text form, as many are published.
  CHECK(message_for("2 3\ngaji 0.1 0.2 0.3\nbesar 0.4 0.5 0.6\n") ==
        "m.bin: byte 0: not a fastText model");
}
