//! The pictures of a comparison, by their structure; see `pictures/check.rs`.

#[path = "pictures/chances.rs"]
mod chances;
#[path = "pictures/check.rs"]
mod check;
#[path = "pictures/effects.rs"]
mod effects;
#[path = "pictures/page.rs"]
mod page;
#[path = "pictures/prices.rs"]
mod prices;
#[path = "plot/svg.rs"]
mod svg;
#[path = "pictures/times.rs"]
mod times;

/// Whether these words stand in the picture, each as a text of its own.
fn says(svg: &str, words: &[&str]) {
    let texts = svg::texts(svg);
    for word in words {
        assert!(
            texts.iter().any(|text| text == word),
            "no {word:?} in {texts:?}"
        );
    }
}

/// Words that would break out of a picture if they could.
const NASTY: [&str; 4] = [
    "</text></svg><script>alert(1)</script>\" onload=\"alert(1)",
    "]]><!-- &lt; &#0; %s {}",
    "\u{202e}gnitirw\u{0}\u{1b}[31m\nnew line\u{feff}\u{ffff}",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];
