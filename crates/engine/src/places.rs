//! Places by name, without a network: the cities of GeoNames with more than 15,000 inhabitants, and links to a map.
//!
//! The list is `data/places.tsv.gz`: <https://www.geonames.org>, licensed CC BY 4.0.

use std::io::Read as _;
use std::sync::LazyLock;

use connect::weather::Place;

/// A city.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedPlace {
    /// Its name, as its people or English write it.
    pub name: &'static str,
    /// The code of its country.
    pub country: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Its zone, a name of the tz database.
    pub zone: &'static str,
}

impl NamedPlace {
    /// `Lisbon, PT`: found again by [`named_place`].
    pub fn words(&self) -> String {
        format!("{}, {}", self.name, self.country)
    }
}

static LIST: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    let packed: &[u8] = include_bytes!("../data/places.tsv.gz");
    // A test reads it whole; a list that cannot be read would know no place, and degrees can still be typed.
    let _ = flate2::read::GzDecoder::new(packed).read_to_string(&mut text);
    text
});

/// Each place with its names, folded, in one text between bars.
static PLACES: LazyLock<Vec<(String, NamedPlace)>> = LazyLock::new(|| {
    let read = |line: &'static str| {
        let mut columns = line.split('\t');
        let (name, others, country) = (columns.next()?, columns.next()?, columns.next()?);
        let (latitude, longitude) = (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?);
        let zone = columns.next()?;
        let names = format!("|{}|{}|", folded(name), folded(others));
        Some((names, NamedPlace { name, country, latitude, longitude, zone }))
    };
    LIST.lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

/// Lower case without accents, so that `sao paulo` finds `São Paulo`.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'ç' | 'č' | 'ć' => 'c',
        'ñ' | 'ń' => 'n',
        'š' | 'ś' | 'ş' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

/// The largest city of a name: `Lisbon`, `Lisboa`, `Portland, US`.
pub fn named_place(typed: &str) -> Option<NamedPlace> {
    let (name, country) = match typed.rsplit_once(',') {
        Some((name, country)) => (name, Some(country.trim().to_uppercase())),
        None => (typed, None),
    };
    let name = folded(name.trim());
    if name.is_empty() || name.contains('|') {
        return None;
    }
    let wanted = format!("|{name}|");
    let mut found = PLACES.iter().filter(|(names, _)| names.contains(&wanted)).map(|(_, place)| place);
    let found = match country {
        Some(code) => found.find(|place| place.country == code),
        None => found.next(),
    };
    found.cloned()
}

/// The largest cities with a name that begins so, for suggestions.
pub fn places_like(typed: &str, most: usize) -> Vec<NamedPlace> {
    let name = folded(typed.trim());
    if name.chars().count() < 2 || name.contains('|') {
        return Vec::new();
    }
    let wanted = format!("|{name}");
    let found = PLACES.iter().filter(|(names, _)| names.contains(&wanted));
    found.map(|(_, place)| place.clone()).take(most).collect()
}

/// The degrees in a link to a map, such as `https://www.google.com/maps/@38.72,-9.14,15z`, `geo:38.72,-9.14` or
/// `https://www.openstreetmap.org/#map=12/38.72/-9.14`.
pub(crate) fn in_link(typed: &str) -> Option<Place> {
    let link = typed.trim();
    if !link.starts_with("http") && !link.starts_with("geo:") {
        return None;
    }
    let numbers: Vec<f64> = link
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-')))
        .filter(|part| part.contains('.'))
        .filter_map(|part| part.trim_start_matches("--").parse().ok())
        .collect();
    numbers.windows(2).find_map(|pair| Place::new(pair[0], pair[1]).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found_by_their_names_in_several_languages() {
        assert!(PLACES.len() > 30_000, "{} places", PLACES.len());
        for (typed, zone) in [
            ("Lisbon", "Europe/Lisbon"),
            ("lisboa", "Europe/Lisbon"),
            ("Sao Paulo", "America/Sao_Paulo"),
            ("Fortaleza", "America/Fortaleza"),
            ("sevilla", "Europe/Madrid"),
            ("Portland, US", "America/Los_Angeles"),
        ] {
            assert_eq!(named_place(typed).map(|place| place.zone), Some(zone), "{typed}");
        }
        for nothing in ["", ",", "|", "💧", "Nowhereville Heights", &"x".repeat(10_000)] {
            assert_eq!(named_place(nothing), None);
        }
        assert!(places_like("lis", 8).iter().any(|place| place.name == "Lisbon"));
        let again = named_place("Lisbon").map(|place| place.words()).and_then(|words| named_place(&words));
        assert_eq!(again, named_place("Lisbon"));
    }

    #[test]
    fn links_to_maps_say_where() {
        for link in [
            "https://www.google.com/maps/@38.72,-9.14,15z",
            "geo:38.72,-9.14",
            "https://www.openstreetmap.org/#map=12/38.72/-9.14",
        ] {
            assert_eq!(in_link(link), Place::new(38.72, -9.14).ok(), "{link}");
        }
        assert_eq!(in_link("https://example.com/"), None);
        assert_eq!(in_link("38.72, -9.14"), None);
    }
}
