#!/usr/bin/python3
"""Every sample answer in a browser: no horizontal scroll at 360 px, readable at 1000 too, enough contrast in light
and dark mode, pictures shown with a text that stands for them.

BUILD names the folder of the test programs (default build/asan). CABAS_SHOTS=FOLDER also writes screenshots."""
import base64, glob, html, json, os, re, subprocess, sys, tempfile

build = os.environ.get("BUILD", "build/asan")
count = failed = 0
PAGE = """<!DOCTYPE html><meta charset="utf-8"><body><pre id="result"></pre><script>
const pages = %s, widths = [360, 1000], found = [];
function parts(colour) {
  const numbers = colour.match(/[\\d.]+/g).map(Number);
  return numbers.length < 4 ? [...numbers, 1] : numbers;
}
function light(colour) {
  const [r, g, b] = colour.map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function behind(element, view) {
  for (; element; element = element.parentElement) {
    const colour = parts(view.getComputedStyle(element).backgroundColor);
    if (colour[3] > 0) return colour;
  }
  return view.matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
}
function worst(view) {
  const walker = view.document.createTreeWalker(view.document.body, NodeFilter.SHOW_TEXT);
  let least = 99, what = '';
  for (let node; (node = walker.nextNode());) {
    if (!node.data.trim()) continue;
    const a = light(parts(view.getComputedStyle(node.parentElement).color)), b = light(behind(node.parentElement, view));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) { least = ratio; what = node.data.trim().slice(0, 40); }
  }
  return [least, what];
}
function size(view) {
  let least = 99;
  for (const element of view.document.querySelectorAll('p, li, h2, td, a'))
    if (element.textContent.trim() && !element.hasAttribute('aria-hidden'))
      least = Math.min(least, parseFloat(view.getComputedStyle(element).fontSize));
  return least;
}
async function measure(page, width) {
  const frame = document.createElement('iframe');
  frame.style.cssText = `width:${width}px;height:700px;border:0`;
  const loaded = new Promise(done => frame.onload = done);
  frame.srcdoc = page.html;
  document.body.append(frame);
  await loaded;
  const view = frame.contentWindow, root = view.document.documentElement;
  const [contrast, what] = worst(view);
  found.push({name: page.name, width, scroll: root.scrollWidth, dark: view.matchMedia('(prefers-color-scheme: dark)').matches,
    contrast, what, size: size(view), pictures: [...view.document.images].map(i => [i.alt, i.naturalWidth, i.getBoundingClientRect().width])});
  frame.remove();
}
(async () => {
  for (const page of pages) for (const width of widths) await measure(page, width);
  document.getElementById('result').textContent = JSON.stringify(found);
  document.title = 'done';
})();
</script>"""


def check(good, name):
    global count, failed
    count += 1
    failed += not good
    print(f"{'' if good else 'not '}ok {count} - {name}")


def chromium(folder, dark, *more):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run",
               "--disable-dev-shm-usage", f"--user-data-dir={folder}/profile", "--hide-scrollbars",
               f"--blink-settings=preferredColorScheme={0 if dark else 1}", *more]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120).stdout.decode()


def pictures(folder):
    """The drawn map stands for cid:, which only a mail program knows."""
    subprocess.run([f"{build}/tests/bot/test_map"], env={**os.environ, "CABAS_MAP_DIR": folder}, check=True,
                   stdout=subprocess.DEVNULL)
    return "data:image/png;base64," + base64.b64encode(open(f"{folder}/sample.png", "rb").read()).decode()


def shots(folder, pages, dark):
    """In a frame: a window of the browser's is never as narrow as a telephone."""
    target = os.environ.get("CABAS_SHOTS")
    for page in pages if target else []:
        for width in (360, 1000):
            frame = (f'<body style="margin:0"><iframe style="border:0;width:{width}px;height:1400px" '
                     f'srcdoc="{html.escape(page["html"])}"></iframe>')
            open(f"{folder}/shot.htm", "w").write(f"<!DOCTYPE html>{frame}")
            name = f"{target}/{page['name']}-{width}-{'dark' if dark else 'light'}.png"
            chromium(folder, dark, f"--window-size={max(width, 500)},1400", f"--screenshot={name}",
                     f"file://{folder}/shot.htm")


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([f"{build}/tests/templates/test_check"], env={**os.environ, "CABAS_RENDER_DIR": folder}, check=True,
                   stdout=subprocess.DEVNULL)
    picture = pictures(folder)
    pages = []
    for path in sorted(glob.glob(f"{folder}/*.html")):
        text = re.sub(r'"cid:[^"]*"', f'"{picture}"', open(path).read())
        pages.append({"name": os.path.basename(path)[:-5], "html": text})
    check(len(pages) > 80, f"{len(pages)} sample answers")
    open(f"{folder}/all.htm", "w").write(PAGE % json.dumps(pages).replace("</", "<\\/"))
    for dark in (False, True):
        dom = chromium(folder, dark, "--virtual-time-budget=60000", "--dump-dom", f"file://{folder}/all.htm")
        match = re.search(r'<pre id="result">(.*?)</pre>', dom, re.S)
        found = json.loads(html.unescape(match.group(1))) if match and match.group(1) else []
        check(len(found) == 2 * len(pages), f"{'dark' if dark else 'light'}: all are shown")
        for one in found:
            what = f"{one['name']} at {one['width']}, {'dark' if dark else 'light'}"
            check(one["dark"] == dark and one["scroll"] <= one["width"], f"{what}: {one['scroll']} px wide")
            check(one["contrast"] >= 4.5, f"{what}: contrast {one['contrast']:.1f} ({one['what']})")
            check(one["size"] >= 14, f"{what}: smallest text {one['size']} px")
            for alt, natural, shown in one["pictures"]:
                check(len(alt) > 20 and natural > 0 and natural >= 1.4 * shown, f"{what}: picture {shown:.0f} px of {natural}")
                check(14 * shown / (natural / 2) >= 12.9, f"{what}: its texts are {14 * shown / (natural / 2):.1f} px")
        shots(folder, [page for page in pages if page["name"] in os.environ.get("CABAS_SHOW", "pickups planning").split()],
              dark)
print(f"1..{count}")
sys.exit(failed > 0)
