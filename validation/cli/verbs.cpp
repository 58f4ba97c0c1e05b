#include "validation/cli/verb.hpp"

namespace quenchmark::validation {

std::unique_ptr<Verb> make_check_verb();
std::unique_ptr<Verb> make_doctor_verb();
std::unique_ptr<Verb> make_list_verb();
std::unique_ptr<Verb> make_schema_verb();

std::vector<std::unique_ptr<Verb>> all_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(make_list_verb());
  verbs.push_back(make_check_verb());
  verbs.push_back(make_schema_verb());
  verbs.push_back(make_doctor_verb());
  return verbs;
}

}  // namespace quenchmark::validation
