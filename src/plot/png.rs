//! The same picture as pixels: resvg with the bundled font, and no other.

use super::Sheet;
use super::measure::Face;
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, OnceLock};
use thiserror::Error;

/// Why a picture could not be made into pixels.
#[derive(Debug, Error)]
pub enum PngError {
    /// The renderer did not understand the drawing.
    #[error("the drawing cannot be read back: {0}")]
    Unreadable(#[from] usvg::Error),
    /// It is larger than pixels can be had for.
    #[error("a picture of {width} x {height} pixels is too large, draw it at a smaller scale")]
    TooLarge {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// The pixels could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Unpackable(String),
}

/// No picture has more pixels, some 256 MB of them.
const MOST_PIXELS: u64 = 64 << 20;

impl Sheet {
    /// The picture as PNG in its light inks, `scale` pixels to the px: 2 for screens and paper.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, PngError> {
        png(&self.svg(), scale)
    }
}

/// Any SVG of ours as PNG, `scale` pixels to the px. Media rules are passed over, so it comes out light.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    let options = usvg::Options {
        fontdb: fonts(),
        font_family: "Inter".to_string(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let [width, height] =
        [tree.size().width(), tree.size().height()].map(|side| (side * scale).ceil() as u32);
    let too_large = PngError::TooLarge { width, height };
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(too_large);
    }
    let mut pixels = tiny_skia::Pixmap::new(width, height).ok_or(too_large)?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|error| PngError::Unpackable(error.to_string()))
}

fn fonts() -> Arc<usvg::fontdb::Database> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = usvg::fontdb::Database::new();
        for face in [Face::Regular, Face::SemiBold] {
            fonts.load_font_data(face.bytes().to_vec());
        }
        fonts.set_sans_serif_family("Inter");
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}
