#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include "fuzz.hpp"

namespace waspada::fuzz {

/// A directory for code that reads files; in memory where the system has such a place.
class Scratch {
 public:
  Scratch() {
    const std::filesystem::path memory = "/dev/shm";
    std::error_code absent;
    const bool writable =
        std::filesystem::is_directory(memory, absent) && ::access(memory.c_str(), W_OK) == 0;
    std::string name =
        ((writable ? memory : std::filesystem::temp_directory_path()) / "waspada-fuzz-XXXXXX")
            .string();
    demand(::mkdtemp(name.data()) != nullptr, "a directory for scratch files");
    root_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return root_; }

  /// Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::filesystem::path file = root_ / name;
    std::ofstream(file, std::ios::binary).write(bytes.data(), std::ssize(bytes));
    return file;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace waspada::fuzz
