//! HTML, CSS, scripts and fonts, inside the program: nothing is fetched from anywhere.

/// A file that is served as it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Asset {
    pub kind: &'static str,
    pub bytes: &'static [u8],
    /// Whether a browser may keep it.
    pub keeps: bool,
}

macro_rules! asset {
    ($name:ident, $kind:literal, $keeps:literal, $path:literal) => {
        pub static $name: Asset = Asset {
            kind: $kind,
            bytes: include_bytes!(concat!("../../assets/", $path)),
            keeps: $keeps,
        };
    };
}

asset!(JOIN, "text/html; charset=utf-8", false, "host/join.html");
asset!(SEAT, "text/html; charset=utf-8", false, "host/seat.html");
asset!(LEAD, "text/html; charset=utf-8", false, "host/lead.html");
asset!(WATCH, "text/html; charset=utf-8", false, "host/watch.html");
asset!(
    SCREEN,
    "text/html; charset=utf-8",
    false,
    "host/screen.html"
);
asset!(STYLE, "text/css; charset=utf-8", false, "host/host.css");
asset!(
    COMMON_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/common.js"
);
asset!(
    JOIN_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/join.js"
);
asset!(
    SEAT_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/seat.js"
);
asset!(
    LEAD_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/lead.js"
);
asset!(
    WATCH_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/watch.js"
);
asset!(
    SCREEN_JS,
    "text/javascript; charset=utf-8",
    false,
    "host/screen.js"
);
asset!(INTER, "font/woff2", true, "fonts/Inter-Regular.woff2");
asset!(INTER_600, "font/woff2", true, "fonts/Inter-SemiBold.woff2");
asset!(
    DISPLAY,
    "font/woff2",
    true,
    "fonts/InterDisplay-SemiBold.woff2"
);
asset!(
    MONO,
    "font/woff2",
    true,
    "fonts/JetBrainsMono-Regular.woff2"
);

/// The scale bar, as a picture in the tab.
pub static ICON: Asset = Asset {
    kind: "image/svg+xml",
    bytes: br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" fill="#FBFBF9"/><path d="M1 6h7v4H1z" fill="#15191C"/><path d="M8.5 6.5h6v3h-6z" fill="none" stroke="#15191C"/></svg>"##,
    keeps: true,
};
