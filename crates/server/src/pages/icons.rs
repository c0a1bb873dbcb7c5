//! The icons of the pages: drawings on a grid of 24 pixels, put into the page where they are used, so that they take its
//! colours and need no request of their own.

use std::fmt::Write as _;

use physiology::Sport;

/// An icon by its name in templates, as an `<svg>` that screen readers skip. A name that is not in the table draws nothing.
pub(crate) fn icon(name: &str) -> String {
    sized(name, "")
}

/// The same in the size of small text.
pub(crate) fn small(name: &str) -> String {
    sized(name, " s")
}

/// The icon of a nutrient, by its name in documents.
pub(crate) fn of_nutrient(name: &str) -> &'static str {
    match name {
        "fluid" => "fluid",
        "sodium" => "sodium",
        "carbohydrate" => "carb",
        "protein" => "protein",
        _ => "caffeine",
    }
}

fn sized(name: &str, size: &str) -> String {
    let (filled, drawing) = drawing(name);
    let filled = if filled { " f" } else { "" };
    format!(r#"<svg class="i{filled}{size}" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>"#)
}

/// An icon inside a drawing, its middle at `x` per cent and its upper edge at `y` pixels.
pub(crate) fn within(svg: &mut String, name: &str, (x, y): (f64, f64), class: &str) {
    let (filled, drawing) = drawing(name);
    let filled = if filled { " f" } else { "" };
    let _ = write!(
        svg,
        r#"<g transform="translate(-11 0)"><svg class="i{filled} {class}" x="{x:.2}%" y="{y}" width="22" height="22" viewBox="0 0 24 24">{drawing}</svg></g>"#
    );
}

/// Whether an icon is filled, and what it draws.
fn drawing(name: &str) -> (bool, &'static str) {
    let found = ICONS.iter().find(|(known, ..)| *known == name);
    found.map_or((false, ""), |(_, filled, drawing)| (*filled, *drawing))
}

/// The icon of a sport.
pub(crate) fn of_sport(sport: Sport) -> &'static str {
    of_sport_key(sport.key())
}

/// The icon of a sport by its key, or by what a device called it.
pub(crate) fn of_sport_key(key: &str) -> &'static str {
    let known = SPORTS.iter().find(|(part, _)| key.contains(part));
    known.map_or("heart", |(_, icon)| *icon)
}

/// Parts of the keys of sports, and the icon for each; the first that fits.
const SPORTS: &[(&str, &str)] = &[
    ("treadmill", "treadmill"),
    ("indoor-ride", "indoor-ride"),
    ("trainer", "indoor-ride"),
    ("triathlon", "tri"),
    ("run", "run"),
    ("ride", "ride"),
    ("cycl", "ride"),
    ("swim", "swim"),
    ("water-polo", "swim"),
    ("row", "row"),
    ("ski", "ski"),
    ("skate", "ski"),
    ("hike", "hike"),
    ("climb", "hike"),
    ("walk", "walk"),
    ("golf", "walk"),
    ("soccer", "ball"),
    ("handball", "ball"),
    ("basketball", "ball"),
    ("volleyball", "ball"),
    ("rugby", "ball"),
    ("tennis", "tennis"),
    ("squash", "tennis"),
    ("baseball", "tennis"),
    ("hockey", "tennis"),
    ("lacrosse", "tennis"),
    ("combat", "combat"),
    ("gym", "gym"),
    ("strength", "gym"),
    ("yoga", "gym"),
    ("american-football", "ball"),
    ("other", "heart"),
];

