#include "waspada/digest.hpp"

// libmd's header asks for types that glibc declares elsewhere.
#include <sha2.h>
#include <sys/types.h>

#include <array>

namespace waspada {

std::string sha256(std::string_view bytes) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
  SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex.data());
  return {hex.data(), hex.size() - 1};
}

}  // namespace waspada
