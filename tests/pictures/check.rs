//! What holds for every picture: well-formed, in known inks, inside its edges, no words on words.
//! Each picture is left in the test folder of `target/` as SVG and PNG, light and dark, for eyes.

use crate::svg::{Element, elements};
use sandtable::plot::measure::{Face, width};
use sandtable::plot::{Sheet, theme};

/// From left to right and from top to bottom.
type Box = (f64, f64, f64, f64);

/// Leave the picture for eyes, check it, and give its inner SVG.
pub fn check(name: &str, sheet: &Sheet) -> String {
    let svg = sheet.svg();
    leave(name, sheet, &svg);
    well_formed(name, &svg);
    let (wide, high) = sheet.size();
    let inline = sheet.inline();
    well_formed(name, &inline);
    let mut texts: Vec<(Box, String)> = Vec::new();
    for element in elements(&inline) {
        for (key, most) in [("x", wide), ("cx", wide), ("y", high), ("cy", high)] {
            let inside = |x: f64| (-0.5..=f64::from(most) + 0.5).contains(&x);
            assert!(
                element.number(key).is_none_or(inside),
                "{name}: outside: {element:?}"
            );
        }
        if let Some(points) = element.get("points") {
            for point in points.split(' ') {
                let (x, y) = point.split_once(',').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!(
                    (-8.0..=f64::from(wide) + 8.0).contains(&x)
                        && (-8.0..=f64::from(high) + 8.0).contains(&y),
                    "{name}: outside: {element:?}"
                );
            }
        }
        if element.name == "text" {
            let place = place(&element);
            assert!(
                place.0 >= -1.0 && place.1 <= f64::from(wide) + 1.0,
                "{name}: {place:?} {element:?}"
            );
            texts.push((place, element.text));
        }
    }
    for (index, (one, text)) in texts.iter().enumerate() {
        for (two, other) in &texts[..index] {
            let touches = one.0 < two.1 - 0.5
                && two.0 < one.1 - 0.5
                && one.2 < two.3 - 0.5
                && two.2 < one.3 - 0.5;
            assert!(!touches, "{name}: {text:?} lies on {other:?}");
        }
    }
    inline
}

fn place(element: &Element) -> Box {
    let size = element.number("font-size").unwrap();
    assert!(size >= 12.0, "{element:?}");
    let face = match element.get("font-weight") {
        Some(_) => Face::SemiBold,
        None => Face::Regular,
    };
    let (x, y) = (element.number("x").unwrap(), element.number("y").unwrap());
    let long = width(&element.text, face, size);
    let (from, to) = match element.get("text-anchor").as_deref() {
        Some("end") => (x - long, x),
        Some("middle") => (x - 0.5 * long, x + 0.5 * long),
        _ => (x, x + long),
    };
    (from, to, y - 0.72 * size, y + 0.18 * size)
}

fn well_formed(name: &str, svg: &str) {
    const SHAPES: [&str; 9] = [
        "svg", "style", "title", "desc", "rect", "polyline", "polygon", "circle", "text",
    ];
    let inks = known_inks();
    assert!(svg.len() < 130_000, "{name}: {} bytes", svg.len());
    assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{name}");
    for element in elements(svg) {
        assert!(
            SHAPES.contains(&element.name.as_str()),
            "{name}: {element:?}"
        );
        for key in ["fill", "stroke"] {
            let ink = element.get(key);
            assert!(
                ink.is_none_or(|ink| ink == "none" || inks.contains(&ink)),
                "{name}: no ink: {element:?}"
            );
        }
        for (key, value) in &element.attributes {
            assert!(!key.starts_with("on"), "{name}: {element:?}");
            let may_link = key == "xmlns";
            assert!(may_link || !value.contains("://"), "{name}: {element:?}");
        }
    }
}

/// The inks a dark rule exists for.
fn known_inks() -> Vec<String> {
    let style = theme::style();
    let rules = style.split("[fill=\"").skip(1);
    rules.map(|rule| rule[..7].to_string()).collect()
}

fn leave(name: &str, sheet: &Sheet, svg: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join(format!("{name}.svg")), svg).unwrap();
    // Hostile words are for the checks, not for eyes.
    #[cfg(feature = "png")]
    if !name.contains("nasty") {
        let png = sheet.png(1.5).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
        let rule = "@media(prefers-color-scheme:dark){";
        let (before, rules) = svg.split_once(rule).unwrap();
        let dark = format!("{before}{}", rules.replacen("}}</style>", "}</style>", 1));
        let png = sandtable::plot::png(&dark, 1.5).unwrap();
        std::fs::write(folder.join(format!("{name}-dark.png")), png).unwrap();
    }
    #[cfg(not(feature = "png"))]
    let _ = sheet;
}
