#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace waspada::detail {

/// The lines before a list's rows that say what it is: `# type: reported-phones`.
struct RegistryHead {
  std::map<std::string, std::string, std::less<>> fields;
  std::size_t lines = 0;  ///< How many there are.
  std::size_t bytes = 0;
};

[[nodiscard]] RegistryHead read_registry_head(std::string_view bytes, const std::string& file);

/// Reads the CSV after the head and hands on the value that each row has in `column`, with the
/// number of its line. Throws LoadError naming file and line.
void read_registry_rows(std::string_view bytes, const RegistryHead& head, const std::string& column,
                        const std::string& file,
                        const std::function<void(std::string_view value, std::size_t line)>& row);

}  // namespace waspada::detail
