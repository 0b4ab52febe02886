// A batch that is killed, interrupted or out of room goes on without a lost or doubled row.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "program.hpp"

namespace {

/// Two files, of which every 53rd row is bad.
std::vector<std::string> write_input(const TemporaryDirectory& directory) {
  std::vector<std::string> out;
  for (const char* name : {"a.jsonl", "b.jsonl"}) {
    std::string text;
    for (int i = 1; i <= 3000; ++i) {
      const std::string number = std::to_string(i);
      text += i % 53 == 0 ? "{\"text\": \n"
                          : R"({"id": "r)" + number + R"(", "text": "Loker admin gudang )" +
                                number + R"(, biaya 50rb ke rekening, WA 0812-0000-4471"})" + "\n";
    }
    out.push_back(directory.write(name, text));
  }
  return out;
}

struct Run {
  std::vector<std::string> files;
  std::string output;
  std::string rejects;

  Run(const TemporaryDirectory& directory, const std::string& name)
      : files(write_input(directory)),
        output(directory.path(name)),
        rejects(directory.path(name + ".rejects")) {}

  [[nodiscard]] std::vector<std::string> arguments(bool resume) const {
    std::vector<std::string> out = {"batch", "-o", output,         "--rejects", rejects,
                                    "-j",    "2",  "--checkpoint", "0"};
    out.insert(out.end(), files.begin(), files.end());
    if (resume) out.emplace_back("--resume");
    return out;
  }
  [[nodiscard]] bool is_complete() const { return std::filesystem::exists(output); }
  [[nodiscard]] std::string result() const { return read_file(output) + read_file(rejects); }
};

void check_nothing_left(const TemporaryDirectory& directory) {
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    CAPTURE(entry.path().string());
    CHECK(entry.path().string().find(".partial") == std::string::npos);
  }
}

}  // namespace

TEST_CASE("batch --resume: killed at any point, the result is that of one run") {
  const TemporaryDirectory directory;
  for (const char* end : {".jsonl", ".csv", ".sqlite"}) {
    CAPTURE(std::string(end));
    const Run whole(directory, std::string("whole") + end);
    CHECK(waspada(whole.arguments(false)).code == 2);  // it has rejects
    if (!whole.is_complete()) continue;                // built without SQLite
    const Run killed(directory, std::string("killed") + end);
    const std::uintmax_t size = std::filesystem::file_size(whole.output);
    int kills = 0;
    for (std::uintmax_t at = size / 10; !killed.is_complete(); at += size / 5) {
      const bool begun = std::filesystem::exists(killed.output + ".partial.state");
      const Outcome outcome = run({.arguments = killed.arguments(kills > 0),
                                   .signal = SIGKILL,
                                   .watched = killed.output + ".partial",
                                   .watched_bytes = at});
      if (outcome.code == 128 + SIGKILL) {
        ++kills;
      } else {
        CHECK(outcome.code == 2);
        CHECK((outcome.err.find("goes on after row ") != std::string::npos) == begun);
        CHECK(outcome.err.find("6000 rows, 112 rejected") != std::string::npos);
      }
      REQUIRE(kills < 20);
    }
    CHECK(kills >= 1);
    CHECK(killed.result() == whole.result());
    check_nothing_left(directory);
  }
}

TEST_CASE("batch: nothing has the output's name before it is complete") {
  const TemporaryDirectory directory;
  const Run once(directory, "out.jsonl");
  directory.write("out.jsonl", "of yesterday");
  const Outcome outcome = run({.arguments = once.arguments(false),
                               .signal = SIGKILL,
                               .watched = once.output + ".partial",
                               .watched_bytes = 1000});
  CHECK(outcome.code == 128 + SIGKILL);
  CHECK(read_file(once.output) == "of yesterday");
  // Without --resume it begins anew.
  const Outcome anew = waspada(once.arguments(false));
  CHECK(anew.err.find("goes on") == std::string::npos);
  CHECK(lines(read_file(once.output)).size() == 6000 - 112);
}

