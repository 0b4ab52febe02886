#include "encoding.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "waspada/text.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;

class Converter {
 public:
  explicit Converter(const char* encoding) {
    UErrorCode status = U_ZERO_ERROR;
    converter_ = ::ucnv_open(encoding, &status);
    if (U_FAILURE(status) != 0) throw ReadError(std::string("ICU cannot read ") + encoding);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() { ::ucnv_close(converter_); }

  [[nodiscard]] UConverter* get() const { return converter_; }

 private:
  UConverter* converter_ = nullptr;
};

class Utf16Source final : public ByteSource {
 public:
  Utf16Source(std::unique_ptr<ByteSource> source, Encoding encoding)
      : source_(std::move(source)),
        from_(encoding == Encoding::utf16le ? "UTF-16LE" : "UTF-16BE"),
        to_("UTF-8"),
        block_(new char[kBlock]) {}

  [[nodiscard]] std::uint64_t file_bytes() const override { return source_->file_bytes(); }

  std::size_t read(char* to, std::size_t most) override {
    char* out = to;
    while (out == to && !done_) {
      if (in_ == in_end_ && !ended_) {
        const std::size_t got = source_->read(block_.get(), kBlock);
        in_ = block_.get();
        in_end_ = in_ + got;
        ended_ = got == 0;
      }
      UErrorCode status = U_ZERO_ERROR;
      ::ucnv_convertEx(to_.get(), from_.get(), &out, to + most, &in_, in_end_, pivot_.data(),
                       &pivot_from_, &pivot_to_, pivot_.data() + pivot_.size(),
                       static_cast<UBool>(!begun_), static_cast<UBool>(ended_), &status);
      begun_ = true;
      if (status == U_BUFFER_OVERFLOW_ERROR) continue;
      // Half a unit at the end of the file: the rest has been converted.
      done_ = ended_;
    }
    return static_cast<std::size_t>(out - to);
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Converter from_;
  Converter to_;
  std::unique_ptr<char[]> block_;
  const char* in_ = nullptr;
  const char* in_end_ = nullptr;
  std::array<UChar, 4096> pivot_{};
  UChar* pivot_from_ = pivot_.data();
  UChar* pivot_to_ = pivot_.data();
  bool begun_ = false;
  bool ended_ = false;
  bool done_ = false;
};

/// What bytes from 0x80 on are in Windows-1252, as UTF-8.
const std::array<std::string, 128>& windows_letters() {
  static const auto letters = [] {
    std::array<std::string, 128> out;
    const Converter converter("windows-1252");
    for (std::size_t i = 0; i < out.size(); ++i) {
      const char byte = static_cast<char>(i + 128);
      char utf8[8];
      UErrorCode status = U_ZERO_ERROR;
      const int32_t size =
          ::ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), utf8, sizeof utf8, &byte, 1, &status);
      out[i].assign(utf8, static_cast<std::size_t>(size));
    }
    return out;
  }();
  return letters;
}

/// Whether a line that is not UTF-8 reads well as Windows-1252. A lead byte with
/// a continuation byte behind it is rather UTF-8 that somebody cut.
bool looks_like_windows(std::string_view line) {
  constexpr std::string_view kUnused = "\x81\x8D\x8F\x90\x9D\xFF";
  if (line.find_first_of(kUnused) != line.npos) return false;
  unsigned char before = 0;
  return std::none_of(line.begin(), line.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool split = before >= 0xC2 && before <= 0xF4 && byte >= 0x80 && byte < 0xC0;
    before = byte;
    return split;
  });
}

}  // namespace

Encoding encoding_of(std::string_view asked, std::string_view first_bytes) {
  const bool little = first_bytes.starts_with("\xFF\xFE");
  const bool big = first_bytes.starts_with("\xFE\xFF");
  if (asked == "utf-8") return Encoding::utf8;
  if (asked == "utf-16le") return Encoding::utf16le;
  if (asked == "utf-16be") return Encoding::utf16be;
  if (asked == "windows-1252") return Encoding::windows_1252;
  if (little || big) return little ? Encoding::utf16le : Encoding::utf16be;
  if (asked == "utf-16" && !first_bytes.empty()) {
    throw ReadError("no byte order mark; --encoding utf-16le or utf-16be says which it is");
  }
  return Encoding::detect;
}

std::unique_ptr<ByteSource> from_utf16(std::unique_ptr<ByteSource> source, Encoding encoding) {
  return std::make_unique<Utf16Source>(std::move(source), encoding);
}

std::uint64_t bytes_in_utf16(std::string_view text) noexcept {
  std::uint64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += static_cast<unsigned>((byte & 0xC0) != 0x80) + static_cast<unsigned>(byte >= 0xF0);
  }
  return 2 * units;
}

std::string_view LineDecoder::operator()(std::string_view line) {
  if (encoding_ != Encoding::detect && encoding_ != Encoding::windows_1252) return line;
  if (is_utf8(line) && (encoding_ == Encoding::detect || is_ascii(line))) return line;
  if (encoding_ == Encoding::detect) {
    if (!looks_like_windows(line)) return line;
    ++detected_;
  }
  converted_.clear();
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      converted_ += c;
    } else {
      converted_ += windows_letters()[byte - 128U];
    }
  }
  return converted_;
}

}  // namespace waspada::cli
