//! What a device is called in the list of its person.

/// Characters of a name: what a list shows.
const CHARS: usize = 60;

/// Browsers by what only they say of themselves; the ones that others pretend to be come last.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, likewise.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// "Firefox on Linux", from what a browser calls itself. What is no browser is called by its first word, and nothing by nothing.
pub fn device_name(user_agent: &str) -> String {
    let known = |list: &[(&str, &'static str)]| {
        let found = list.iter().find(|(mark, _)| user_agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    if let (Some(browser), Some(system)) = (known(&BROWSERS), known(&SYSTEMS)) {
        return format!("{browser} on {system}");
    }
    let first = user_agent.split([' ', '/']).next().unwrap_or_default();
    let visible = first.chars().filter(|c| !c.is_control());
    visible.take(CHARS).collect()
}

#[cfg(test)]
mod tests;