TEST_CASE("batch: an interrupt keeps what is done, and --resume goes on with it") {
  const TemporaryDirectory directory;
  const Run whole(directory, "whole.jsonl");
  CHECK(waspada(whole.arguments(false)).code == 2);
  for (const int signal : {SIGINT, SIGTERM}) {
    const Run stopped(directory, "stopped-" + std::to_string(signal) + ".jsonl");
    auto arguments = stopped.arguments(false);
    std::ranges::replace(arguments, "0", "1000");  // only the interrupt makes it safe
    const Outcome outcome = run({.arguments = arguments,
                                 .signal = signal,
                                 .watched = stopped.output + ".partial",
                                 .watched_bytes = 100'000});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("; high ") != std::string::npos);
    CHECK(outcome.err.find("interrupted; what is done is in " + stopped.output +
                           ".partial, and --resume goes on with it\n") != std::string::npos);
    CHECK_FALSE(stopped.is_complete());
    const auto done = lines(read_file(stopped.output + ".partial"));
    REQUIRE(done.size() > 10);
    CHECK(nlohmann::json::accept(done.back()));
    CHECK(waspada(stopped.arguments(true)).code == 2);
    CHECK(stopped.result() == whole.result());
  }
}

TEST_CASE("batch: an interrupt while it waits for input") {
  const TemporaryDirectory directory;
  const std::string output = directory.path("out.jsonl");
  // The last line has no end yet: it is no row.
  const Outcome outcome =
      run({.arguments = {"batch", "--from", "txt", "-o", output, "--checkpoint", "0"},
           .input = "satu\ndua\nti",
           .signal = SIGINT,
           .watched = output + ".partial",
           .watched_bytes = 10,
           .open_input = true});
  CHECK(outcome.code == 2);
  CHECK(lines(read_file(output + ".partial")).size() == 2);
  CHECK(waspada({"batch", "--from", "txt", "-o", output, "--resume", "--quiet"}, "satu\ndua\ntiga")
            .code == 0);
  CHECK(read_file(output) == waspada({"batch", "--from", "txt"}, "satu\ndua\ntiga").out);
}

TEST_CASE("batch: rows that came through a pipe are given before the next is there") {
  const TemporaryDirectory directory;
  const std::string output = directory.path("out");
  const Outcome outcome = run({.arguments = {"batch", "--filter"},
                               .input = "{\"text\": \"satu\"}\n{\"te",
                               .output_file = output,
                               .signal = SIGINT,
                               .watched = output,
                               .watched_bytes = 10,
                               .open_input = true});
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: interrupted after row 1\n");
  CHECK(lines(read_file(output)).size() == 1);
}

TEST_CASE("batch --resume: out of room is an error, and the rest follows when there is room") {
  const TemporaryDirectory directory;
  const Run whole(directory, "whole.jsonl");
  CHECK(waspada(whole.arguments(false)).code == 2);
  const Run limited(directory, "limited.jsonl");
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit small{std::filesystem::file_size(whole.output) / 2, before.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Outcome outcome = waspada(limited.arguments(false));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find(limited.output + ": File too large") != std::string::npos);
  CHECK(waspada(limited.arguments(true)).err.find("goes on after row ") != std::string::npos);
  CHECK(limited.result() == whole.result());
}

TEST_CASE("batch --resume: refuses to go on with another run") {
  const TemporaryDirectory directory;
  const Run once(directory, "out.jsonl");
  (void)run({.arguments = once.arguments(false),
             .signal = SIGKILL,
             .watched = once.output + ".partial.state",
             .watched_bytes = 1});
  REQUIRE_FALSE(once.is_complete());
  auto arguments = once.arguments(true);
  arguments.emplace_back("--mask");
  Outcome outcome = waspada(arguments);
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("the unfinished run had another \"options\"") != std::string::npos);
  directory.write("b.jsonl", "{\"text\": \"other\"}\n");
  outcome = waspada(once.arguments(true));
  CHECK(outcome.err.find("the unfinished run had another \"inputs\"") != std::string::npos);
  outcome = waspada({"batch", "--resume"}, "");
  CHECK(outcome.code == 2);
  CHECK(outcome.err == "waspada: --resume needs a file to go on with; -o FILE names it\n");
  directory.write("out.jsonl.partial.state", "{}");
  CHECK(waspada(once.arguments(true)).err.find("not what an unfinished run leaves") !=
        std::string::npos);
}

TEST_CASE("batch --resume: nothing to go on with is a run like any other") {
  const TemporaryDirectory directory;
  const Run once(directory, "out.jsonl");
  CHECK(waspada(once.arguments(true)).code == 2);
  CHECK(lines(read_file(once.output)).size() == 6000 - 112);
  check_nothing_left(directory);
}

TEST_CASE("batch: only one at a time writes a file") {
  const TemporaryDirectory directory;
  const std::string output = directory.path("out.jsonl");
  std::string refused;
  const Outcome outcome =
      run({.arguments = {"batch", "--from", "txt", "-o", output, "--quiet"},
           .input = "satu\n",
           .signal = SIGINT,
           .watched = output + ".partial",
           .watched_bytes = 10,
           .before_signal =
               [&] {
                 refused = waspada({"batch", "--quiet", "-o", output}, "dua\n").err;
               },
           .open_input = true});
  CHECK(outcome.code == 2);
  CHECK(refused == "waspada: " + output + ": another waspada is writing it\n");
}
