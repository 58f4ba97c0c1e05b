#pragma once
// The option --tier, shared by the verbs that know tiers.

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "cases/spec/names.hpp"

namespace quenchmark::validation {

/// Adds --tier smoke|ci|long|paper; `tier` is a cases::Tier or an optional one.
template <class Target>
CLI::Option* add_tier_option(CLI::App& command, Target& tier, const std::string& description) {
  std::map<std::string, cases::Tier> words;
  for (std::size_t k = 0; k < std::size(cases::names_of<cases::Tier>); ++k) {
    words.emplace(cases::names_of<cases::Tier>[k], static_cast<cases::Tier>(k));
  }
  const std::function<void(const std::string&)> set = [&tier, words](const std::string& word) {
    const auto found = words.find(word);
    if (found == words.end()) {
      throw CLI::ValidationError("--tier",
                                 "\"" + word + "\" is not a tier, which are: smoke, ci, long, paper");
    }
    tier = found->second;
  };
  return command.add_option_function<std::string>("--tier", set, description)
      ->type_name("smoke|ci|long|paper");
}

}  // namespace quenchmark::validation
