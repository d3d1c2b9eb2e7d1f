//! Inks and arms, as every picture uses them.
//!
//! Pictures are drawn in the light inks. In the dark the same drawing is re-inked by rules that
//! select on the light value (`[fill="#15191C"]{fill:#E8EBEC}`): a stand-alone SVG carries them in
//! its own `<style>`, a page brings them in its style sheet. So an ink that is not in this table
//! would stay as it is in the dark: there is no way to draw with one.
//!
//! ```
//! use sandtable::plot::theme::{Ink, arm};
//! assert_eq!(Ink::Text.light(), "#15191C");
//! assert_eq!(arm(0).ink, Ink::ArmA);
//! ```

use plotters::style::RGBColor;

/// A colour by its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The page.
    Paper,
    /// The practical band, and other quiet fields.
    Panel,
    /// Grid and row lines.
    Rule,
    /// Axes.
    Axis,
    /// Text.
    Text,
    /// Second text, and the rule under a table's head.
    SecondText,
    /// Labels.
    Label,
    /// Worse, down, nobody.
    Bad,
    /// Degraded, due soon.
    Warn,
    /// The washed accent behind a primary row.
    AccentWash,
    /// The baseline.
    ArmA,
    /// The candidate, which is the accent as well.
    ArmB,
    /// The third arm.
    ArmC,
    /// The fourth arm.
    ArmD,
    /// The fifth arm.
    ArmE,
    /// The sixth arm.
    ArmF,
}

/// The point of an arm; one can tell arms apart without their colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A circle, empty.
    Ring,
    /// A circle, filled.
    Disc,
    /// A square, filled.
    Square,
    /// A triangle, filled.
    Triangle,
    /// A diamond, filled.
    Diamond,
    /// Two crossing strokes.
    Cross,
}

/// How an arm looks wherever it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArmLook {
    /// Its colour.
    pub ink: Ink,
    /// Its line: an SVG dash pattern in px, or `None` for a solid one.
    pub dash: Option<&'static str>,
    /// Its point.
    pub mark: Mark,
}

/// The look of arm `index`, from 0, the baseline. There are six; a seventh looks like the first.
pub fn arm(index: usize) -> ArmLook {
    const ARMS: [ArmLook; 6] = [
        ArmLook {
            ink: Ink::ArmA,
            dash: Some("5 3"),
            mark: Mark::Ring,
        },
        ArmLook {
            ink: Ink::ArmB,
            dash: None,
            mark: Mark::Disc,
        },
        ArmLook {
            ink: Ink::ArmC,
            dash: Some("8 3"),
            mark: Mark::Square,
        },
        ArmLook {
            ink: Ink::ArmD,
            dash: Some("2 3"),
            mark: Mark::Triangle,
        },
        ArmLook {
            ink: Ink::ArmE,
            dash: Some("8 3 2 3"),
            mark: Mark::Diamond,
        },
        ArmLook {
            ink: Ink::ArmF,
            dash: Some("12 4"),
            mark: Mark::Cross,
        },
    ];
    ARMS[index % ARMS.len()]
}

/// Every ink with its value in the light and in the dark.
const INKS: [(Ink, &str, &str); 16] = [
    (Ink::Paper, "#FBFBF9", "#12171A"),
    (Ink::Panel, "#F2F3EF", "#1A2024"),
    (Ink::Rule, "#D8DAD4", "#2E363B"),
    (Ink::Axis, "#858D8A", "#5C676D"),
    (Ink::Text, "#15191C", "#E8EBEC"),
    (Ink::SecondText, "#454D53", "#B4BDC2"),
    (Ink::Label, "#656E74", "#8D979D"),
    (Ink::Bad, "#B3261E", "#FF8A7A"),
    (Ink::Warn, "#8F5A00", "#E8B04A"),
    (Ink::AccentWash, "#E4ECF4", "#162A3D"),
    (Ink::ArmA, "#6B747A", "#A3ADB3"),
    (Ink::ArmB, "#0B4A8F", "#7DB9F3"),
    (Ink::ArmC, "#9D6104", "#F0C273"),
    (Ink::ArmD, "#5F2D4E", "#CA659C"),
    (Ink::ArmE, "#289F6D", "#70EACE"),
    (Ink::ArmF, "#A776CF", "#AC7ADD"),
];

impl Ink {
    /// The value that is drawn, as `#RRGGBB`.
    pub fn light(self) -> &'static str {
        self.entry().1
    }

    /// What it becomes in the dark.
    pub fn dark(self) -> &'static str {
        self.entry().2
    }

    /// For plotters.
    pub fn color(self) -> RGBColor {
        let byte = |at: usize| {
            u8::from_str_radix(&self.light()[at..at + 2], 16).expect("inks are written #RRGGBB")
        };
        RGBColor(byte(1), byte(3), byte(5))
    }

    fn entry(self) -> &'static (Ink, &'static str, &'static str) {
        INKS.iter()
            .find(|(ink, _, _)| *ink == self)
            .expect("every ink is in the table")
    }
}

/// The style sheet of a stand-alone SVG: figures of equal width, and the rules for the dark.
pub fn style() -> String {
    let mut rules =
        String::from("text{font-variant-numeric:tabular-nums}@media(prefers-color-scheme:dark){");
    for (_, light, dark) in INKS {
        for property in ["fill", "stroke"] {
            rules += &format!("[{property}=\"{light}\"]{{{property}:{dark}}}");
        }
    }
    rules + "}"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_is_its_own_so_that_the_dark_can_tell_them_apart() {
        let mut lights: Vec<&str> = INKS.iter().map(|ink| ink.1).collect();
        lights.sort_unstable();
        lights.dedup();
        assert_eq!(lights.len(), INKS.len());
        assert!(
            INKS.iter()
                .all(|(ink, light, dark)| ink.light() == *light && ink.dark() == *dark)
        );
    }

    #[test]
    fn inks_have_the_contrast_they_are_promised() {
        for (ink, light, dark) in INKS {
            let least = match ink {
                Ink::Text | Ink::SecondText | Ink::Label | Ink::Bad | Ink::Warn => 4.5,
                Ink::ArmA | Ink::ArmB | Ink::ArmC | Ink::ArmD | Ink::ArmE | Ink::ArmF => 3.0,
                Ink::Axis => 3.0,
                _ => continue,
            };
            for (on, paper) in [(light, Ink::Paper.light()), (dark, Ink::Paper.dark())] {
                assert!(contrast(on, paper) >= least, "{ink:?} {on} on {paper}");
            }
        }
    }

    /// WCAG 2.2, contrast ratio.
    fn contrast(one: &str, two: &str) -> f64 {
        let luminance = |hex: &str| {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    libm::pow((value + 0.055) / 1.055, 2.4)
                }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        let (one, two) = (luminance(one) + 0.05, luminance(two) + 0.05);
        one.max(two) / one.min(two)
    }
}
