#include "program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// What posix_spawn is to do with the three standard streams.
class Streams {
 public:
  Streams() { check(::posix_spawn_file_actions_init(&actions_), "file actions"); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  ~Streams() { ::posix_spawn_file_actions_destroy(&actions_); }

  void open(int stream, const std::string& path, int flags) {
    check(::posix_spawn_file_actions_addopen(&actions_, stream, path.c_str(), flags, 0600), "open");
  }
  void use(int stream, int descriptor) {
    check(::posix_spawn_file_actions_adddup2(&actions_, descriptor, stream), "dup2");
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("WASPADA_") && !text.starts_with("NO_COLOR=")) out.emplace_back(text);
  }
  for (const auto& [name, value] : command.environment) out.push_back(name + "=" + value);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// The writing end of a pipe whose reader is gone.
int closed_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  ::close(ends[0]);
  return ends[1];
}

/// A pipe that holds `bytes` and has no end yet.
struct OpenPipe {
  explicit OpenPipe(const std::string& bytes) {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    if (::write(ends[1], bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
      throw std::runtime_error("write");
    }
  }
  OpenPipe(const OpenPipe&) = delete;
  OpenPipe& operator=(const OpenPipe&) = delete;
  ~OpenPipe() {
    for (const int end : ends) ::close(end);
  }
  int ends[2];
};

/// Waits for the child, and sends it the command's signal when it is time.
int wait_for(pid_t child, const Command& command) {
  int status = 0;
  bool sent = command.signal == 0;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, sent ? 0 : WNOHANG);
    if (ended == child) return status;
    if (ended != 0) throw std::runtime_error("waitpid");
    std::error_code error;
    const auto size = std::filesystem::file_size(command.watched, error);
    if (!error && size >= command.watched_bytes) {
      if (command.before_signal) command.before_signal();
      ::kill(child, command.signal);
      sent = true;
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

}  // namespace

Outcome run(const Command& command) {
  const TemporaryDirectory directory;
  Streams streams;
  std::optional<OpenPipe> input;
  if (command.open_input) {
    streams.use(STDIN_FILENO, input.emplace(command.input).ends[0]);
  } else {
    streams.open(STDIN_FILENO, directory.write("in", command.input), O_RDONLY);
  }
  const int pipe = command.closed_pipe ? closed_pipe() : -1;
  if (pipe >= 0) {
    streams.use(STDOUT_FILENO, pipe);
  } else {
    streams.open(STDOUT_FILENO,
                 command.output_file.empty() ? directory.path("out") : command.output_file,
                 O_WRONLY | O_CREAT | O_TRUNC);
  }
  streams.open(STDERR_FILENO, directory.path("err"), O_WRONLY | O_CREAT | O_TRUNC);

  std::vector<std::string> arguments{WASPADA_PROGRAM};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = environment_of(command);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, WASPADA_PROGRAM, streams.get(), nullptr,
                                  pointers(arguments).data(), pointers(environment).data());
  if (pipe >= 0) ::close(pipe);
  check(error, WASPADA_PROGRAM);
  const int status = wait_for(child, command);

  Outcome out;
  out.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (pipe < 0 && command.output_file.empty()) out.out = read_file(directory.path("out"));
  out.err = read_file(directory.path("err"));
  return out;
}

Outcome waspada(std::vector<std::string> arguments, std::string input) {
  return run({.arguments = std::move(arguments), .input = std::move(input)});
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "waspada-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  root_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code status;
  std::filesystem::remove_all(root_, status);
}

std::string TemporaryDirectory::path(std::string_view name) const {
  return (root_ / name).string();
}

std::string TemporaryDirectory::write(std::string_view name, std::string_view content) const {
  std::ofstream file(root_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path(name));
  return path(name);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}
