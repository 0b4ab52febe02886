#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "posts.hpp"
#include "waspada/classifier.hpp"

namespace waspada::cli {

/// How to score: where the texts are taken to be from, and on how many threads.
struct Scoring {
  Context context;
  unsigned threads = 1;
};

/// The context of a post: a column "channel" overrides the one that was asked for.
[[nodiscard]] Context context_of(const Post& post, const Context& asked);

/// Verdicts of texts, in their order; `contexts` has one for each.
[[nodiscard]] std::vector<Verdict> score_all(const Classifier& classifier,
                                             std::span<const std::string_view> texts,
                                             std::span<const Context> contexts, unsigned threads);

/// What to do with the posts of a file.
struct PostHandlers {
  std::function<void(const PostReader&)> opened;  ///< May be empty.
  std::function<void(const Reject&)> reject;      ///< A row that could not be read.
  std::function<bool(const Post&)> wanted;        ///< Before it is scored; false leaves it out.
  std::function<void(const Post&, const Verdict&)> take;  ///< In the order of the file.
};

/// Reads a file and scores its posts, a bounded number at a time.
void score_file(const Classifier& classifier, const std::string& file, const PostOptions& posts,
                const Scoring& scoring, const PostHandlers& handlers);

/// What a row says in a column; JSON's null and the empty string say nothing.
[[nodiscard]] std::optional<std::string_view> value_of(const Post& post, std::string_view column);

/// Says on stderr what is wrong with rows of a file, and stops when it gets tedious.
class Complaints {
 public:
  explicit Complaints(std::string file) : file_(std::move(file)) {}
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;
  ~Complaints();

  void add(std::uint64_t line, const std::string& reason);

 private:
  std::string file_;
  std::size_t count_ = 0;
};

}  // namespace waspada::cli
