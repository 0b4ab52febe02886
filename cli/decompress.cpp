#ifdef WASPADA_WITH_ZLIB
#include <zlib.h>
#endif
#ifdef WASPADA_WITH_ZSTD
#include <zstd.h>
#endif

#include <algorithm>
#include <new>

#include "byte_source.hpp"

namespace waspada::cli {
namespace {

#if defined(WASPADA_WITH_ZLIB) || defined(WASPADA_WITH_ZSTD)

constexpr std::size_t kBlock = std::size_t{1} << 17;
constexpr std::uint64_t kTrusted = std::uint64_t{1} << 28;
constexpr std::uint64_t kMostGrowth = 1000;  // text shrinks to a twentieth, a bomb to a millionth

/// What decoders have in common: a block of packed bytes, and a watch on growth.
class Decoder : public ByteSource {
 public:
  explicit Decoder(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), block_(new char[kBlock]) {}

  [[nodiscard]] std::uint64_t file_bytes() const override { return source_->file_bytes(); }

  std::size_t read(char* to, std::size_t most) final {
    while (true) {
      if (packed_.empty() && !ended_) {
        packed_ = {block_.get(), source_->read(block_.get(), kBlock)};
        ended_ = packed_.empty();
      }
      const std::size_t got = unpack(to, most);
      out_ += got;
      if (out_ > kTrusted && out_ / kMostGrowth > file_bytes()) {
        throw ReadError("grows more than a thousandfold when decompressed; taken for a bomb");
      }
      if (got > 0 || (ended_ && packed_.empty())) return got;
    }
  }

 protected:
  /// Unpacks what fits into `to` and takes from packed() what it used; with
  /// packed() empty the stream has ended: throws ReadError if too early.
  virtual std::size_t unpack(char* to, std::size_t most) = 0;

  [[nodiscard]] std::string_view& packed() { return packed_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> block_;
  std::string_view packed_;
  std::uint64_t out_ = 0;
  bool ended_ = false;
};

#endif

#ifdef WASPADA_WITH_ZLIB

class GzipDecoder final : public Decoder {
 public:
  explicit GzipDecoder(std::unique_ptr<ByteSource> source) : Decoder(std::move(source)) {
    constexpr int kGzipOnly = 16;
    if (::inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;
  ~GzipDecoder() override { ::inflateEnd(&stream_); }

 private:
  std::size_t unpack(char* to, std::size_t most) override {
    std::string_view& in = packed();
    if (between_) {  // members; tape blocks are padded with zeros
      in.remove_prefix(std::min(in.find_first_not_of('\0'), in.size()));
      if (in.empty()) return 0;
      between_ = false;
      ::inflateReset(&stream_);
    }
    const bool starved = in.empty();
    // zlib wants its input without const, and only reads it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(std::min(most, kBlock * 2));
    const uInt room = stream_.avail_out;
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(in.size() - stream_.avail_in);
    const std::size_t got = room - stream_.avail_out;
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      between_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw ReadError("gzip data damaged");
    }
    if (starved && got == 0 && !between_) throw ReadError("gzip data cut short");
    return got;
  }

  z_stream stream_{};
  bool between_ = false;  ///< Two members, or after the last.
};

#endif

#ifdef WASPADA_WITH_ZSTD

class ZstdDecoder final : public Decoder {
 public:
  explicit ZstdDecoder(std::unique_ptr<ByteSource> source)
      : Decoder(std::move(source)), stream_(::ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ::ZSTD_freeDStream(stream_); }

 private:
  std::size_t unpack(char* to, std::size_t most) override {
    std::string_view& in = packed();
    if (in.empty() && between_) return 0;
    const bool starved = in.empty();
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer out{to, most, 0};
    const std::size_t status = ::ZSTD_decompressStream(stream_, &out, &from);
    if (::ZSTD_isError(status) != 0) {
      throw ReadError(std::string("zstd data damaged: ") + ::ZSTD_getErrorName(status));
    }
    in.remove_prefix(from.pos);
    between_ = status == 0;
    if (starved && out.pos == 0 && !between_) throw ReadError("zstd data cut short");
    return out.pos;
  }

  ZSTD_DStream* stream_;
  bool between_ = false;  ///< Two frames, or after the last.
};

#endif

}  // namespace

std::string_view name(Compression compression) noexcept {
  if (compression == Compression::none) return "";
  return compression == Compression::gzip ? "gzip" : "zstd";
}

Compression compression_of(std::string_view first_bytes) noexcept {
  if (first_bytes.starts_with("\x1F\x8B\x08")) return Compression::gzip;
  if (first_bytes.starts_with("\x28\xB5\x2F\xFD")) return Compression::zstd;
  return Compression::none;
}

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source,
                                       Compression compression) {
#ifdef WASPADA_WITH_ZLIB
  if (compression == Compression::gzip) return std::make_unique<GzipDecoder>(std::move(source));
#endif
#ifdef WASPADA_WITH_ZSTD
  if (compression == Compression::zstd) return std::make_unique<ZstdDecoder>(std::move(source));
#endif
  if (compression == Compression::none) return source;
  throw ReadError("compressed with " + std::string(name(compression)) +
                  ", which this waspada was built without");
}

}  // namespace waspada::cli
