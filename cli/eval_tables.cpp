#include <algorithm>
#include <cstdio>
#include <string_view>

#include "eval_render.hpp"

namespace waspada::cli {
namespace {

using Cells = std::vector<std::string>;

struct Table {
  std::string title;
  Cells header;
  std::vector<Cells> rows;
  std::size_t left = 1;   ///< Columns from the start that hold text, not numbers.
  std::size_t right = 0;  ///< And how many at the end do.
};

std::string decimal(double value) {
  char out[64];
  std::snprintf(out, sizeof out, "%.4f", value);
  return out;
}

std::string cell(const Figure& figure) {
  if (!figure.value) return "n/a";
  std::string out = decimal(*figure.value);
  if (figure.interval) {
    out += " (" + decimal(figure.interval->low) + "-" + decimal(figure.interval->high) + ")";
  }
  return out;
}

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

class Page {
 public:
  explicit Page(bool markdown) : markdown_(markdown) {}

  void heading(const std::string& text) { text_ += (markdown_ ? "# " : "") + text + "\n"; }

  void line(const std::string& text) {
    text_ += (markdown_ ? "\n" + escaped(text) : printable(text)) + "\n";
  }

  void gap() { text_ += markdown_ ? "" : "\n"; }

  void table(const Table& table) {
    if (table.rows.empty()) return;
    text_ +=
        "\n" + (markdown_ ? "## " + escaped(table.title) + "\n" : printable(table.title)) + "\n";
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
  template <class IsText>
  void put(const Cells& cells, const std::vector<std::size_t>& widths, const IsText& is_text) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - width(cells[i]), ' ');
      out += markdown_ ? "| " : "  ";
      out += is_text(i) ? cells[i] + padding : padding + cells[i];
      if (markdown_) out += ' ';
    }
    if (markdown_) out += '|';
    out.erase(out.find_last_not_of(' ') + 1);
    text_ += out + "\n";
  }

  bool markdown_;
  std::string text_;
};

Table metrics_table(const Section& section) {
  Table out{"Metrics", {"metric", "value", "low", "high"}, {}};
  for (const Figure& figure : section.figures) {
    Cells cells = {figure.name, figure.value ? decimal(*figure.value) : "n/a", "", ""};
    if (!figure.value) cells[1] += " (" + figure.reason + ")";
    if (figure.interval) {
      cells[2] = decimal(figure.interval->low);
      cells[3] = decimal(figure.interval->high);
    }
    out.rows.push_back(std::move(cells));
  }
  return out;
}

Table levels_table(const EvalReport& report) {
  const bool not_ad =
      std::ranges::any_of(report.labels, [](const auto& label) { return label.first == "not_ad"; });
  Table out{"Rows by level", {"level", "positive", "negative"}, {}};
  if (not_ad) out.header.emplace_back("of these not_ad");
  for (const LevelCount& count : report.levels) {
    out.rows.push_back({std::string(name(count.level)), std::to_string(count.positives),
                        std::to_string(count.negatives)});
    if (not_ad) out.rows.back().push_back(std::to_string(count.not_ad));
  }
  return out;
}

/// One line per section, one column per figure of `names`.
Table sections_table(std::string title, const std::vector<Section>& sections,
                     const std::vector<std::string>& names, bool classes) {
  Table out{std::move(title), {"", "rows"}, {}};
  if (classes) out.header.emplace_back("positive");
  out.header.insert(out.header.end(), names.begin(), names.end());
  for (const Section& section : sections) {
    out.header.front() = section.column;
    Cells cells = {section.value, std::to_string(section.rows)};
    if (classes) cells.push_back(std::to_string(section.positives));
    for (const std::string& name : names) cells.push_back(cell(*section.find(name)));
    out.rows.push_back(std::move(cells));
  }
  return out;
}

