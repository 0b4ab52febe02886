#pragma once

#include <filesystem>
#include <memory>
#include <string_view>
#include <vector>

#include "facts.hpp"

namespace waspada::detail {

/// Part of stage 3: which well-known employers a text names, and whether its links and
/// addresses are theirs. Says nothing of employers that it does not know, nor of the
/// links of those whose own hosts it does not know. Immutable once made.
class EmployerReader {
 public:
  /// From a brands.json; throws LoadError.
  explicit EmployerReader(const std::filesystem::path& file);
  ~EmployerReader();

  /// Adds, for a text and the facts read so far:
  /// - `employer`, of type `claimed` (as who hires) or `mentioned` (a landmark, a bank
  ///   account, a make of car), the value being its name;
  /// - `channel`, a link, address or handle of type `own` (of an employer in the text),
  ///   `lookalike` (a host that has its name and is not its own) or `foreign` (any other
  ///   way to apply to a claimed employer), the value being the host.
  void read(std::string_view folded, const std::vector<FoldedToken>& tokens,
            std::vector<FoldedFact>& facts) const;

 private:
  struct Data;
  struct Mention;
  [[nodiscard]] std::vector<Mention> mentions(std::string_view folded,
                                              const std::vector<FoldedToken>& tokens) const;
  std::unique_ptr<const Data> data_;
};

}  // namespace waspada::detail
