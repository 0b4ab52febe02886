#pragma once

#include <functional>
#include <string>
#include <vector>

#include "document.hpp"
#include "eval_forms.hpp"
#include "options.hpp"

namespace CLI {
class App;
}

namespace waspada::cli {

/// Which forms of a report go where.
struct ReportOptions {
  std::string format = "text";
  std::string output;
  std::vector<std::string> writes;  ///< "FORMAT=FILE".
  OutputOptions rendering;
};

/// Adds --format, --output, --write and --color.
void add_options(CLI::App& command, ReportOptions& options);

/// A report in all its forms; each is made only when it is asked for.
struct ReportForms {
  std::function<Document()> document;
  std::function<std::string()> json;
  std::function<Findings()> findings;
};

/// Throws CommandError for a --write that is not FORMAT=FILE.
void check_options(const ReportOptions& options);

/// Writes the report in the forms asked for.
void write_report(const ReportForms& forms, const ReportOptions& options);

/// Says on stderr which gates failed; the exit code they ask for: 1, or 2 for a gate
/// whose figure is not defined.
[[nodiscard]] int judge(const std::vector<GateResult>& gates);

}  // namespace waspada::cli
