#include <fmt/format.h>
#include <regex>

#include "base/error.hpp"
#include "validation/figures/gnuplot.hpp"
#include "validation/figures/palette.hpp"
#include "validation/judge/markup.hpp"

namespace quenchmark::validation {

namespace {

constexpr const char* fonts = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";

/// Replaces every match by what `replacement` makes of it.
template <class Replacement>
std::string replace_each(const std::string& text, const std::regex& pattern, Replacement replacement) {
  std::string result;
  auto last = text.cbegin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    result.append(last, (*match)[0].first);
    result += replacement(*match);
    last = (*match)[0].second;
  }
  result.append(last, text.cend());
  return result;
}

std::string colours_as_hexadecimal(const std::string& svg) {
  static const std::regex pattern(R"((stroke|fill)\s*=\s*['"]rgb\(\s*(\d+),\s*(\d+),\s*(\d+)\)['"])");
  return replace_each(svg, pattern, [](const std::smatch& match) {
    return fmt::format("{}=\"#{:02x}{:02x}{:02x}\"", match[1].str(), std::stoi(match[2]), std::stoi(match[3]),
                       std::stoi(match[4]));
  });
}

/// Marks as shapes of their own: gnuplot refers to symbols by an id, which two drawings on one page would
/// share.
std::string symbols_as_shapes(const std::string& svg) {
  static const std::regex pattern(
      R"re(<use xlink:href='#gpPt(\d+)' transform='translate\(([\d.]+),([\d.]+)\) scale\(([\d.]+)\)' color='([^']*)'/>)re");
  return replace_each(svg, pattern, [](const std::smatch& match) {
    const std::string number = match[1].str();
    const std::string colour = match[5].str();
    if (number == "6") {
      return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" stroke=\"none\" fill=\"{}\"/>", match[2].str(),
                         match[3].str(), match[4].str(), colour);
    }
    const char* shape = number == "8" ? "M0,-1.33L-1.33,0.67L1.33,0.67Z" : "M0,-1.33L1.33,0L0,1.33L-1.33,0Z";
    return fmt::format(
        "<path d=\"{}\" transform=\"translate({},{}) scale({})\" stroke=\"none\" fill=\"{}\"/>", shape,
        match[2].str(), match[3].str(), match[4].str(), colour);
  });
}

/// What all groups share is said once, in the outermost.
std::string with_shared_attributes(std::string svg) {
  static const std::regex group(
      R"re(<g fill="none" color="[a-z]*" stroke="currentColor" stroke-width="([0-9.]*)" stroke-linecap="butt" stroke-linejoin="miter">)re");
  static const std::regex canvas(R"(<rect x="0" y="0" [^>]*>)");
  static const std::regex between_tags(R"(>\s*\n\s*<)");
  svg = replace_each(svg, group, [](const std::smatch& match) {
    return fmt::format("<g stroke-width=\"{}\">", std::stod(match[1]));
  });
  svg = std::regex_replace(std::regex_replace(svg, canvas, ""), between_tags, "><");
  constexpr std::string_view outermost = "<g>";
  if (const std::size_t position = svg.find(outermost); position != std::string::npos) {
    svg.replace(position, outermost.size(),
                "<g fill=\"none\" stroke=\"currentColor\" stroke-linejoin=\"miter\">");
  }
  return svg;
}

std::string without(const std::string& svg, const std::string& from, const std::string& to) {
  const std::size_t begin = svg.find(from);
  const std::size_t end = begin == std::string::npos ? begin : svg.find(to, begin);
  return end == std::string::npos ? svg : svg.substr(0, begin) + svg.substr(end + to.size());
}

}  // namespace

std::string tidy_svg(const std::string& svg, const std::string& caption) {
  // Everything from the opening tag on, without gnuplot's symbols and the names of plots.
  static const std::regex empty_groups(R"(<g [^>]*>\s*</g>\s*)");
  static const std::regex fonts_of_text(R"( ?font-family="quenchmark" ?)");
  static const std::regex identifiers(R"( (id|class)="[^"]*")");
  static const std::regex opening(R"re(<svg\s+width="(\d+)" height="(\d+)"\s+viewBox="([^"]*)"[^>]*>)re");
  std::string body = svg.substr(std::min(svg.find("<svg"), svg.size()));
  body = without(body, "<title>", "</title>");
  body = without(body, "<desc>", "</desc>");
  body = without(body, "<defs>", "</defs>");
  body = colours_as_hexadecimal(symbols_as_shapes(body));
  body = std::regex_replace(body, identifiers, "");
  body = std::regex_replace(body, fonts_of_text, " ");
  body = with_shared_attributes(std::regex_replace(body, empty_groups, ""));
  const std::string title = escape_xml(caption);
  return replace_each(body, opening, [&](const std::smatch& match) {
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" role=\"img\" aria-label=\"{0}\" "
        "width=\"{1}\" "
        "height=\"{2}\" viewBox=\"{3}\" font-family=\"{4}\"><title>{0}</title>",
        title, match[1].str(), match[2].str(), match[3].str(), fonts);
  });
}

std::string standalone_svg(const std::string& element) {
  const std::string style = fmt::format(
      "<style>svg{{background:#fff}}@media (prefers-color-scheme: "
      "dark){{svg{{background:#14181d}}{}}}</style>",
      dark_drawing_css("svg"));
  const std::size_t after_title = element.find("</title>");
  if (after_title == std::string::npos) {
    throw Error(ErrorKind::internal, "a figure without a title");
  }
  const std::size_t position = after_title + std::string("</title>").size();
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element.substr(0, position) + style +
         element.substr(position);
}

}  // namespace quenchmark::validation
