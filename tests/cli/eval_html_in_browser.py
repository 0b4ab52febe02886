"""Looks at a report of `waspada eval --format html` in a real browser, light and dark, wide and narrow.

usage: eval_html_in_browser.py WASPADA CHROMIUM
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile

# Runs in a page around the report: what a reader would see of it.
PROBE = """
const frame = document.getElementById("report");
frame.onload = () => {
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  const channels = (colour) => colour.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const style = (element) => view.getComputedStyle(element);
  const paper = style(page.body).backgroundColor;
  const label = page.querySelector("svg text");
  const out = {
    plots: [...page.querySelectorAll("figure")].map((figure) => ({
      title: figure.querySelector("figcaption").textContent,
      marks: [...figure.querySelectorAll(".line,.dots,.bars")]
        .filter((mark) => mark.getBoundingClientRect().width > 0).length,
      width: figure.querySelector("svg").getBoundingClientRect().width,
    })),
    tables: page.querySelectorAll("table").length,
    overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    paper: light(paper),
    text: contrast(style(page.body).color, paper),
    labels: contrast(style(label).fill, paper),
    failed: contrast(style(page.querySelector("td.bad")).color, paper),
    requests: view.performance.getEntriesByType("resource").length,
    scripts: page.scripts.length,
  };
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(out);
  document.body.append(result);
};
"""


def ads():
    for i in range(40):
        yield {"id": f"s{i}", "label": "scam", "source": f"<b>{i % 2}</b>",
               "text": f"Admin judi online di Kamboja nomor {i}, gaji 20jt, paspor dipegang kantor"}
        yield {"id": f"h{i}", "label": "legit", "source": f"<b>{i % 2}</b>",
               "text": f"Toko roti nomor {i} di Bandung butuh kasir, gaji UMK, BPJS, lima hari kerja"}


def report(program, directory):
    rows = "".join(json.dumps(row) + "\n" for row in ads())
    page = os.path.join(directory, "report.html")
    done = subprocess.run(
        [program, "eval", "-", "--from", "jsonl", "--slice", "source", "--bootstrap", "50",
         "--gate", "pr_auc > 2", "--format", "html", "-o", page],
        input=rows, text=True, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    with open(page, encoding="utf-8") as file:
        return file.read()


def looked_at(browser, directory, content, width, dark):
    # The report forbids scripts; the page around it may look into it all the same.
    outer = os.path.join(directory, "outer.html")
    with open(outer, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><body><iframe id="report" width="{width}" height="900" '
                   f'srcdoc="{html.escape(content)}"></iframe><script>{PROBE}</script></body>')
    dump = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000",
         f"--user-data-dir={directory}/profile",
         f"--blink-settings=preferredColorScheme={0 if dark else 1}",
         "--dump-dom", "file://" + outer],
        capture_output=True, text=True, check=False, timeout=120).stdout
    result = re.search(r'<pre id="result">(.*?)</pre>', dump, re.S)
    assert result, "the browser did not show the report:\n" + dump[-2000:]
    return json.loads(html.unescape(result.group(1)))


def problems_of(seen, dark):
    titles = [plot["title"] for plot in seen["plots"]]
    if titles != ["ROC", "Precision and recall", "Reliability", "Risk by label"]:
        yield f"the plots are {titles}"
    for plot in seen["plots"]:
        if plot["marks"] == 0 or plot["width"] < 150:
            yield f"nothing to be seen of {plot['title']}: {plot}"
    if seen["tables"] < 6:
        yield f"only {seen['tables']} tables"
    if seen["overflow"] > 0:
        yield f"the page is {seen['overflow']} pixels wider than the window"
    if (seen["paper"] < 0.2) != dark:
        yield f"the paper has a lightness of {seen['paper']}"
    for part, least in (("text", 7), ("labels", 4.5), ("failed", 4.5)):
        if seen[part] < least:
            yield f"the contrast of {part} is {seen[part]:.1f}"
    if seen["requests"] or seen["scripts"]:
        yield f"{seen['requests']} requests and {seen['scripts']} scripts"


def main(program, browser):
    failures = 0
    with tempfile.TemporaryDirectory() as directory:
        content = report(program, directory)
        for width in (1200, 380):
            for dark in (False, True):
                for problem in problems_of(looked_at(browser, directory, content, width, dark), dark):
                    print(f"{width} pixels, {'dark' if dark else 'light'}: {problem}")
                    failures += 1
    print(f"4 views, {failures} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