/// Name, whether it is filled, and its drawing.
#[rustfmt::skip]
const ICONS: &[(&str, bool, &str)] = &[
    ("brand", false, r#"<path d="M12 2.800c4 4.800 6.500 8.100 6.500 11.300a6.500 6.500 0 0 1-13 0C5.500 10.900 8 7.600 12 2.800z"/><path d="M9 13h6M9 16h6"/>"#),
    ("run", false, r#"<circle cx="15.6" cy="4.4" r="1.9"/><path d="M7.3 11.2 9.8 8.3 13.6 8.6 10.6 13.8 13.9 16.6 12.9 21M10.2 14.6 8.4 18.2 4.4 18.6M13.6 8.6 16.4 11.3 19.6 10.4"/>"#),
    ("treadmill", false, r#"<circle cx="13.6" cy="3.6" r="1.7"/><path d="M6.4 9.6 8.6 7 12 7.2 9.4 11.8 12.2 14.2 11.4 17.6M9 12.6 7.4 15.6 4.2 16M12 7.2 14.4 9.6M3 20.5H17L20 7.5"/>"#),
    ("ride", false, r#"<circle cx="5.6" cy="16.2" r="3.6"/><circle cx="18.4" cy="16.2" r="3.6"/><path d="M5.6 16.200 9 9.600H15.200L18.400 16.200M9 9.600 11.800 16.200 15.200 9.600M7.400 7.600H10.200M14.600 6.600H17.200"/>"#),
    ("indoor-ride", false, r#"<circle cx="17.4" cy="15.4" r="3.6"/><path d="M6.2 20.5 9 9.200H14.800L17.400 15.400M9 9.200 11.400 16.500 14.800 9.200M7.200 7.200H10.200M14.200 6.200H17M3 20.500H21"/>"#),
    ("swim", false, r#"<circle cx="17.600" cy="9.200" r="2"/><path d="M4.400 13.600 9.200 8.600 13.800 13.400M3 17.600c1.500-1.600 3-1.600 4.500 0s3 1.600 4.500 0 3-1.600 4.500 0 3 1.600 4.500 0"/>"#),
    ("gym", false, r#"<path d="M8 12h8M6.500 7.500v9M3.500 9.800v4.400M17.500 7.500v9M20.500 9.800v4.400"/>"#),
    ("row", false, r#"<path d="M3 15.500h18c-.8 2.300-2.400 3.500-4.600 3.500H7.600C5.400 19 3.800 17.800 3 15.500zM10 15.500 17.200 6.400M16 4.600l2.800 2.200"/>"#),
    ("ski", false, r#"<circle cx="14.200" cy="4.600" r="1.900"/><path d="M12.600 8.400 9.600 13l3 2.600-.6 4M12.600 8.400l3.600 3M4 20.600h16.500M18 9.500 16.500 20.500M9 9.500 5.500 20.500"/>"#),
    ("walk", false, r#"<circle cx="12.400" cy="4.400" r="1.900"/><path d="M12.200 8v5.600L9.400 20.600M12.200 13.600l2.600 3 .8 4M12.200 8.600 8.800 12M12.200 8.600l3.400 3"/>"#),
    ("hike", false, r#"<path d="M2.800 19 9.600 7l4 7 2.200-3.400L21.200 19zM7.600 10.600 9.600 12.400 11.600 10.600"/>"#),
    ("tennis", false, r#"<ellipse cx="14.400" cy="8.600" rx="5.600" ry="5.200" transform="rotate(-45 14.400 8.600)"/><path d="M10.400 12.600 4 19.400M11.300 5.600l6 6M14 4.200l4.700 4.600"/><circle cx="18.800" cy="18.600" r="1.700"/>"#),
    ("combat", false, r#"<path d="M7.500 15.500C5.300 14.300 4 12.300 4 9.800 4 6.600 6.400 4.500 9.500 4.500h5C17.800 4.500 20 6.700 20 9.600c0 2.600-1.200 4.600-3.200 5.900V20H7.500zM7.500 16.800h9.300M9 9.500h5.500"/>"#),
    ("tri", false, r#"<path d="M3 7.200c1.500-1.600 3-1.600 4.500 0s3 1.600 4.500 0 3-1.600 4.500 0 3 1.600 4.500 0"/><circle cx="7.300" cy="16" r="3.800"/><path d="M14 12.600l3.200 3.400-3.200 3.400M17.800 12.600 21 16l-3.200 3.400"/>"#),
    ("sleep", false, r#"<path d="M19.600 14.400A8 8 0 0 1 9.600 4.400a8 8 0 1 0 10 10z"/>"#),
    ("flag", false, r#"<path d="M6 21V4M6 4.600h11.600l-2.400 4 2.400 4H6"/>"#),
    ("fluid", true, r#"<path d="M12 2.600c4 4.800 6.500 8.300 6.500 11.600a6.500 6.500 0 0 1-13 0C5.500 10.900 8 7.400 12 2.600z"/>"#),
    ("sodium", true, r#"<path d="M12 2.500 21 12 12 21.500 3 12z"/>"#),
    ("carb", true, r#"<path d="M12 2.400 20.300 7.200v9.600L12 21.600 3.700 16.800V7.200z"/>"#),
    ("protein", true, r#"<path d="M7.400 7.300a4.700 4.700 0 1 0 0 9.400c1.900 0 3-1 4.600-1s2.700 1 4.600 1a4.700 4.700 0 1 0 0-9.400c-1.900 0-3 1-4.600 1s-2.700-1-4.600-1z"/>"#),
    ("caffeine", true, r#"<path d="M17.800 4.400C14.600 1.900 8.900 4 5.900 8.600c-2.800 4.400-2.600 9.300.4 11.200.5-3.700 1.800-5.500 5-7.900 2.900-2.100 4.800-4.200 6.500-7.500z"/><path d="M19.700 6.600c-1.800 3.200-3.700 4.800-6.700 7-2.600 1.900-3.700 3.400-4.300 6.600 3.300.6 7.200-1.200 9.500-4.800 2.300-3.500 2.800-6.800 1.500-8.800z"/>"#),
    ("ok", true, r#"<path fill-rule="evenodd" d="M12 2.500a9.500 9.500 0 1 0 0 19 9.500 9.500 0 0 0 0-19zm-1.300 13.700L6.600 12l1.600-1.600 2.500 2.500 5.100-5.300 1.700 1.600z"/>"#),
    ("watch", true, r#"<path fill-rule="evenodd" d="M12 2.600c.8 0 1.400.4 1.800 1.100l8 14.700c.8 1.400-.2 3.100-1.800 3.100H4c-1.600 0-2.600-1.700-1.800-3.100l8-14.700c.4-.7 1-1.100 1.800-1.100zM10.800 8.500l.3 6h1.800l.3-6zM12 16a1.300 1.300 0 1 0 0 2.600 1.300 1.300 0 0 0 0-2.600z"/>"#),
    ("stop", true, r#"<path fill-rule="evenodd" d="M8 2.500h8L21.500 8v8L16 21.500H8L2.500 16V8zM6.500 10.600v2.800h11v-2.800z"/>"#),
    ("unknown", false, r#"<circle cx="12" cy="12" r="8.800" stroke-dasharray="3.600 3.300"/><path d="M9.600 9.800c.2-1.500 1.200-2.300 2.500-2.300 1.500 0 2.500.9 2.500 2.200 0 1.900-2.500 2-2.500 4"/><path d="M12.100 16.600v.1" stroke-width="2.600"/>"#),
    ("today", false, r#"<path d="M9 3h6v3.200c2 .9 3 2.300 3 4.400v1.900c-.8 1-.8 1.800 0 2.800v3.200A2.500 2.500 0 0 1 15.500 21h-7A2.500 2.500 0 0 1 6 18.500v-3.200c.8-1 .8-1.800 0-2.800v-1.900c0-2.100 1-3.500 3-4.400zM6.300 16.200c2-.9 3.700-.9 5.700 0s3.700.9 5.700 0"/>"#),
    ("plan", false, r#"<path d="M4.500 5.500h15v14.500h-15zM4.500 10h15M8.500 3v4M15.500 3v4M8.500 14h3"/>"#),
    ("add", false, r#"<path d="M12 5v14M5 12h14"/>"#),
    ("timeline", false, r#"<path d="M6 3.500v17M10.500 6.500h9M10.500 12h9M10.500 17.500h6"/><circle cx="6" cy="6.500" r=".7"/><circle cx="6" cy="12" r=".7"/><circle cx="6" cy="17.500" r=".7"/>"#),
    ("you", false, r#"<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500c.8-4 3.700-6 7.500-6s6.700 2 7.500 6"/>"#),
    ("squad", false, r#"<circle cx="12" cy="8.600" r="3.200"/><circle cx="5.200" cy="10.600" r="2.200"/><circle cx="18.800" cy="10.600" r="2.200"/><path d="M6.500 19.500c.5-3.200 2.600-4.900 5.500-4.900s5 1.700 5.500 4.900M2 17.500c.3-2 1.300-3.200 3-3.500M22 17.500c-.3-2-1.300-3.200-3-3.500"/>"#),
    ("profile", false, r#"<path d="M3.500 18.500C9 18.500 10.500 13 13 10s4.500-4.500 7.500-5M3.500 21.500C11 21.500 15 17 20.500 12.500M3.500 14.500C6 14 7.500 11.500 9 9"/>"#),
    ("trends", false, r#"<path d="M3.500 20.500h17M4 15.500l5-5 3.500 3L20 6M15.500 5.500h5v5"/>"#),
    ("whatif", false, r#"<path d="M4 7h9M17 7h3M4 12h2M10 12h10M4 17h11M19 17h1"/><circle cx="15" cy="7" r="2"/><circle cx="8" cy="12" r="2"/><circle cx="17" cy="17" r="2"/>"#),
    ("pantry", false, r#"<path d="M4 6v12M7.500 6v12M10.500 6v8M13.500 6v8M16.500 6v12M20 6v12M10.500 17.500h3"/>"#),
    ("connect", false, r#"<path d="M8.500 3.500v4M15.500 3.500v4M6 7.500h12v3.500a6 6 0 0 1-12 0zM12 17v4"/>"#),
    ("share", false, r#"<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500M20 14v6h-6v-2"/>"#),
    ("settings", false, r#"<circle cx="12" cy="12" r="3.200"/><path d="M12 3v2.800M12 18.200V21M3 12h2.800M18.200 12H21M5.600 5.600l2 2M16.400 16.400l2 2M5.600 18.400l2-2M16.400 7.600l2-2"/>"#),
    ("bell", false, r#"<path d="M5 17h14c-1.500-1.600-2-3.200-2-6.500a5 5 0 0 0-10 0C7 13.800 6.500 15.400 5 17zM10 20.200c1.200.8 2.800.8 4 0"/>"#),
    ("scale", false, r#"<path d="M5 5.500h14a1.500 1.500 0 0 1 1.500 1.500v11.500A1.500 1.500 0 0 1 19 20H5a1.500 1.500 0 0 1-1.500-1.500V7A1.500 1.500 0 0 1 5 5.500zM7.500 11.500a4.800 4.800 0 0 1 9 0zM12 11.500l1.400-2.600"/>"#),
    ("bottles", false, r#"<path d="M6 7.500 7 6V3.500h3V6l1 1.500V20.500H6zM14 10.500l1-1.500V7h3v2l1 1.500v10h-5zM6 13h5M14 15.500h5"/>"#),
    ("patch", false, r#"<path d="M7 4.500h10a2.500 2.500 0 0 1 2.500 2.500v10a2.500 2.500 0 0 1-2.500 2.500H7A2.500 2.500 0 0 1 4.500 17V7A2.500 2.500 0 0 1 7 4.500zM8 9h8v3H8v3h8"/>"#),
    ("camera", false, r#"<path d="M3.500 8h4l1.500-2.500h6L16.500 8h4v11.500h-17z"/><circle cx="12" cy="13.300" r="3.500"/>"#),
    ("receipt", false, r#"<path d="M6 3.500h12v17l-2-1.500-2 1.500-2-1.500-2 1.500-2-1.500-2 1.500zM9 8h6M9 12h6"/>"#),
    ("check", false, r#"<path d="M5 12.500 9.700 17 19 7.500"/>"#),
    ("back", false, r#"<path d="M14.500 5 8 12l6.500 7"/>"#),
    ("next", false, r#"<path d="M9.500 5 16 12l-6.500 7"/>"#),
    ("down", false, r#"<path d="M5 9.500 12 16l7-6.500"/>"#),
    ("undo", false, r#"<path d="M5 5v5h5M5.400 9.800A7.500 7.500 0 1 1 4.800 14"/>"#),
    ("close", false, r#"<path d="M6 6l12 12M18 6 6 18"/>"#),
    ("minus", false, r#"<path d="M5 12h14"/>"#),
    ("delete", false, r#"<path d="M8.500 5.500H20a1.500 1.500 0 0 1 1.500 1.500v10a1.500 1.500 0 0 1-1.500 1.500H8.500L2.500 12zM11.500 9.500l5 5M16.500 9.500l-5 5"/>"#),
    ("search", false, r#"<circle cx="10.800" cy="10.800" r="6.300"/><path d="M15.500 15.500 20.500 20.500"/>"#),
    ("sun", false, r#"<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.700 5.700l1.400 1.400M16.900 16.900l1.400 1.400M5.700 18.300l1.400-1.400M16.900 7.100l1.400-1.400"/>"#),
    ("cloud", false, r#"<path d="M7.500 18.500a4 4 0 0 1-.4-8 5.500 5.500 0 0 1 10.600 1.200 3.500 3.500 0 0 1-.7 6.800z"/>"#),
    ("part", false, r#"<path d="M9 18.500a3.500 3.500 0 0 1-.3-7 4.700 4.700 0 0 1 9 1 3 3 0 0 1-.6 6zM6 9.500A3.600 3.600 0 0 1 12 6M8.500 3v1.200M3.800 5.200l.9.900M2.500 10h1.300"/>"#),
    ("offline", false, r#"<path d="M3 3l18 18M4.500 10a11 11 0 0 1 4-2.300M12.500 7a11 11 0 0 1 7 3M7.600 13.400A6.500 6.500 0 0 1 11 11.800M16.400 13.400l-.5-.4"/><path d="M12 18v.1" stroke-width="3"/>"#),
    ("print", false, r#"<path d="M7 8V3.500h10V8M7 17H4V8.500h16V17h-3M7 14h10v6.500H7z"/>"#),
    ("eye-off", false, r#"<path d="M4 4l16 16M9.500 6.300A9 9 0 0 1 12 6c4.500 0 7.500 3.500 9 6-.6 1-1.500 2.200-2.600 3.300M6 8.200A14 14 0 0 0 3 12c1.500 2.500 4.500 6 9 6 1.300 0 2.500-.3 3.500-.8M10 10.200a2.700 2.700 0 0 0 3.700 3.800"/>"#),
    ("folder", false, r#"<path d="M3.500 6h6l2 2.500h9V19h-17z"/>"#),
    ("heart", false, r#"<path d="M12 20C6 15.800 3.500 12.600 3.500 9.200A4.400 4.400 0 0 1 8 4.700c1.700 0 3.200.9 4 2.400.8-1.500 2.300-2.400 4-2.400a4.400 4.400 0 0 1 4.500 4.500c0 3.400-2.500 6.600-8.500 10.800z"/>"#),
    ("meal", false, r#"<path d="M4 12h16a8 8 0 0 1-16 0zM8 8.500c-.8-1 .8-2 0-3.500M12 8.500c-.8-1 .8-2 0-3.500M16 8.500c-.8-1 .8-2 0-3.500"/>"#),
    ("pin", false, r#"<path d="M12 21c-4.500-5-6.500-8-6.500-11a6.500 6.500 0 0 1 13 0c0 3-2 6-6.500 11z"/><circle cx="12" cy="10" r="2.300"/>"#),
    ("ball", false, r#"<circle cx="12" cy="12" r="8.600"/><path d="M12 8.200 15.600 10.800 14.200 15H9.800L8.400 10.800zM12 8.200V3.600M15.600 10.800l4.400-1.500M14.200 15l2.700 3.700M9.800 15l-2.700 3.700M8.400 10.800 4 9.300"/>"#),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sport_has_an_icon_that_is_drawn() {
        for sport in Sport::ALL {
            assert!(!drawing(of_sport(*sport)).1.is_empty(), "{}", sport.key());
        }
    }

    #[test]
    fn every_icon_is_there_once_and_draws_by_shapes_alone() {
        for (index, (name, _, drawing)) in ICONS.iter().enumerate() {
            assert!(ICONS[..index].iter().all(|(other, ..)| other != name), "{name} is there twice");
            assert!(
                drawing.starts_with('<') && !drawing.contains("style") && !drawing.contains("href"),
                "{name}"
            );
        }
    }
}