Table errors_table(std::string title, const std::vector<EvalError>& errors) {
  Table out{std::move(title), {"id", "label", "level", "risk", "where", "rules"}, {}, 3, 2};
  for (const EvalError& error : errors) {
    std::string rules;
    for (const std::string& rule : error.rules) rules += (rules.empty() ? "" : " ") + rule;
    out.rows.push_back({error.id, error.label, std::string(name(error.level)), decimal(error.risk),
                        error.file + ":" + std::to_string(error.line), rules});
  }
  return out;
}

/// The columns that fit on a page; JSON has them all.
const std::vector<std::string>& slice_columns() {
  static const std::vector<std::string> names = {"pr_auc",      "recall@fpr=0.01", "recall@caution",
                                                 "fpr@caution", "fpr@high",        "ece",
                                                 "abstention"};
  return names;
}

std::string summary(const EvalReport& report) {
  const Section& all = report.all;
  std::string out = std::to_string(all.rows) + " rows: " + std::to_string(all.positives) +
                    " positive, " + std::to_string(all.negatives()) + " negative";
  if (all.rows > 0) {
    out += " (base rate " +
           decimal(static_cast<double>(all.positives) / static_cast<double>(all.rows)) + ")";
  }
  return out;
}

std::string method(const EvalReport& report) {
  const std::string bins =
      "ECE over " + std::to_string(kCalibrationBins) + " bins of equal weight.";
  if (report.bootstrap.draws == 0) return "No intervals. " + bins;
  return "95 % intervals: " + std::to_string(report.bootstrap.draws) + " bootstrap draws of " +
         std::to_string(report.groups) + (report.grouped ? " groups" : " rows") +
         ", stratified by class, seed " + std::to_string(report.bootstrap.seed) +
         "; exact bounds for shares of none and all. " + bins;
}

std::string versions(const Versions& versions) {
  return "Versions: library " + versions.library + ", rules " + versions.rules + ", policy " +
         versions.policy + ", model " + (versions.model.empty() ? "none" : versions.model) +
         ", Unicode " + versions.unicode;
}

}  // namespace

std::string describe(const GateResult& gate) {
  if (!gate.figure) return "n/a (" + gate.reason + ")";
  std::string out = decimal(*gate.figure);
  if (gate.gate.part == Gate::Part::value && gate.interval) {
    out += " (" + decimal(gate.interval->low) + "-" + decimal(gate.interval->high) + ")";
  }
  return out;
}

std::string to_tables(const EvalReport& report, const std::vector<GateResult>& gates,
                      bool markdown) {
  Page page(markdown);
  page.heading("Evaluation");
  page.line(summary(report));
  page.line(method(report));
  page.table(metrics_table(report.all));
  Table thresholds{
      "Risk from which on the false-positive rate is within a limit", {"limit", "risk"}, {}, 0};
  for (const auto& [limit, risk] : report.thresholds) {
    thresholds.rows.push_back({decimal(limit), risk ? decimal(*risk) : "n/a"});
  }
  page.table(thresholds);
  page.table(levels_table(report));
  page.table(sections_table("Negative labels", report.negative_labels, label_metrics(), false));
  page.table(sections_table("Positives by kind", report.kinds, kind_metrics(), false));
  for (const auto& sections : report.slices) {
    if (sections.empty()) continue;
    page.table(sections_table("By " + sections.front().column, sections, slice_columns(), true));
  }
  page.table(errors_table("Missed, lowest risk first", report.missed));
  page.table(errors_table("False alarms, highest risk first", report.false_alarms));
  Table verdicts{"Gates", {"gate", "figure", "result"}, {}, 1, 1};
  for (const GateResult& gate : gates) {
    verdicts.rows.push_back({gate.gate.expression, describe(gate),
                             gate.passed ? "passed" : (gate.figure ? "FAILED" : "n/a")});
  }
  page.table(verdicts);
  page.gap();
  for (const std::string& note : report.notes) page.line("Note: " + note);
  page.line(versions(report.versions));
  return page.take();
}

}  // namespace waspada::cli
