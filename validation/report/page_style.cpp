#include <fmt/format.h>

#include "validation/figures/palette.hpp"
#include "validation/report/page.hpp"

namespace quenchmark::validation {

namespace {

constexpr const char* variables_light =
    "--paper:#ffffff;--card:#ffffff;--wash:#f6f7f9;--line:#e3e6ea;--ink:#1f2430;--soft:#5b616b;--faint:#"
    "8a8f98;--link:#1f6fb2;"
    "--good:#1d7a4c;--good-wash:#e5f3eb;--bad:#b3372a;--bad-wash:#fbe9e6;--open:#8a5a00;--open-wash:#fbf0d9;"
    "--broken:#7a3d8f;--broken-wash:#f3e8f7;--known:#5b616b;--known-wash:#eceef1;";
constexpr const char* variables_dark =
    "--paper:#101418;--card:#151a20;--wash:#1a2027;--line:#2a3039;--ink:#e8ebf0;--soft:#a6adb8;--faint:#"
    "7a828e;--link:#6db3f2;"
    "--good:#6fd3a0;--good-wash:#12301f;--bad:#f2907f;--bad-wash:#3a1a16;--open:#e8bf63;--open-wash:#35280c;"
    "--broken:#d3a1e6;--broken-wash:#301a38;--known:#a6adb8;--known-wash:#242a32;";

constexpr const char* rules = R"css(
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Liberation Sans',sans-serif;font-variant-numeric:tabular-nums}
main,header.top,footer{max-width:1180px;margin:0 auto;padding:0 28px}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre{font-family:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;font-size:.86em}
header.top{padding-top:44px}
.mark{font-size:13px;letter-spacing:.14em;text-transform:uppercase;color:var(--faint);font-weight:600}
h1{font-size:38px;line-height:1.15;margin:.25em 0 .2em;font-weight:650;letter-spacing:-.02em}
.lead{font-size:18px;color:var(--soft);margin:0 0 4px;max-width:54em}
.facts{color:var(--faint);font-size:13.5px;margin:0}
.tally{display:flex;height:10px;border-radius:5px;overflow:hidden;margin:26px 0 10px;gap:2px;background:var(--paper)}
.tally span{display:block;min-width:4px}
.counts{display:flex;flex-wrap:wrap;gap:6px 22px;padding:0;margin:0 0 8px;list-style:none;font-size:14px;color:var(--soft)}
.counts b{color:var(--ink);font-weight:650;font-size:16px;margin-right:5px}
.dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:7px}
.pass{--tone:var(--good);--tint:var(--good-wash)}.fail,.xpass{--tone:var(--bad);--tint:var(--bad-wash)}
.inconclusive{--tone:var(--open);--tint:var(--open-wash)}.error{--tone:var(--broken);--tint:var(--broken-wash)}
.xfail{--tone:var(--known);--tint:var(--known-wash)}
.tally .pass,.dot.pass{background:var(--good)}.tally .fail,.tally .xpass,.dot.fail,.dot.xpass{background:var(--bad)}
.tally .inconclusive,.dot.inconclusive{background:var(--open)}.tally .error,.dot.error{background:var(--broken)}
.tally .xfail,.dot.xfail{background:var(--faint)}
.badge{display:inline-block;font-size:11px;font-weight:700;letter-spacing:.05em;line-height:1;padding:5px 8px;border-radius:5px;color:var(--tone);background:var(--tint);white-space:nowrap}
h2{font-size:22px;font-weight:640;letter-spacing:-.01em;margin:52px 0 6px}
h3{font-size:14px;font-weight:640;margin:26px 0 6px}
.attention{list-style:none;padding:0;margin:22px 0 0;display:grid;gap:8px}
.attention li{border-left:3px solid var(--tone);background:var(--wash);border-radius:0 8px 8px 0;padding:10px 16px;display:grid;grid-template-columns:112px 1fr;gap:4px 10px;align-items:baseline}
.attention p{margin:0;color:var(--soft);font-size:14px}.attention code{grid-column:2;color:var(--faint)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-weight:500;color:var(--faint);font-size:12.5px;text-align:left;padding:6px 10px;border-bottom:1px solid var(--line);white-space:nowrap}
td{padding:6px 10px;border-bottom:1px solid var(--line);vertical-align:baseline}
.number{text-align:right;white-space:nowrap}
th:first-child,td:first-child{padding-left:0}
tr.group td{padding-top:22px;font-weight:620;border-bottom-color:var(--line)}tr.group span{font-weight:400;color:var(--soft);margin-left:10px}
.reason{color:var(--soft);font-size:13px}tr:has(+tr.why) td{border-bottom:0}tr.why td{padding-top:0}.subject{color:var(--soft);font-size:13px;white-space:nowrap}
.gauge{width:92px;height:6px;border-radius:3px;background:var(--known-wash);margin:0 0 2px auto;overflow:hidden}
.gauge i{display:block;height:100%;border-radius:3px;background:var(--tone)}
section.case{border-top:1px solid var(--line);margin-top:56px;padding-top:2px}
section.case h2{margin-top:34px}
.physics{margin:0;color:var(--soft)}
.diagnosis{margin:10px 0 12px;padding:9px 14px;background:var(--wash);border-radius:8px;color:var(--soft);font-size:14px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,500px),1fr));gap:20px;margin:22px 0}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 12px 8px;break-inside:avoid}
figure svg{display:block;width:100%;height:auto}
figcaption{display:flex;justify-content:space-between;gap:14px;font-size:12.5px;color:var(--faint);padding:6px 4px 2px}
figcaption span:last-child{white-space:nowrap}
.command{display:block;background:var(--wash);border:1px solid var(--line);border-radius:8px;padding:10px 14px;overflow-x:auto;white-space:pre;margin:6px 0 0}
details{margin-top:12px;border:1px solid var(--line);border-radius:8px;padding:0 14px}
summary{cursor:pointer;padding:9px 0;color:var(--soft);font-size:14px}
details pre{overflow-x:auto;margin:0 0 14px;line-height:1.5}
.facts-table{width:auto;margin-bottom:14px}.facts-table td{border:0;padding:2px 26px 2px 0;font-size:13px;word-break:break-word}.facts-table td:first-child{color:var(--faint);white-space:nowrap}
.note{color:var(--soft);background:var(--open-wash);border-radius:8px;padding:10px 14px;font-size:14px}
dl.reading{display:grid;grid-template-columns:130px 1fr;gap:8px 16px;margin:14px 0 0;font-size:14px}dl.reading dt{margin:0}dl.reading dd{margin:0;color:var(--soft)}
footer{color:var(--faint);font-size:13px;padding-top:40px;padding-bottom:56px}
@media (max-width:720px){h1{font-size:29px}main,header.top,footer{padding-left:16px;padding-right:16px}.attention li{grid-template-columns:1fr}.attention code{grid-column:1}dl.reading{grid-template-columns:1fr}}
@media print{body{font-size:11px}header.top{padding-top:0}main,header.top,footer{max-width:none;padding:0}section.case{break-before:page}details{display:none}.figures{grid-template-columns:1fr 1fr;gap:10px}a{color:inherit}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

}  // namespace

std::string page_style() {
  return fmt::format(
      ":root{{color-scheme:light dark;{}}}@media screen and (prefers-color-scheme:dark){{:root{{{}}}{}}}{}",
      variables_light, variables_dark, dark_drawing_css("svg.figure"), rules);
}

}  // namespace quenchmark::validation
