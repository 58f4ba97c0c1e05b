// Lists of figures: what they say, and every mistake at its place.
#include "cases/spec/figure_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "cases/spec/example_case.hpp"

namespace quenchmark::cases {
namespace {

constexpr const char* list = R"(schema = "quenchmark.figures/1"
paper = "2D"
[[figure]]
id = "2d-fig1a"
number = "1a"
shows = "the network as a picture"
missing = "a drawing"
[[figure]]
id = "2d-fig1b"
number = "1b"
shows = "collapse and revival"
panels = ["mz", "r2_integrated"]
)";

std::vector<FigureSpec> read(const std::string& text) {
  return read_figure_list(parse_toml(text, "figures.toml"), "figures.toml");
}

std::string message(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    std::string lines;
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      lines += format_diagnostic(diagnostic) + "\n";
    }
    return lines;
  }
  return "sound";
}

TEST(FigureList, SaysWhatAFigureShowsAndWhyOneIsMissing) {
  const std::vector<FigureSpec> figures = read(list);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].paper, "2D");
  EXPECT_EQ(figures[0].missing, "a drawing");
  EXPECT_EQ(figures[1].id, "2d-fig1b");
  EXPECT_EQ(figures[1].number, "1b");
  EXPECT_EQ(figures[1].panels, (std::vector<std::string>{"mz", "r2_integrated"}));
  EXPECT_EQ(figures[1].missing, "the catalogue has none of its cases");
  EXPECT_EQ(figures[1].line, 8);
}

TEST(FigureList, EveryMistakeIsToldAtItsPlace) {
  const struct {
    const char* from;
    const char* to;
    const char* expected;
  } mistakes[] = {
      {"figures/1", "figures/2", "1:10: schema must be \"quenchmark.figures/1\""},
      {"paper = \"2D\"\n", "", "1:1: paper is missing; 2D, 3D, SRU"},
      {"\"mz\"", "\"mzz\"", "12:11: figure[1].panels[0] \"mzz\" is no panel; did you mean \"mz\"?"},
      {"\"mz\"", "\"traces\"",
       "12:11: figure[1].panels[0] \"traces\" is a figure of its own and stands alone"},
      {"\"mz\"", "3", "12:11: figure[1].panels[0] must be text, not an integer"},
      {"missing = \"a drawing\"\n", "",
       "3:1: figure[0].missing is missing; why no case of the catalogue shows it"},
      {"number = \"1b\"\n", "numbr = \"1b\"\n",
       "8:1: figure[1].number is missing; in the paper: 1b, S6, table 1\nerror: case: figures.toml:10:1: "
       "figure[1].numbr is not a key of case files; did you mean \"number\"?"},
      {"2d-fig1b", "2d-fig1a", "9:6: figure[1].id \"2d-fig1a\" is the id of another figure of this list"},
      {"2d-fig1b", "../2d", "9:6: figure[1].id must match [A-Za-z0-9_-]+ and not begin with -"},
      {"schema = \"quenchmark.figures/1\"\n", "", "1:1: schema is missing; format of the file"},
  };
  for (const auto& mistake : mistakes) {
    EXPECT_EQ(message(edited(list, mistake.from, mistake.to)),
              "error: case: figures.toml:" + std::string(mistake.expected) + "\n")
        << mistake.to;
  }
  EXPECT_NE(
      message("schema = \"quenchmark.figures/1\"\npaper = \"2D\"\nfigure = []\n").find("figure is missing"),
      std::string::npos);
}

}  // namespace
}  // namespace quenchmark::cases
