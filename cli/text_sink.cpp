#include "output.hpp"
#include "row_sink.hpp"

namespace waspada::cli {
namespace {

class TextSink final : public RowSink {
 public:
  TextSink(const std::string& path, std::uint64_t keep) : output_(path, keep) {}

  void write(std::string_view rows) override { output_.write(rows); }
  void flush() override { output_.flush(); }
  [[nodiscard]] std::uint64_t position() const override { return output_.size(); }
  void before_save() override { output_.sync(); }
  void after_save() override {}
  void complete(const nlohmann::ordered_json&, const BatchTotals&) override { output_.sync(); }
  void finish() override { output_.close(); }

 private:
  Output output_;
};

}  // namespace

std::unique_ptr<RowSink> make_text_sink(const std::string& path, std::uint64_t keep) {
  return std::make_unique<TextSink>(path, keep);
}

}  // namespace waspada::cli
