#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "random.hpp"

/// The project's own data directory.
[[nodiscard]] std::filesystem::path data_directory();

/// The texts of every `step`-th line of data/ads, all files in the order of their names.
[[nodiscard]] std::vector<std::string> corpus(std::size_t step = 1);

/// A stretch of `text`, at most `longest` bytes, that need not begin or end between characters.
[[nodiscard]] std::string piece_of(std::string_view text, std::size_t longest,
                                   waspada::detail::Random& random);

/// `text` broken in one to eight places, in ways that scrapers, people and disguises do.
[[nodiscard]] std::string mutated(std::string text, waspada::detail::Random& random);

/// Every string of up to `length` pieces of `alphabet`, shortest prefixes first.
void for_each_string(const std::vector<std::string>& alphabet, std::size_t length,
                     const std::function<void(const std::string&)>& visit,
                     const std::string& prefix = {});
