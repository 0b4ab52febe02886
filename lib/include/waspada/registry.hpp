#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "waspada/export.hpp"
#include "waspada/result.hpp"

namespace waspada {

/// A user's list of what an agency has licensed, revoked or had reported, as its file states it.
struct RegistryInfo {
  std::string name;            ///< For people; the file's name when the file gives none.
  std::string type;            ///< One of the types of registries.json, e.g. "reported-phones".
  std::string as_of;           ///< Day that the list stands for, YYYY-MM-DD.
  std::string source;          ///< Who publishes it, and where.
  bool complete = false;       ///< Claims that what it does not list does not exist.
  std::size_t entries = 0;     ///< Different ones.
  std::size_t duplicates = 0;  ///< Rows that say what another row says.
};

/// Reads a list as Classifier::load() would. `data` is the directory with registries.json.
/// An Error names file, line, column and the offending piece.
[[nodiscard]] WASPADA_EXPORT Result<RegistryInfo> check_registry(const std::filesystem::path& file,
                                                                 const std::filesystem::path& data);

}  // namespace waspada
