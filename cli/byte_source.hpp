#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace waspada::cli {

/// Bytes that cannot be had: a read that failed, damaged compressed data. The
/// message is without the file's name.
class ReadError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A stream of bytes: a file, or what a decoder makes of another stream. Not
/// for several threads.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills up to `most` bytes; 0 at the end only. Throws ReadError.
  [[nodiscard]] virtual std::size_t read(char* to, std::size_t most) = 0;

  /// Bytes of the file itself that were read, compressed as they may be.
  [[nodiscard]] virtual std::uint64_t file_bytes() const = 0;
};

/// A stream that shows what comes next.
class PeekSource final : public ByteSource {
 public:
  explicit PeekSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  /// At least `count` bytes unless the stream ends or fails before.
  [[nodiscard]] std::string_view peek(std::size_t count);

  [[nodiscard]] std::size_t read(char* to, std::size_t most) override;
  [[nodiscard]] std::uint64_t file_bytes() const override { return source_->file_bytes(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string shown_;
};

/// Opens a file, or standard input for "-". `waiting` is called before each
/// read that has to wait for input, and may be empty. Throws ReadError.
[[nodiscard]] std::unique_ptr<ByteSource> open_file(const std::string& path,
                                                    std::function<void()> waiting);

/// How a file is packed; told by its first bytes.
enum class Compression { none, gzip, zstd };

/// "gzip", "zstd" or "". Static storage.
[[nodiscard]] std::string_view name(Compression compression) noexcept;

[[nodiscard]] Compression compression_of(std::string_view first_bytes) noexcept;

/// Unpacks a stream; several members one after another are one stream. Throws
/// ReadError on damage and, at once, where this program was built without the
/// library. Data that grow more than a thousandfold are refused beyond 256 MiB.
[[nodiscard]] std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> source,
                                                     Compression compression);

}  // namespace waspada::cli
