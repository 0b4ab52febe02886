#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>

#include "batch_report.hpp"
#include "command.hpp"
#include "options.hpp"
#include "output.hpp"
#include "pipeline.hpp"
#include "post_writer.hpp"
#include "posts.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kChunkPosts = 256;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
constexpr std::size_t kLevels = std::tuple_size_v<decltype(BatchTotals::levels)>;

struct Options {
  std::vector<std::string> files;
  std::string output;
  std::string rejects;
  std::string to;
  std::string shard;
  unsigned threads = 0;
  bool quiet = false;
  PostOptions posts;
  ClassifierOptions classifier;
  ContextOptions context;
  OutputOptions rendering;
};

/// Every `of`-th row, beginning with the `part`-th.
struct Shard {
  std::uint64_t part = 1;
  std::uint64_t of = 1;

  [[nodiscard]] bool has(std::uint64_t row) const { return (row - 1) % of == part - 1; }
};

std::optional<Shard> parse_shard(const std::string& text) {
  Shard out;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, out.part);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, out.of);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  if (out.part < 1 || out.part > out.of) return std::nullopt;
  return out;
}

PostWriter::Format output_format(const Options& options) {
  const bool csv = options.to.empty() ? options.output.ends_with(".csv") : options.to == "csv";
  return csv ? PostWriter::Format::csv : PostWriter::Format::jsonl;
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code status;
  return !a.empty() && !b.empty() && a != "-" && b != "-" &&
         std::filesystem::is_regular_file(a, status) && std::filesystem::equivalent(a, b, status);
}

/// Opening a file for output empties it: not one of those to be read.
void check_outputs(const Options& options) {
  for (const std::string& file : options.files) {
    for (const std::string& output : {options.output, options.rejects}) {
      if (is_same_file(output, file)) throw CommandError(output + ": is an input file as well");
    }
  }
  const bool same_name = !options.output.empty() && options.output == options.rejects;
  if (same_name || is_same_file(options.output, options.rejects)) {
    throw CommandError(options.rejects + ": cannot take both output and rejects");
  }
}

/// 0 when one of them has no size.
std::uint64_t total_size(const std::vector<std::string>& files) {
  std::uint64_t out = 0;
  for (const std::string& file : files) {
    std::error_code status;
    if (!std::filesystem::is_regular_file(file, status)) return 0;
    out += std::filesystem::file_size(file, status);
  }
  return out;
}

class Batch {
 public:
  Batch(const Options& options, const Classifier& classifier)
      : options_(options),
        classifier_(classifier),
        context_(context_of(options.context)),
        files_(options.files.empty() ? std::vector<std::string>{"-"} : options.files),
        shard_(options.shard.empty() ? Shard() : *parse_shard(options.shard)),
        report_(options.quiet, total_size(files_)),
        out_(options.output),
        rejects_(options.rejects, report_),
        writer_(output_format(options), text_columns(options.posts),
                render_options(options.rendering, false)),
        pipeline_(
            options.threads > 0 ? options.threads
                                : std::max(1U, std::thread::hardware_concurrency()),
            [this](Chunk& chunk) { score(chunk); }, [this](Chunk& chunk) { write(chunk); }),
        chunk_(pipeline_.chunk()) {
    context_.brief = writer_.format() == PostWriter::Format::csv;
  }

  int run() {
    try {
      for (const std::string& file : files_) read(file);
      submit();
    } catch (const Pipeline::Stopped&) {
      // finish() throws what stopped it
    }
    pipeline_.finish();
    out_.close();
    rejects_.close();
    report_.summary(totals_);
    return totals_.rejected > 0 || unreadable_ > 0 ? kFailure : kRan;
  }

 private:
  // Reading, on the thread that calls run().

  void read(const std::string& file) {
    try {
      read_posts(file);
    } catch (const CommandError& error) {
      report_.complain(error.what());
      ++unreadable_;
    }
    submit();
  }

  void read_posts(const std::string& file) {
    file_ = file == "-" ? "standard input" : file;
    PostReader::Flow flow{.first_row = first_row_, .waiting = [this] { submit(); }};
    const auto reader = PostReader::open(
        file, options_.posts, [this](const Reject& reject) { add(reject); }, std::move(flow));
    if (reader->guessed()) {
      report_.note(file_ + ": read as " + std::string(name(reader->format())) +
                   "; --from chooses another format");
    }
    chunk_->output += writer_.begin(*reader, file_);
    try {
      while (reader->next(post_)) {
        bytes_read_ = bytes_before_ + reader->bytes_read();
        if (shard_.has(post_.row)) add_post();
      }
    } catch (const CommandError&) {  // the rows before count
      first_row_ += reader->rows_read();
      throw;
    }
    first_row_ += reader->rows_read();
    bytes_before_ += reader->bytes_read();
  }

  void add_post() {
    if (chunk_->count == chunk_->posts.size()) chunk_->posts.emplace_back();
    chunk_->bytes += post_.raw.size() + post_.text.size() + sizeof(Post);
    for (const auto& column : post_.columns) chunk_->bytes += column.second.size();
    std::swap(chunk_->posts[chunk_->count++], post_);
    submit_if_full();
  }

