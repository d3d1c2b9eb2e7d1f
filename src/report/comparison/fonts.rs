//! The fonts a page carries within itself, so that a mailed report looks the same everywhere.

/// Family, weight and bytes of each face (WOFF2).
const FACES: [(&str, u16, &[u8]); 4] = [
    (
        "Inter",
        400,
        include_bytes!("../../../assets/fonts/Inter-Regular.woff2"),
    ),
    (
        "Inter",
        600,
        include_bytes!("../../../assets/fonts/Inter-SemiBold.woff2"),
    ),
    (
        "Inter Display",
        600,
        include_bytes!("../../../assets/fonts/InterDisplay-SemiBold.woff2"),
    ),
    (
        "JetBrains Mono",
        400,
        include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.woff2"),
    ),
];

/// The rules of a style sheet that bring the fonts.
pub fn rules() -> String {
    let rule = |(family, weight, bytes): &(&str, u16, &[u8])| {
        format!(
            "@font-face{{font-family:\"{family}\";font-weight:{weight};font-display:block;\
             src:url(data:font/woff2;base64,{}) format(\"woff2\")}}\n",
            base64(bytes)
        )
    };
    FACES.iter().map(rule).collect()
}

/// Bytes as text (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            match digit <= three.len() {
                true => text.push(char::from(DIGITS[(bits >> (18 - 6 * digit) & 63) as usize])),
                false => text.push('='),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn bytes_are_text() {
        // RFC 4648, section 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
