#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenise.hpp"
#include "waspada/verdict.hpp"

namespace waspada::detail {

/// A fact by its place in the folded text.
struct FoldedFact {
  Fact fact;  ///< `span` not yet filled.
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Whether `kind` and `type` (empty: any) name facts that a reader can produce;
/// rule files are checked against it.
[[nodiscard]] bool is_fact_name(std::string_view kind, std::string_view type);

/// Whether a fact is of `type`. Empty means any; "foreign" is any currency but the rupiah.
[[nodiscard]] bool has_type(const Fact& fact, std::string_view type);

/// Stage 3: what is claimed in an ad. Knows host names, free mail providers,
/// currencies and the words for periods and payers from data files.
/// Immutable once made.
class FactReader {
 public:
  /// From hosts.json and money.json in `data`; throws LoadError.
  explicit FactReader(const std::filesystem::path& data);
  ~FactReader();

  /// Facts of the text in order. `tokens` must be those of `folded`.
  [[nodiscard]] std::vector<FoldedFact> read(std::string_view folded,
                                             const std::vector<FoldedToken>& tokens) const;

 private:
  struct Data;
  std::unique_ptr<const Data> data_;
};

}  // namespace waspada::detail
