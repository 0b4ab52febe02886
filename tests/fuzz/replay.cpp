// Feeds files to a fuzz target without a fuzzer, so that every compiler checks the seeds
// and what fuzzers found before: REPLAY PATH..., files or directories.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz.hpp"

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(path)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

void replay(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  waspada::fuzz::demand(in.is_open(), file.string() + " can be read");
  // A buffer of exactly its size: sanitizers then see a read past the end.
  std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
  text.shrink_to_fit();
  (void)std::fprintf(stderr, "%s: %zu bytes\n", file.c_str(), text.size());
  (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t seen = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& file : files_of(arguments[i])) {
      replay(file);
      ++seen;
    }
  }
  waspada::fuzz::demand(seen > 0, "there is something to replay");
  std::printf("%zu inputs\n", seen);
}