  void add(const Reject& reject) {
    if (!shard_.has(reject.row)) return;
    chunk_->bytes += reject.raw.size() + sizeof(Reject);
    chunk_->rejects.push_back(reject);
    submit_if_full();
  }

  void submit_if_full() {
    if (chunk_->count + chunk_->rejects.size() >= kChunkPosts || chunk_->bytes >= kChunkBytes) {
      submit();
    }
  }

  void submit() {
    if (chunk_->count == 0 && chunk_->rejects.empty() && chunk_->output.empty()) return;
    chunk_->file = file_;
    chunk_->bytes_read = bytes_read_;
    pipeline_.submit(std::move(chunk_));
    chunk_ = pipeline_.chunk();
  }

  // Scoring, on any number of threads.

  void score(Chunk& chunk) const {
    chunk.levels.assign(kLevels, 0);
    Context context = context_;
    const std::size_t read_rejects = chunk.rejects.size();
    for (std::size_t i = 0; i < chunk.count; ++i) {
      Post& post = chunk.posts[i];
      const std::size_t before = chunk.output.size();
      try {
        const auto channel = post.column("channel");
        context.channel =
            (channel ? parse_channel(*channel) : std::nullopt).value_or(context_.channel);
        const Verdict verdict = classifier_.score(post.text, context);
        writer_.append(chunk.output, post, verdict);
        ++chunk.levels[static_cast<std::size_t>(verdict.level)];
      } catch (const std::bad_alloc&) {  // the row is moved: a copy might not fit either
        chunk.output.resize(before);
        chunk.rejects.push_back({.file = chunk.file,
                                 .row = post.row,
                                 .line = post.line,
                                 .offset = post.offset,
                                 .reason = "out of memory",
                                 .raw = std::move(post.raw)});
      }
    }
    if (chunk.rejects.size() > read_rejects) {
      std::sort(chunk.rejects.begin(), chunk.rejects.end(),
                [](const Reject& a, const Reject& b) { return a.row < b.row; });
    }
  }

  // Writing, on one thread, in the order of reading.

  void write(const Chunk& chunk) {
    out_.write(chunk.output);
    out_.flush();
    for (const Reject& reject : chunk.rejects) {
      rejects_.add(reject, rejects_.has_file() ? writer_.reject_line(reject) : std::string());
    }
    totals_.rejected += chunk.rejects.size();
    totals_.rows += chunk.rejects.size();
    for (std::size_t i = 0; i < kLevels; ++i) {
      totals_.levels[i] += chunk.levels[i];
      totals_.rows += chunk.levels[i];
    }
    report_.progress(totals_, chunk.bytes_read);
  }

  const Options& options_;
  const Classifier& classifier_;
  Context context_;
  const std::vector<std::string> files_;
  const Shard shard_;
  BatchReport report_;
  Output out_;
  RejectLog rejects_;
  PostWriter writer_;
  BatchTotals totals_;

  std::string file_;  ///< Being read, as messages give it.
  Post post_;
  std::uint64_t first_row_ = 1;
  std::uint64_t bytes_before_ = 0;  ///< In the files before this one.
  std::uint64_t bytes_read_ = 0;
  std::uint64_t unreadable_ = 0;  ///< Files.

  Pipeline pipeline_;  ///< Its threads use all of the above: last made, first gone.
  std::unique_ptr<Chunk> chunk_;
};

int run(const Options& options) {
  check_outputs(options);
  const Classifier classifier = load_classifier(options.classifier);
  return Batch(options, classifier).run();
}

}  // namespace

void add_batch(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("batch", "Rate the ads of files, one result a line");
  command->footer(
      "Reads standard input when there is no FILE. A column \"channel\" overrides --channel.\n"
      "Exits with 2 when a row or a file could not be read; all others are rated all the same.\n"
      "Example: waspada batch ads.csv --text title --text body -o verdicts.jsonl");
  command->add_option("FILE", options->files, "Files with ads; - for standard input");
  add_options(*command, options->posts);
  command->add_option("-o,--output", options->output, "File to write instead of standard output")
      ->group("Output");
  command
      ->add_option("--to", options->to,
                   "jsonl or csv; by default csv when the output is called so, else jsonl")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->group("Output");
  command
      ->add_option("--rejects", options->rejects,
                   "File for rows that could not be read, as JSON lines with place and reason")
      ->group("Output");
  command->add_flag("--quiet", options->quiet, "No progress and no summary")->group("Output");
  command->add_option("-j,--threads", options->threads, "Threads that rate; by default one a core")
      ->envname("WASPADA_THREADS")
      ->check(CLI::Range(1U, 1024U))
      ->group("Work");
  command
      ->add_option("--shard", options->shard,
                   "I/N: only every N-th row, beginning with the I-th, as one of N machines")
      ->check([](const std::string& text) {
        return parse_shard(text) ? std::string() : "\"" + text + "\" is not I/N with I from 1 to N";
      })
      ->group("Work");
  add_options(*command, options->classifier);
  add_options(*command, options->context);
  add_options(*command, options->rendering);
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace waspada::cli
