#include <algorithm>
#include <array>

#include "document.hpp"

namespace waspada::cli {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

/// Ids and labels come from anywhere: nothing of them may steer a terminal.
std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are control characters, too.
    const bool c1 = byte == 0xC2 && i + 1 < text.size() &&
                    static_cast<unsigned char>(text[i + 1]) < 0xA0 && continues(text[i + 1]);
    if (c1) ++i;
    out += c1 || byte < 0x20 || byte == 0x7F ? '?' : text[i];
  }
  return out;
}

/// Without meaning in Markdown.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '<') {
      out += "&lt;";
    } else {
      if (std::string_view("\\|*`[]").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

constexpr std::string_view kBold = "\x1B[1m";
constexpr std::string_view kRed = "\x1B[31m";
constexpr std::string_view kGreen = "\x1B[32m";
constexpr std::string_view kPlain = "\x1B[0m";

/// The colour of a cell that states an outcome.
std::string_view colour_of(std::string_view cell) {
  constexpr std::array<std::string_view, 3> kBad = {"FAILED", "worse", "shifted"};
  constexpr std::array<std::string_view, 2> kGood = {"passed", "better"};
  if (std::ranges::find(kBad, cell) != kBad.end()) return kRed;
  if (std::ranges::find(kGood, cell) != kGood.end()) return kGreen;
  return {};
}

class Page {
 public:
  Page(bool markdown, bool colour) : markdown_(markdown), colour_(colour) {}

  void heading(const std::string& text) {
    text_ += markdown_ ? "# " + escaped(text) + "\n" : bold(printable(text)) + "\n";
  }

  void line(const std::string& text) {
    text_ += (markdown_ ? "\n" + escaped(text) : printable(text)) + "\n";
  }

  void gap() { text_ += markdown_ ? "" : "\n"; }

  void table(const Table& table) {
    if (table.rows.empty()) return;
    text_ += "\n" +
             (markdown_ ? "## " + escaped(table.title) + "\n" : bold(printable(table.title))) +
             "\n";
    std::vector<Cells> lines = {table.header};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    std::vector<std::size_t> widths(table.header.size());
    for (Cells& cells : lines) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = markdown_ ? escaped(cells[i]) : printable(cells[i]);
        widths[i] = std::max(widths[i], width(cells[i]));
      }
    }
    const auto is_text = [&](std::size_t i) {
      return i < table.left || i + table.right >= table.header.size();
    };
    for (std::size_t row = 0; row < lines.size(); ++row) {
      put(lines[row], widths, is_text);
      if (row == 0 && markdown_) {
        for (std::size_t i = 0; i < widths.size(); ++i) text_ += is_text(i) ? "|:--" : "|--:";
        text_ += "|\n";
      }
    }
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  [[nodiscard]] std::string bold(const std::string& text) const {
    return colour_ ? std::string(kBold) + text + std::string(kPlain) : text;
  }

  template <class IsText>
  void put(const Cells& cells, const std::vector<std::size_t>& widths, const IsText& is_text) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width(cells[i]), ' ');
      std::string cell = cells[i];
      if (const auto colour = colour_ ? colour_of(cell) : std::string_view(); !colour.empty()) {
        cell = std::string(colour) + cell + std::string(kPlain);
      }
      out += markdown_ ? "| " : "  ";
      out += is_text(i) ? cell + padding : padding + cell;
      if (markdown_) out += ' ';
    }
    if (markdown_) out += '|';
    out.erase(out.find_last_not_of(' ') + 1);
    text_ += out + "\n";
  }

  bool markdown_;
  bool colour_;
  std::string text_;
};

std::string render(const Document& document, bool markdown, bool colour) {
  Page page(markdown, colour);
  page.heading(document.title);
  for (const std::string& line : document.lines) page.line(line);
  for (const auto& part : document.parts) {
    if (const auto* table = std::get_if<Table>(&part)) page.table(*table);
  }
  page.gap();
  for (const std::string& note : document.notes) page.line(note);
  return page.take();
}

}  // namespace

std::string to_text(const Document& document, bool colour) {
  return render(document, false, colour);
}

std::string to_markdown(const Document& document) { return render(document, true, false); }

}  // namespace waspada::cli
