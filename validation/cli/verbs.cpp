#include "validation/cli/verb.hpp"

namespace quenchmark::validation {

std::unique_ptr<Verb> make_certify_verb();
std::unique_ptr<Verb> make_check_verb();
std::unique_ptr<Verb> make_compare_verb();
std::unique_ptr<Verb> make_doctor_verb();
std::unique_ptr<Verb> make_figures_verb();
std::unique_ptr<Verb> make_list_verb();
std::unique_ptr<Verb> make_reference_verb();
std::unique_ptr<Verb> make_report_verb();
std::unique_ptr<Verb> make_run_verb();
std::unique_ptr<Verb> make_schema_verb();
std::unique_ptr<Verb> make_validate_verb();

std::vector<std::unique_ptr<Verb>> all_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(make_list_verb());
  verbs.push_back(make_check_verb());
  verbs.push_back(make_schema_verb());
  verbs.push_back(make_run_verb());
  verbs.push_back(make_reference_verb());
  verbs.push_back(make_validate_verb());
  verbs.push_back(make_certify_verb());
  verbs.push_back(make_report_verb());
  verbs.push_back(make_figures_verb());
  verbs.push_back(make_compare_verb());
  verbs.push_back(make_doctor_verb());
  return verbs;
}

}  // namespace quenchmark::validation
