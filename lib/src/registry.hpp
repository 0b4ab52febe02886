#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts.hpp"
#include "firm_names.hpp"
#include "key_table.hpp"
#include "waspada/registry.hpp"
#include "waspada/verdict.hpp"

namespace waspada::detail {

/// What a hit in lists of one type means; from registries.json.
struct RegistryType {
  std::string id;
  std::string column;  ///< "name", "phone", "account", "domain" or "channel".
  std::string kind;
  Severity severity = Severity::weak;
  double weight = 0;  ///< Log-odds.
  Message message;    ///< With `{list}` and `{as_of}` in place of the list's.
  Message advice;
};

/// The types of a data directory's registries.json; throws LoadError.
[[nodiscard]] std::vector<RegistryType> read_registry_types(const std::filesystem::path& data);

/// One list. Immutable once made.
class Registry {
 public:
  /// Throws LoadError naming file, line, column and the offending piece.
  Registry(const std::filesystem::path& file, const std::vector<RegistryType>& types);

  [[nodiscard]] const RegistryInfo& info() const noexcept { return info_; }
  [[nodiscard]] const RegistryType& type() const noexcept { return type_; }
  /// Of the file's bytes.
  [[nodiscard]] const std::string& sha256() const noexcept { return sha256_; }

  /// What of a text is on the list, ascending.
  [[nodiscard]] std::vector<Range> find(std::string_view folded,
                                        const std::vector<FoldedToken>& tokens,
                                        const std::vector<FoldedFact>& facts) const;

 private:
  void read(const std::string& bytes, const std::string& file,
            const std::vector<RegistryType>& types);
  /// False when the list has it already; throws when it is nothing of the type.
  bool add(std::string_view value, const std::string& where);

  RegistryInfo info_;
  RegistryType type_;
  std::string sha256_;
  KeyTable keys_;
  FirmNames names_;
};

/// A list that a text is on, and where.
struct RegistryHit {
  const Registry* registry = nullptr;
  std::vector<Range> ranges;
};

/// A user's lists together. Immutable; any number of threads may look things up.
class Registries {
 public:
  Registries() = default;
  Registries(const std::vector<std::filesystem::path>& files, const std::filesystem::path& data);

  [[nodiscard]] bool empty() const noexcept { return lists_.empty(); }
  /// Part of the versions of a verdict: empty without lists.
  [[nodiscard]] std::string version() const;
  [[nodiscard]] std::vector<RegistryHit> find(std::string_view folded,
                                              const std::vector<FoldedToken>& tokens,
                                              const std::vector<FoldedFact>& facts) const;
  /// Whether the text names a firm, and a list of firms that claims to be complete names none
  /// of the text's.
  [[nodiscard]] bool misses(std::string_view folded, const std::vector<FoldedToken>& tokens,
                            const std::vector<RegistryHit>& hits) const;

 private:
  std::vector<Registry> lists_;
};

/// The reason that a hit is, without its place and contribution.
[[nodiscard]] Reason reason_of(const RegistryHit& hit);

}  // namespace waspada::detail
