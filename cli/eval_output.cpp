#include "eval_output.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <string_view>

#include "command_error.hpp"
#include "eval_render.hpp"
#include "output.hpp"

namespace waspada::cli {
namespace {

constexpr std::array<const char*, 6> kFormats = {"text",  "json",   "markdown",
                                                 "junit", "github", "html"};

std::pair<std::string, std::string> format_and_file(const std::string& write) {
  const std::size_t equals = write.find('=');
  const std::string format = write.substr(0, equals);
  const bool known = std::ranges::find(kFormats, format) != kFormats.end();
  if (equals == std::string::npos || equals + 1 == write.size() || !known) {
    throw CommandError("--write: \"" + write +
                       "\" is not FORMAT=FILE with a format of text, json, markdown, junit, "
                       "github, html");
  }
  return {format, write.substr(equals + 1)};
}

std::string rendered(const ReportForms& forms, const std::string& format, bool colour) {
  if (format == "json") return forms.json();
  if (format == "junit") return to_junit(forms.findings());
  if (format == "github") return to_github(forms.findings());
  const Document document = forms.document();
  if (format == "html") return to_html(document);
  return format == "markdown" ? to_markdown(document) : to_text(document, colour);
}

}  // namespace

void add_options(CLI::App& command, ReportOptions& options) {
  command.add_option("--format", options.format, "text, json, markdown, junit, github or html")
      ->check(CLI::IsMember({"text", "json", "markdown", "junit", "github", "html"}))
      ->group("Output");
  command.add_option("-o,--output", options.output, "File to write instead of standard output")
      ->group("Output");
  command
      .add_option("--write", options.writes,
                  "The report in another format, too: FORMAT=FILE; may be repeated")
      ->allow_extra_args(false)
      ->group("Output");
  command.add_option("--color,--colour", options.rendering.colour, "auto, always or never")
      ->envname("WASPADA_COLOR")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->group("Output");
}

void check_options(const ReportOptions& options) {
  for (const std::string& write : options.writes) (void)format_and_file(write);
}

void write_report(const ReportForms& forms, const ReportOptions& options) {
  for (const std::string& write : options.writes) {
    const auto [format, file] = format_and_file(write);
    Output out(file);
    out.write(rendered(forms, format, false));
    out.close();
  }
  Output out(options.output);
  const bool colour = render_options(options.rendering, out.is_terminal()).colour;
  out.write(rendered(forms, options.format, colour));
  out.close();
}

int judge(const std::vector<GateResult>& gates) {
  int code = kRan;
  for (const GateResult& gate : gates) {
    if (gate.passed) continue;
    std::cerr << "waspada: gate \"" << gate.gate.expression
              << "\": " << (gate.figure ? "failed: " : "") << describe(gate) << '\n';
    code = std::max(code, gate.figure ? kAskedForFailure : kFailure);
  }
  return code;
}

}  // namespace waspada::cli
