#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "posts.hpp"
#include "scoring.hpp"
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
  std::uint64_t key = 0;  ///< Of the text, to find it again in a baseline.
};

/// A rule that fired, and what it added to the log-odds.
struct EvalReason {
  std::string rule;
  double contribution = 0;
  std::string message;  ///< In English, like the rest of a report.
};

/// A text whose level contradicts its label.
struct EvalError {
  std::string file;
  std::uint64_t line = 0;
  std::string id;
  std::string label;
  double risk = 0;
  Level level = Level::insufficient;
  std::vector<EvalReason> reasons;  ///< For the ad and against it, strongest first.
  double model = 0;                 ///< What the text model added to the log-odds.
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
  /// Columns, and the values of which a row must have one; others are skipped.
  std::map<std::string, std::set<std::string>> where;
  /// Columns. "length" and "channel" are read off text and context where a row has none such.
  std::vector<std::string> slices;
  std::optional<std::string> group;  ///< Absent: "group" where a row has it.
  std::size_t errors = 0;            ///< To keep of each sort.
  PostOptions posts;
  Scoring scoring;
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
  std::size_t rejected = 0;  ///< Rows that could not be read, or lack a label, or repeat an id.
  std::size_t skipped = 0;   ///< Rows that are not those asked for.
  std::size_t repeated = 0;  ///< Rows whose text an earlier one has, groups apart.
};

inline constexpr std::string_view kPositiveLabel = "scam";

/// For those who want more of a row than its figures; called in input order, with its label.
using OnRow =
    std::function<void(const Post&, const EvalRow&, const Verdict&, const std::string& label)>;

/// Reads and scores. Says on stderr which rows it had to leave out; throws
/// CommandError for a file without the label column, a column that nothing has, and when no
/// row is left to measure.
[[nodiscard]] EvalData read_and_score(const Classifier& classifier, const EvalInput& input,
                                      const OnRow& on_row = {});

/// Of a text: the same number on every machine.
[[nodiscard]] std::uint64_t key_of(std::string_view text);

/// "0-9 words", "10-24 words" and so on.
[[nodiscard]] std::string length_class(std::string_view text);

}  // namespace waspada::cli
