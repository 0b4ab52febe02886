#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eval_report.hpp"

namespace waspada::cli {

/// Tells honest ads apart by whom a false alarm would hurt: employer, way to apply, region,
/// language, destination, audience, wage, length. What the words say is a data file's business;
/// contacts and wages are read by the library.
class FairnessReader {
 public:
  /// Throws CommandError naming file, entry and piece.
  explicit FairnessReader(const std::string& file);

  /// Notes a row's groups if it is an honest ad. `verdict` must not be brief.
  void add(std::size_t row, const Post& post, const Verdict& verdict);

  /// False-positive rates of each group, as report.fairness; `report` has the rows.
  void finish(EvalReport& report) const;

  /// The columns that a report may have, for gates.
  [[nodiscard]] std::vector<std::string> columns() const;

 private:
  struct Value {
    std::string name;
    std::vector<std::string> phrases;  ///< Folded, with a blank at both ends.
  };
  struct Slice {
    std::string name;
    std::vector<Value> values;
    std::string otherwise;
    std::size_t least = 1;  ///< Phrases that must be there.
  };

  void note(const std::string& column, const std::string& value, std::size_t row);
  [[nodiscard]] std::string wage_of(const Verdict& verdict) const;

  std::vector<Slice> slices_;
  double minimum_wage_ = 0;
  std::vector<std::pair<std::string, std::map<std::string, Members>>> groups_;
};

}  // namespace waspada::cli
