#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "posts.hpp"
#include "waspada/classifier.hpp"

namespace waspada::cli {

/// Numbers names by first appearance.
class Names {
 public:
  std::uint32_t number(std::string_view name);
  [[nodiscard]] const std::string& operator[](std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> names_;
};

/// What is kept of one labelled text.
struct EvalRow {
  double risk = 0;
  Level level = Level::insufficient;
  bool positive = false;
  std::uint32_t label = 0;
  std::uint32_t group = 0;
};

/// A text whose level contradicts its label.
struct EvalError {
  std::string file;
  std::uint64_t line = 0;
  std::string id;
  std::string label;
  double risk = 0;
  Level level = Level::insufficient;
  std::vector<std::string> rules;  ///< Ids of those that fired for or against.
};

/// A column that the rows are told apart by.
struct EvalSlice {
  std::string column;
  Names values;
  std::vector<std::uint32_t> value_of;  ///< Per row.
};

/// What to read and how.
struct EvalInput {
  std::vector<std::string> files;
  std::string label;
  std::map<std::string, std::string> map;  ///< Labels to take for others.
  std::vector<std::string> slices;
  std::optional<std::string> group;  ///< Absent: "group" where a row has it.
  std::size_t errors = 0;            ///< To keep of each sort.
  PostOptions posts;
  Context context;
  unsigned threads = 1;
};

/// The scored rows of all files, in input order.
struct EvalData {
  std::vector<EvalRow> rows;
  Names labels;
  std::size_t groups = 0;
  bool grouped = false;  ///< Whether any rows share a group.
  std::vector<EvalSlice> slices;
  Names kinds;
  std::vector<std::pair<std::size_t, std::uint32_t>> kind_of;  ///< Row and kind, positives only.
  std::vector<EvalError> missed;        ///< Positives below `caution`, lowest risk first.
  std::vector<EvalError> false_alarms;  ///< Negatives from `caution` on, highest risk first.
  std::size_t rejected = 0;             ///< Rows that could not be read or have no label.
};

inline constexpr std::string_view kPositiveLabel = "scam";

/// Reads and scores. Says on stderr which rows it had to leave out; throws
/// CommandError for a file without the label column and a slice that nothing has.
[[nodiscard]] EvalData read_and_score(const Classifier& classifier, const EvalInput& input);

}  // namespace waspada::cli
