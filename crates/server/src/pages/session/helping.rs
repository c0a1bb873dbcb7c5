//! Servings in the words of food: `2 granola bars`, `1 cup of lentils`.

use crate::language::Language;

impl Language {
    /// What an item of the catalogue is called: in the reader's language where the catalogue has a name in it.
    pub(crate) fn item_name(self, id: &str, name: &str) -> String {
        fuel::item_name_in(id, self.code()).map_or_else(|| name.to_owned(), str::to_owned)
    }

    /// What a serving is, in the reader's words.
    pub(crate) fn serving(self, serving: &str) -> String {
        self.number(&fuel::serving_in(serving, self.code()))
    }

    /// How much of what, from a number of servings, what a serving is, and the item.
    pub(crate) fn helping(self, servings: f64, serving: &str, id: &str, name: &str) -> String {
        if self == Self::English {
            return helping(servings, serving, name);
        }
        let own = self.item_name(id, name);
        let (count, unit) = counted(serving);
        let Some(count) = count.map(|count| count * servings) else {
            let serving = self.serving(serving);
            return match (servings - 1.0).abs() < 0.01 {
                true => format!("{own} ({serving})"),
                false => format!("{} × {own} ({serving})", number(servings)),
            };
        };
        let (one, many) = (unit.trim_end_matches('s'), format!("{}s", unit.trim_end_matches('s')));
        if MEASURES.contains(&one) && own != name {
            let unit = if count > 1.0 { &many } else { one };
            return format!("{} {} de {}", number(count), self.serving(unit), decapitalised(&own));
        }
        format!("{} × {}", number(count), own.split([',', '(']).next().unwrap_or(&own).trim())
    }
}

/// A name inside a sentence.
fn decapitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// How much of what, from a number of servings, what a serving is, and the name of the item.
pub(crate) fn helping(servings: f64, serving: &str, name: &str) -> String {
    let name = name.trim();
    let (count, unit) = counted(serving);
    let Some(count) = count.map(|count| count * servings) else {
        return match (servings - 1.0).abs() < 0.01 {
            true => format!("{name} ({serving})"),
            false => format!("{} × {name} ({serving})", number(servings)),
        };
    };
    let head = name.split([',', '(']).next().unwrap_or(name).trim();
    match unit.as_str() {
        // What is counted by itself.
        "" | "medium" | "large" | "small" | "fruit" | "fruits" => counted_by_name(count, head),
        // What its own name counts: a bar, a gel, a bottle.
        unit if head.to_lowercase().contains(unit.trim_end_matches('s')) => counted_by_name(count, head),
        unit if MEASURES.contains(&unit.trim_end_matches('s')) => {
            let plural = if count > 1.0 && !unit.ends_with('s') { "s" } else { "" };
            format!(
                "{} {unit}{plural} {}",
                number(count),
                if is_food(name) { name.to_lowercase() } else { name.to_owned() }
            )
        }
        _ => format!("{} × {name}", number(count)),
    }
}

/// `2 bagels`; of a product that somebody sells, `2 × Solid 160`.
fn counted_by_name(count: f64, head: &str) -> String {
    if !is_food(head) {
        return format!("{} × {head}", number(count));
    }
    let food = head.to_lowercase();
    let food = if count > 1.0 { plural(&food) } else { food };
    format!("{} {food}", number(count))
}

/// Plain food is named in common words; a product has capitals or numbers further on.
fn is_food(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next();
    let rest = letters.as_str();
    !rest.is_empty() && !rest.chars().any(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// More than one of an English noun.
fn plural(noun: &str) -> String {
    let before_y = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match before_y {
        _ if noun.ends_with('s') => noun.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None if ["x", "ch", "sh", "to"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        None => format!("{noun}s"),
    }
}

/// What food is measured with, in the words of the catalogue.
const MEASURES: [&str; 6] = ["cup", "slice", "scoop", "piece", "tbsp", "tsp"];

/// The number that a serving begins with, and the word it counts: `2 bars` is 2 and `bars`; nothing where it is a mass, a
/// volume or a mixture.
fn counted(serving: &str) -> (Option<f64>, String) {
    let mut words = serving.split_whitespace();
    let count = words.next().and_then(|word| match word {
        "1/2" => Some(0.5),
        "1/4" => Some(0.25),
        word => word.parse().ok(),
    });
    let unit = words.next().unwrap_or_default().trim_end_matches(',').to_lowercase();
    let measured = ["g", "ml", "oz", "fl", "l", "kg"].contains(&unit.as_str());
    let mixed = serving.contains(',') || serving.contains(':');
    if measured || mixed { (None, unit) } else { (count, unit) }
}

/// A count with halves and quarters as fractions.
fn number(count: f64) -> String {
    let whole = count.floor();
    let rest = count - whole;
    let fraction = match () {
        () if rest < 0.12 => "",
        () if rest < 0.37 => "¼",
        () if rest < 0.62 => "½",
        () if rest < 0.87 => "¾",
        () => return format!("{:.0}", whole + 1.0),
    };
    if whole > 0.0 || fraction.is_empty() { format!("{whole:.0}{fraction}") } else { fraction.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::helping;
    use crate::language::Language;

    #[test]
    fn servings_are_said_in_the_readers_language() {
        let pt = |servings, serving, id, name| Language::Portuguese.helping(servings, serving, id, name);
        assert_eq!(pt(1.0, "2 slices", "bread_white", "White bread"), "2 fatias de pão branco");
        assert_eq!(pt(2.0, "1 medium", "bagel_plain", "Bagel, plain"), "2 × Bagel");
        assert_eq!(
            pt(1.0, "120 g cooked", "cod", "Cod, baked"),
            "Bacalhau fresco, no forno (120 g cozinhado)"
        );
        assert_eq!(pt(2.0, "1 gel 40 g", "maurten_gel100", "Maurten Gel 100"), "2 × Maurten Gel 100");
        let es = Language::Spanish.helping(0.5, "1 cup", "lentils", "Lentils, boiled");
        assert_eq!(es, "½ taza de lentejas, cocidas");
    }

    #[test]
    fn servings_are_said_in_the_words_of_food() {
        assert_eq!(helping(2.0, "1 medium", "Bagel, plain"), "2 bagels");
        assert_eq!(helping(1.0, "2 bars", "Granola bar, hard"), "2 granola bars");
        assert_eq!(helping(0.5, "1 medium", "Bagel, plain"), "½ bagel");
        assert_eq!(helping(3.0, "1 large", "Sweet potato, baked"), "3 sweet potatoes");
        assert_eq!(helping(1.5, "1 gel 32 g", "GU Energy gel"), "1½ × GU Energy gel");
        assert_eq!(helping(1.0, "1 cup", "Lentils, boiled"), "1 cup lentils, boiled");
        assert_eq!(helping(3.0, "1 bar 55 g", "Maurten Solid 160"), "3 × Maurten Solid 160");
        assert_eq!(helping(2.0, "1 cup", "Lentils"), "2 cups lentils");
        assert_eq!(
            helping(1.0, "1 cup rice, 1 tbsp sugar", "Sweet rice"),
            "Sweet rice (1 cup rice, 1 tbsp sugar)"
        );
        assert_eq!(helping(0.5, "1/2 cup", "Applesauce"), "¼ cup applesauce");
        assert_eq!(helping(2.0, "30 g in 500 mL", "Powder"), "2 × Powder (30 g in 500 mL)");
    }
}
