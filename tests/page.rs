//! The report of a comparison, and the pages of one exercise, in a real browser, with the network
//! off: wide and narrow, light and dark, and on paper.
//!
//! Left out of plain `cargo test`, since it needs Chromium and its driver; `tests/run` installs both.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use serde_json::json;

use browser::Browser;
use program::typed;

#[test]
#[ignore = "needs Chromium and chromedriver: tests/run"]
fn the_report_is_right_in_a_browser_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let line = "compare quiet-disk edge-regex --process unmanaged --process blameless --process pagerduty \
                --runs 120 --why-runs 20 --out kept --quiet";
    let (code, _, err) = typed(folder.path(), line);
    assert_eq!(code, 0, "{err}");
    let browser = Browser::start();
    is_right(&browser, &folder.path().join("kept/report.html"), 20);
    let title = browser.evaluate("document.querySelector('h1').textContent");
    assert!(title.as_str().unwrap().contains("blameless"), "{title}");
}

#[test]
#[ignore = "needs Chromium and chromedriver: tests/run"]
fn the_pages_of_one_exercise_are_right_in_a_browser_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [
        "run quiet-disk --process blameless --seed 2 --out kept --quiet",
        "report kept --out kept --quiet",
        "report kept --for chiara --out kept --quiet",
        "analyse kept --futures 20 --runs 20 --out kept --quiet",
    ];
    for line in lines {
        let (code, _, err) = typed(folder.path(), line);
        assert_eq!(code, 0, "{line}: {err}");
    }
    let browser = Browser::start();
    for (page, pictures) in [("after-action", 1), ("debrief", 0), ("analysis", 1)] {
        let page = folder.path().join(format!("kept/{page}.html"));
        is_right(&browser, &page, pictures);
        let title = browser.evaluate("document.querySelector('h1').textContent");
        assert!(title.as_str().unwrap().len() > 20, "{title}");
    }
}

/// A page as it shall be: within its window, large enough to read, dark where the screen is, light on
/// paper, silent.
fn is_right(browser: &Browser, page: &Path, pictures: u64) {
    browser.open(&format!("file://{}", page.display()));
    let name = page.file_stem().unwrap().to_string_lossy();
    let shots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
    fs::create_dir_all(&shots).unwrap();
    let mut grounds = Vec::new();
    for scheme in ["light", "dark"] {
        for width in [1_280, 700, 400] {
            browser.look(width, scheme);
            let wide = browser.evaluate("document.documentElement.scrollWidth");
            assert!(
                wide.as_u64().unwrap() <= u64::from(width),
                "{name} {width} {scheme}: {wide} px wide"
            );
            let shown = browser.evaluate(
                "[...document.querySelectorAll('svg')].filter(it => it.getBoundingClientRect().width > 0).length",
            );
            assert!(
                shown.as_u64().unwrap() >= pictures,
                "{name} {width} {scheme}: {shown} pictures"
            );
            let small = browser.evaluate(
                "[...document.querySelectorAll('p, td, th, dd, dt, li, h1, h2')].filter(it => parseFloat(getComputedStyle(it).fontSize) < 12).length",
            );
            assert_eq!(small, 0, "{name} {width} {scheme}: text below 12 px");
            let picture = browser.devtools(
                "Page.captureScreenshot",
                json!({"captureBeyondViewport": true}),
            );
            let shot = format!("{name}-{width}-{scheme}.png.base64");
            fs::write(shots.join(shot), picture["data"].as_str().unwrap()).unwrap();
        }
        grounds.push(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    assert_ne!(grounds[0], grounds[1], "dark is another ground");
    let paper = browser.devtools("Page.printToPDF", json!({"preferCSSPageSize": true}));
    let paper = paper["data"].as_str().unwrap();
    assert!(
        paper.starts_with("JVBERi0") && paper.len() > 20_000,
        "a PDF with something on it"
    );
    // On paper it is light, whatever the screen was.
    let print =
        json!({"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]});
    browser.devtools("Emulation.setEmulatedMedia", print);
    let on_paper = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    assert_ne!(on_paper, grounds[1], "dark on paper");
    let console = browser.console();
    assert!(console.is_empty(), "{console:?}");
}
