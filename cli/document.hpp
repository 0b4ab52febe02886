#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace waspada::cli {

using Cells = std::vector<std::string>;

struct Table {
  std::string title;
  Cells header;
  std::vector<Cells> rows;
  std::size_t left = 1;   ///< Columns from the start that hold text, not numbers.
  std::size_t right = 0;  ///< And how many at the end do.
};

/// Points of a plot, both coordinates in [0, 1].
struct Series {
  enum class Kind { line, dots, bars };

  std::string name;
  Kind kind = Kind::line;
  std::vector<std::pair<double, double>> points;  ///< Bars: the middle of each, and its height.
};

/// A picture of the unit square; only HTML shows it.
struct Plot {
  std::string title;
  std::string x;
  std::string y;
  std::vector<Series> series;
  bool diagonal = false;  ///< Draw the line from corner to corner, to compare with.
};

/// A report before it has a form. Every string may come from anywhere.
struct Document {
  std::string title;
  std::vector<std::string> lines;  ///< Below the title.
  std::vector<std::variant<Table, Plot>> parts;
  std::vector<std::string> notes;  ///< At the end.
};

/// Aligned tables; with `colour` titles are bold and outcomes red or green.
[[nodiscard]] std::string to_text(const Document& document, bool colour);

/// The same for a page that shows Markdown, such as a job's summary.
[[nodiscard]] std::string to_markdown(const Document& document);

/// One page with everything in it: nothing is fetched, nothing runs, light and dark.
[[nodiscard]] std::string to_html(const Document& document);

}  // namespace waspada::cli
