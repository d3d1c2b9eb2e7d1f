#!/usr/bin/env python3
"""A whole game day in a browser: one facilitator, five participants in two teams, an observer, a
screen on the wall; a handoff with its four steps, a program killed and taken up again, a phone,
hostile words, a keyboard alone, and axe-core on every page.

    tests/browser/game_day.py PROGRAM FOLDER [AXE]

PROGRAM is the built `sandtable`, FOLDER takes the pictures, AXE is the path of axe.min.js. It needs
Playwright for Python and Chromium.
"""
import itertools
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import sync_playwright

PROGRAM, SHOTS = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
AXE = Path(sys.argv[3]).read_text() if len(sys.argv) > 3 else None
HOSTILE = [
    "<script>window.__pwned=1</script>", "<img src=x onerror=window.__pwned=1>",
    "\"><svg onload=window.__pwned=1>", "javascript:window.__pwned=1", "{{7*7}}${7*7}",
    "</textarea><script>window.__pwned=1</script>", "&lt;b&gt;&amp;", "\u202egnirts desrever",
    "=HYPERLINK(\"http://evil.test\")", "a\u0001b\u001b[31mred", "<!channel> @here",
    "'; DROP TABLE seats; --", "\u200b\u200d\ufeff", "\U0001f469\u200d\U0001f692" * 20,
    "W" * 300, "http://evil.test/x", "<a href=javascript:window.__pwned=1>x</a>",
    "<style>*{display:none}</style>", "<iframe srcdoc='<script>parent.__pwned=1</script>'>",
    "`${window.__pwned=1}`", "\\u003cscript\\u003e", "<base href=//evil.test>", "]]><!--", "%3Cscript%3E",
    "<math><mtext><script>window.__pwned=1</script>", "<body onload=window.__pwned=1>", "\r\nSet-Cookie: x=1",
    "<form action=//evil.test><button>x", "<meta http-equiv=refresh content=0;url=//evil.test>", "\t\t",
]
checks = 0


def wait(page, expression, seconds=30):
    """Until this is true on the page. Playwright's own way evaluates text, which our pages forbid."""
    end = time.time() + seconds
    while time.time() < end:
        value = page.evaluate(expression)
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"it never came: {expression}")


def check(fine, what):
    global checks
    checks += 1
    if not fine:
        raise AssertionError(what)


