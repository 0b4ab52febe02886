#include "packed.hpp"

#ifdef WASPADA_WITH_ZLIB
#include <zlib.h>
#endif
#ifdef WASPADA_WITH_ZSTD
#include <zstd.h>
#endif

std::string gzip([[maybe_unused]] std::string_view bytes) {
  std::string out;
#ifdef WASPADA_WITH_ZLIB
  constexpr int kGzipOnly = 16;
  constexpr int kDefaultMemory = 8;
  z_stream stream{};
  ::deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + kGzipOnly, kDefaultMemory,
                 Z_DEFAULT_STRATEGY);
  out.resize(::deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
#endif
  return out;
}

std::string zstd([[maybe_unused]] std::string_view bytes) {
  std::string out;
#ifdef WASPADA_WITH_ZSTD
  out.resize(::ZSTD_compressBound(bytes.size()));
  out.resize(::ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1));
#endif
  return out;
}
