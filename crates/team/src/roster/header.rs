//! Titles of columns.

use super::MassUnit;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    External,
    Name,
    First,
    Last,
    Number,
    Position,
    Groups,
    Mass,
    Born,
}

/// Titles as files write them, folded. Titles in English, Portuguese and Spanish.
const TITLES: &[(Field, &[&str])] = &[
    (
        Field::External,
        &["userid", "id", "uuid", "athleteid", "localid", "playerid", "externalid", "memberid"],
    ),
    (
        Field::Name,
        &[
            "name",
            "about",
            "fullname",
            "athlete",
            "athletename",
            "player",
            "playername",
            "playersname",
            "nome",
            "nombre",
            "atleta",
            "jogador",
            "jugador",
            "displayname",
            "nomecompleto",
            "nombrecompleto",
        ],
    ),
    (Field::First, &["first", "firstname", "givenname", "forename", "primeironome", "nombredepila"]),
    (
        Field::Last,
        &["last", "lastname", "surname", "familyname", "apelido", "sobrenome", "apellido", "apellidos"],
    ),
    (
        Field::Number,
        &[
            "",
            "no",
            "nr",
            "num",
            "number",
            "jersey",
            "jerseynumber",
            "jerseyno",
            "shirt",
            "shirtnumber",
            "kit",
            "kitnumber",
            "dorsal",
            "camisola",
            "numero",
            "camiseta",
        ],
    ),
    (Field::Position, &["position", "pos", "posicao", "posicion", "puesto", "role"]),
    (Field::Groups, &["group", "groups", "squad", "grupo", "grupos", "unit", "team", "teamname"]),
    (
        Field::Mass,
        &["weight", "wt", "bm", "mass", "bodymass", "bodyweight", "kg", "lb", "lbs", "peso", "massa", "masa"],
    ),
    (
        Field::Born,
        &[
            "dob",
            "born",
            "birthdate",
            "dateofbirth",
            "birthday",
            "nascimento",
            "datadenascimento",
            "nacimiento",
            "fechadenacimiento",
        ],
    ),
];

/// A title without case, accents, spaces and punctuation: `Jersey #` and `jersey_#` are `jersey`.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter_map(plain).filter(|c| c.is_alphanumeric()).collect()
}

/// The letter without its accent, for the languages of rosters that were seen.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

/// The field of a title, and the unit that it names.
pub(super) fn field(title: &str) -> Option<(Field, Option<MassUnit>)> {
    let unit = unit_in(title);
    // "Weight (lb)" and "Peso [kg]": the unit apart from the title.
    let bare = title.split(['(', '[', ',']).next().unwrap_or(title);
    let bare = folded(bare);
    let number_sign = title.trim() == "#";
    let found = TITLES.iter().find_map(|(field, titles)| {
        let fits = if bare.is_empty() {
            number_sign && *field == Field::Number
        } else {
            titles.contains(&bare.as_str())
        };
        fits.then_some(*field)
    });
    if let Some(field) = found {
        return Some((field, unit));
    }
    // "Weight kg", "weight_lb".
    let stem = ["lbs", "lb", "kg"].iter().find_map(|unit| bare.strip_suffix(unit))?;
    let is_mass = TITLES.iter().any(|(field, titles)| *field == Field::Mass && titles.contains(&stem));
    is_mass.then_some((Field::Mass, unit))
}

fn unit_in(title: &str) -> Option<MassUnit> {
    let words = title.to_lowercase();
    let mut words = words.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| match word {
        "kg" | "kgs" | "kilograms" | "quilos" | "kilos" => Some(MassUnit::Kg),
        "lb" | "lbs" | "pounds" | "libras" => Some(MassUnit::Lb),
        _ => None,
    })
}