class Host:
    all = []

    def __init__(self, folder, arguments):
        Host.all.append(self)
        self.process = subprocess.Popen([PROGRAM, "host", *arguments], cwd=folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.links = {"Participants": [], "Observers": [], "Screen": []}
        for line in self.process.stdout:
            words = line.split()
            if line.startswith("Facilitator"):
                self.base, self.ticket = words[1].split("#")
            elif words and words[0] in self.links:
                code = words[3] if "code" in words else None
                self.links[words[0]].append((words[1], code))
            elif line.startswith("Kept"):
                return
        raise AssertionError("the host has not begun")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def axe(page, name, full_page=False):
    """Nothing is wider than the page, axe-core has nothing to say, and there is a picture to look at."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    check(wide <= page.viewport_size["width"], f"{name}: {wide} px wide")
    if AXE:
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE})
        answer = session.send("Runtime.evaluate", {
            "expression": "axe.run().then(r => JSON.stringify(r.violations.map(v => [v.id, "
                          "v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary)])))",
            "awaitPromise": True, "returnByValue": True})
        found = answer["result"].get("value")
        check(found == "[]", f"{name}: {found}")
    page.screenshot(path=SHOTS / f"{name}.png", full_page=full_page)


def started(playwright):
    return playwright.chromium.launch(executable_path=shutil.which("chromium"),
                                      args=["--no-sandbox", "--disable-dev-shm-usage"])


def discussion(playwright):
    """A short discussion: cards at 390 px in the dark and at a desk, answers, ticks, the report."""
    folder = Path(tempfile.mkdtemp())
    host = Host(folder, ["data-breach", "--seed", "1", "--bind", "127.0.0.1:0", "--out", "talk"])
    trouble = []
    browser = started(playwright)

    def person(width, dark):
        context = browser.new_context(viewport={"width": width, "height": 844},
                                      color_scheme="dark" if dark else "light")
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if m.type in ("error", "warning") else None)
        return page

    lead = person(1280, False)
    lead.goto(host.base + "#" + host.ticket)
    lead.wait_for_url("**/lead")
    seats = []
    for name, width, dark in [(HOSTILE[1], 390, True), ("Bo", 1280, False)]:
        page = person(width, dark)
        page.goto(host.links["Participants"][0][0])
        wait(page, "document.activeElement.id === 'name'")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_url("**/seat")
        page.wait_for_selector("#seats .row button")
        page.locator("#seats .row button").first.click()
        page.wait_for_selector("#desk:not([hidden])")
        seats.append(page)
    phone, desk = seats
    check(not phone.locator("#tabbar").is_visible() and not phone.locator("#services").is_visible(),
          "no services in a discussion")
    lead.click("#go")
    fire = lead.locator("#script .inject .acts button", has_text="Fire now")
    fire.first.click()
    phone.wait_for_selector("#answer-0-0")
    phone.fill("#answer-0-0", "Half a thought " + HOSTILE[0])
    fire.first.click()
    desk.wait_for_selector("#answer-1-0")
    wait(phone, "document.querySelectorAll('article.card').length === 2")
    check(phone.locator("#answer-0-0").input_value().startswith("Half a thought"), "typed words stay")
    axe(phone, "talk-phone", full_page=True)
    phone.locator("article.card").nth(1).locator("summary").click()
    phone.locator("article.card").nth(1).locator("form button").first.click()
    desk.fill("#answer-1-0", "Yes, since 14:20")
    desk.press("#answer-1-0", "Tab")
    desk.keyboard.press("Enter")
    wait(lead, "document.getElementById('cards').textContent.includes('Yes, since 14:20')")
    wait(lead, "document.getElementById('cards').textContent.includes('Half a thought')")
    axe(desk, "talk-desk", full_page=True)
    lead.locator("#expected input[type=checkbox]").first.check()
    wait(lead, "document.getElementById('expectedcount').textContent.startsWith('1 of')")
    axe(lead, "talk-lead", full_page=True)
    screen = person(1280, True)
    screen.goto(host.links["Screen"][0][0])
    screen.wait_for_url("**/screen")
    wait(screen, "document.getElementById('card').textContent.includes('47 of the 50')")
    axe(screen, "talk-screen", full_page=True)
    lead.click("#end")
    lead.click("#dialogok")
    phone.wait_for_selector("#wash:not([hidden])")
    report = lead.context.new_page()
    report.goto(host.base + "report")
    check("Half a thought" in report.content() and "Deadlines" in report.content(), "the report of a discussion")
    check(all(p.evaluate("window.__pwned === undefined") for p in [*seats, lead, screen, report]),
          "hostile words stay words")
    axe(report, "talk-report", full_page=True)
    check(trouble == [], f"trouble: {trouble}")
    browser.close()
    host.kill()


def hostile_script(folder):
    """The shipped script, every title of which is hostile: services, causes, actions, findings."""
    script = (Path(__file__).parents[2] / "scenarios/three-data-centres.ron").read_text()
    words = itertools.cycle(text for text in HOSTILE if text.strip() and text.isprintable())

    def title(found):
        text = next(words)[:120].replace("\\", "\\\\").replace('"', '\\"')
        return f'title: "{found[1][:20]} {text}"'
    script, changed = re.subn(r'title: "((?:[^"\\]|\\.)*)"', title, script)
    check(changed > 30, f"{changed} titles")
    (folder / "three-data-centres.ron").write_text(script)
    return "./three-data-centres.ron"


def main():
    folder = Path(tempfile.mkdtemp())
    SHOTS.mkdir(parents=True, exist_ok=True)
    host = Host(folder, [hostile_script(folder), "--teams", "2", "--seed", "5", "--speed", "10",
                         "--bind", "127.0.0.1:0", "--out", "day"])
    address = host.base.removeprefix("http://").strip("/")
    trouble = []
    with sync_playwright() as playwright:
        discussion(playwright)
        browser = started(playwright)

        def person(name, width=1280, height=900, dark=False):
            context = browser.new_context(viewport={"width": width, "height": height},
                                          color_scheme="dark" if dark else "light")
            page = context.new_page()
            page.on("pageerror", lambda error: trouble.append((name, str(error))))
            page.on("request", lambda r: trouble.append((name, r.url))
                    if not r.url.startswith((host.base, "blob:")) else None)

            def console(message):
                # A program that is killed refuses connections for a while, which is no page's fault.
                away = "ERR_CONNECTION" in message.text or "ERR_INCOMPLETE" in message.text or "ERR_EMPTY" in message.text
                if message.type in ("error", "warning") and not away:
                    trouble.append((name, message.text))
            page.on("console", console)
            return page

        lead = person("lead")
        lead.goto(host.base + "#" + host.ticket)
        lead.wait_for_url("**/lead")
        names = ["Ana Beispiel", HOSTILE[0], "Chi " + HOSTILE[1], "Dee", "Eve " + "long" * 14]
        pages, sits = [], []
        for at, name in enumerate(names):
            team = 1 if at == 4 else 0
            phone = at == 1
            page = person(name[:8], *((390, 844, True) if phone else (1280, 900)))
            link, code = host.links["Participants"][team]
            if at % 2:
                page.goto(link)
                wait(page, "document.activeElement.id === 'name'")
            else:
                page.goto(host.base, wait_until="networkidle")
                # By keyboard alone.
                page.keyboard.type(code.lower())
                page.keyboard.press("Tab")
            if at == 0:
                axe(page, "join")
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            page.wait_for_url("**/seat")
            page.wait_for_selector("#seats .row button")
            if at < 2:
                axe(page, "lobby-phone" if phone else "lobby")
            # The third and the fourth may command; the others answer alerts.
            rows = page.locator("#seats .row", has=page.locator("button"))
            if at in (2, 3):
                rows = rows.filter(has_text="incident commander")
            sits.append(rows.first.locator("b").inner_text().split()[0])
            rows.first.locator("button").click()
            page.wait_for_selector("#desk:not([hidden])")
            pages.append(page)
        ana, phone = pages[0], pages[1]
        observer = person("observer")
        observer.goto(host.links["Observers"][0][0])
        observer.fill("#name", "Vera")
        observer.click("button")
        observer.wait_for_url("**/watch")
        screen = person("screen")
        screen.goto(host.links["Screen"][0][0])
        screen.wait_for_url("**/screen")
        wait(lead, "document.querySelectorAll('#teamrows tr').length === 2")

        def reach(page, selector):
            """Comes to something by Tab alone."""
            for _ in range(400):
                if page.evaluate("s => document.activeElement.matches(s)", selector):
                    return
                page.keyboard.press("Tab")
            raise AssertionError(f"Tab does not come to {selector}")

        # Both teams are started at once, without a mouse.
        reach(lead, "#allteams")
        lead.keyboard.press("Space")
        reach(lead, "#go")
        lead.keyboard.press("Enter")
        reach(lead, "#speeds button:last-child")
        lead.keyboard.press("Enter")
        for team in (1, 0):
            reach(lead, f"#teamrows tr:nth-child({team + 1}) button")
            lead.keyboard.press("Enter")
            wait(lead, f"document.querySelectorAll('#teamrows button')[{team}].ariaPressed === 'true'")
            wait(lead, "document.getElementById('go').textContent === 'Pause'")
            wait(lead, "document.querySelector('#speeds button:last-child').ariaPressed === 'true'")
        reach(lead, "#allteams")
        lead.keyboard.press("Space")

        def option(page, begins):
            """Does the first open thing that begins with these words, as a person finds it."""
            page.evaluate("document.getElementById('tab-act').click()")
            page.fill("#filter", begins)
            row = page.locator("#options button").first
            if row.count() == 0:
                return None
            try:
                words = row.inner_text(timeout=1500).split("\n")[0]
                row.click(timeout=1500)
                form = page.locator("#pane-act form.open")
                if form.count():
                    form.locator("button.primary").click(timeout=1500)
                return words
            except PlaywrightTimeout:  # It has just gone: that is play.
                return None

        def react(page):
            first = page.locator("#needs .need").first
            if first.count() == 0:
                return
            try:
                first.locator(".acts button").first.click(timeout=1500)
                form = page.locator("#needs form.open")
                if form.count():
                    form.locator("textarea").fill("We know, and say more in half an hour. " + HOSTILE[2], timeout=1500)
                    form.locator("button.primary").click(timeout=1500)
            except PlaywrightTimeout:  # It may be gone by now: that is play.
                pass

        def until(page, selector, seconds=90):
            end = time.time() + seconds
            while time.time() < end:
                if page.locator(selector).count():
                    return True
                for each in pages:
                    react(each)
                time.sleep(0.4)
            return False

        # The first page reaches somebody; the phone shows what waits.
        check(any(until(p, "#needs .need", 60) for p in pages[:2]), "nobody was called")
        axe(phone, "phone-now")
        axe(ana, "seat-early")
        # Work comes in; somebody takes command and hands it over in four steps.
        end = time.time() + 100
        commander = None
        while time.time() < end and commander is None:
            for page in pages[:4]:
                if page.locator("#roles .row", has_text=re.compile("incident commander you")).count():
                    commander = page
                    break
                wanted = ["take incident commander", f"page {sits[2]} as incident commander", "declare SEV1"]
                if not any(option(page, words) for words in wanted):
                    react(page)
            time.sleep(0.3)
        check(commander is not None, "nobody took command")
        for n, text in enumerate(HOSTILE):
            if n % 10 == 0 and text.strip():
                commander.evaluate("document.getElementById('tab-channel').click()")
                if commander.locator("#words").is_visible():
                    commander.fill("#words", text)
                    commander.press("#words", "Enter")
        # The other one who may command is called, comes, and takes over.
        other = pages[3] if commander is not pages[3] else pages[2]
        steps, to = [], sits[pages.index(other)].lower()
        end = time.time() + 60
        away = re.compile("not called yet|on the way")
        while time.time() < end and away.search(other.locator("#me").inner_text()):
            option(commander, f"page {to}")
            react(other)
            time.sleep(0.5)
        check(not away.search(other.locator("#me").inner_text()), "the successor has come")
        end = time.time() + 60
        order = ["announce", "pass on", "confirm", "post it"]
        while time.time() < end and len(steps) < 4:
            done = option(commander, f"handoff incident commander {to} {order[len(steps)]}")
            if done:
                said = wait(commander, "(() => { const t = document.getElementById('said').textContent; return /^(Done|Not)/.test(t) && t })()")
                if said.startswith("Done"):
                    steps.append(done)
            time.sleep(0.8)
        check(len(steps) == 4, f"the four steps of a handoff: {steps}")
        # The head of the incident document, which everybody on it reads.
        end = time.time() + 60
        while time.time() < end and not other.locator("#incidents", has_text="Halls are hot").count():
            commander.evaluate("document.getElementById('tab-incident').click()")
            commander.get_by_role("button", name="Edit title and description").first.click()
            commander.fill("#headtitle", "Halls are hot " + HOSTILE[1])
            commander.fill("#headabout", "Cooling is out. " + HOSTILE[5])
            commander.locator("#incidents input[type=checkbox]").check()
            commander.locator("#incidents form button.primary").click()
            time.sleep(1.5)
        commander.evaluate("document.getElementById('tab-act').click()")
        head = other.locator("#incidents").text_content()
        check("Halls are hot" in head and "those who work on it" in head, head[:300])
        # A message to everybody, written and sent by keyboard alone.
        reach(lead, "#message")
        lead.keyboard.press("Enter")
        reach(lead, "#from")
        lead.keyboard.type("The mayor")
        reach(lead, "#to")
        lead.keyboard.type("Everybody who plays")
        reach(lead, "#text")
        lead.keyboard.type("Can the town help you?")
        reach(lead, "#dialogok")
        lead.keyboard.press("Enter")
        wait(phone, "document.getElementById('lines').textContent.includes('Can the town help you?')")
        # The facilitator throws in hostile words, thirty of them, at everybody.
        for text in HOSTILE:
            lead.click("#message")
            lead.fill("#from", text.replace("\n", " ")[:200] or "nobody")
            lead.fill("#text", text + "?")
            lead.click("#dialogok")
            wait(lead, "!document.getElementById('dialog').open")
            time.sleep(0.12)
        lead.fill("#note", HOSTILE[1])
        lead.press("#note", "Enter")
        observer.select_option("#seat", index=1)
        observer.wait_for_selector("#lines .msg, #services .row")
        # The facilitator looks at a board as the person in the seat has it.
        with lead.expect_popup() as opened:
            lead.get_by_role("link", name=f"Board of {sits[pages.index(other)]}").first.click()
        board = opened.value
        board.wait_for_selector("#lines .msg")
        check(board.locator("#lines .msg").count() <= other.locator("#lines .msg").count(), "the same lines")
        check("Halls are hot" in board.locator("#lines").inner_text(), "the board of a seat")
        axe(board, "lead-board")
        board.close()
        # Notes and ratings by keyboard alone.
        reach(observer, "#note")
        observer.keyboard.type("The handoff was complete. " + HOSTILE[0])
        reach(observer, "#noteform button")
        observer.keyboard.press("Enter")
        wait(lead, "document.getElementById('notes').textContent.includes('The handoff was complete')")
        reach(observer, ".pmsu button")
        observer.keyboard.press("Enter")
        observer.wait_for_selector(".pmsu button[aria-pressed=true]")
        reach(lead, ".pmsu button")
        lead.keyboard.press("Enter")
        reach(lead, "#reason")
        lead.keyboard.type("As the plan has it")
        reach(lead, "#dialogok")
        lead.keyboard.press("Enter")
        wait(lead, "document.getElementById('objectives').textContent.includes('As the plan has it')")
        time.sleep(1)
        busy = commander
        busy.fill("#filter", "")
        busy.evaluate("document.getElementById('tab-channel').click()")
        axe(busy, "seat")
        for tab in ("act", "incident"):
            busy.evaluate(f"document.getElementById('tab-{tab}').click()")
            axe(busy, f"seat-{tab}")
        phone.fill("#filter", "")
        for at, tab in enumerate(["now", "channel", "act", "incident", "who"]):
            phone.locator("#tabbar button").nth(at).click()
            axe(phone, f"phone-{tab}")
        axe(lead, "lead")
        lead.emulate_media(color_scheme="dark")
        axe(lead, "lead-dark")
        lead.set_viewport_size({"width": 390, "height": 844})
        axe(lead, "lead-phone")
        lead.set_viewport_size({"width": 1280, "height": 900})
        lead.emulate_media(color_scheme="light")
        axe(observer, "observer")
        axe(screen, "screen")
        # The program dies; browsers come back by themselves and nothing is missing.
        lead.locator("#go").click()
        wait(lead, "document.getElementById('go').textContent === 'Continue'")
        time.sleep(0.5)
        before = [page.locator("#lines").inner_text() for page in pages]
        host.kill()
        time.sleep(1)
        host = Host(folder, ["--resume", "day", "--bind", address])
        wait(lead, "document.getElementById('said').textContent === 'Connected'")
        time.sleep(2)
        after = [page.locator("#lines").inner_text() for page in pages]
        check(before == after, "the same lines after a restart")
        commander.evaluate("document.getElementById('tab-channel').click()")
        commander.fill("#words", "We went on after the crash, for the review")
        commander.press("#words", "Enter")
        wait(commander, "[...document.querySelectorAll('#lines .msg')].some(m => m.textContent.includes('after the crash'))")
        # Back to a moment: a branch. Then the end, the hot wash, the report.
        lead.click("#undo")
        lead.click("#dialogok")
        wait(lead, "/^Done: back/.test(document.getElementById('said').textContent)")
        for team in (1, 0):
            lead.locator("#teamrows button").nth(team).click()
            wait(lead, f"document.querySelectorAll('#teamrows button')[{team}].ariaPressed === 'true'")
            time.sleep(0.6)
            lead.click("#end")
            lead.click("#dialogok")
            wait(lead, "document.getElementById('verified').textContent.includes('the same story')")
        ana.wait_for_selector("#wash:not([hidden])")
        axe(ana, "hot-wash")
        ana.locator("#wash textarea").first.fill("We spoke to each other.")
        ana.locator("#wash form button").first.click()
        wait(lead, "document.getElementById('notes').textContent.includes('We spoke to each other')")
        with lead.expect_download() as download:
            lead.click("#papertext")
        report = Path(download.value.path()).read_text()
        check("after-action report" in report and "We spoke to each other" in report, report[:200])
        with lead.expect_popup() as opened:
            lead.click("#paper")
        page = opened.value
        page.wait_for_load_state()
        check("Hot wash" in page.content(), "the report is a page")
        check(page.evaluate("window.__pwned === undefined"), "nothing in a report runs")
        axe(page, "report")
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 390, "height": 844})
        axe(page, "report-phone-dark")
        check((folder / "day/team-1/after-action.md").is_file(), "the report lies in the folder")
        for page in [lead, observer, screen, *pages]:
            check(page.evaluate("window.__pwned") is None, "a script of somebody else's ran")
        browser.close()
    host.kill()
    check(not trouble, f"{len(trouble)} complaints: {trouble[:8]}")
    shutil.rmtree(folder)
    print(f"{checks} checks fine, pictures in {SHOTS}" + ("" if AXE else ", axe-core left out"))


try:
    main()
finally:
    for one in Host.all:
        one.kill()
