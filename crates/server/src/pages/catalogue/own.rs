//! An item of one's own, from the label in one's hand to a row of the catalogue's table.

use units::{Caffeine, Carbohydrate, Mass, Protein, Sodium, UnitSystem, Volume};

use crate::Problem;
use crate::fields::Fields;
use crate::language::Language;
use crate::pages::form::{Field, Form};

/// The fields of the form, in the order of a label.
pub(super) fn fields(form: &Form) -> Vec<Field> {
    vec![
        form.field("item_name").required(),
        form.field("item_serving").example("1 × 40 g"),
        form.choice("item_form", "form", &["drink", "powder", "gel", "chew", "bar", "capsule", "food"]),
        form.field("item_mass").example("40 g"),
        form.field("item_mix_with").example("500 mL"),
        form.field("item_carbohydrate").example("22 g"),
        form.field("item_sodium").example("50 mg"),
        form.field("item_fluid").example("330 mL"),
        form.field("item_protein").example("0 g"),
        form.field("item_caffeine").example("0 mg"),
        form.field("item_contains").example("milk; soy"),
    ]
}

/// A table with one row, of what was typed; amounts left empty are unknown.
pub(super) fn read(
    typed: &[(String, String)],
    system: UnitSystem,
    language: Language,
) -> Result<String, Problem> {
    let known = typed.iter().filter(|(name, _)| name.starts_with("item_")).cloned();
    let mut fields = Fields::typed(known, system).spoken(language);
    let name = fields.needed("item_name").unwrap_or_default();
    let serving = fields.text("item_serving").unwrap_or_else(|| "1".to_owned());
    let form = fields.text("item_form").unwrap_or_else(|| "food".to_owned());
    let mass: Option<Mass> = fields.quantity("item_mass");
    let mix_with: Option<Volume> = fields.quantity("item_mix_with");
    let contains = fields.text("item_contains").unwrap_or_else(|| "?".to_owned());
    let carbohydrate: Option<Carbohydrate> = fields.quantity("item_carbohydrate");
    let sodium: Option<Sodium> = fields.quantity("item_sodium");
    let fluid: Option<Volume> = fields.quantity("item_fluid");
    let protein: Option<Protein> = fields.quantity("item_protein");
    let caffeine: Option<Caffeine> = fields.quantity("item_caffeine");
    fields.finish(None)?;
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let id: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let row = [
        format!("own_{}", id.to_lowercase()),
        name,
        form,
        "before;during;after;snack;meal".to_owned(),
        serving,
        number(fluid.map(Volume::as_ml)),
        number(carbohydrate.map(Carbohydrate::as_g)),
        number(protein.map(Protein::as_g)),
        number(sodium.map(Sodium::as_mg)),
        number(caffeine.map(Caffeine::as_mg)),
        number(mass.map(Mass::as_g)),
        number(mix_with.map(Volume::as_ml)),
        contains,
        "label".to_owned(),
        "typed".to_owned(),
    ];
    let quoted: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    Ok(format!("{HEAD}\n{}\n", quoted.join(",")))
}

const HEAD: &str = "id,name,form,slots,serving,water_ml,carbohydrate_g,protein_g,sodium_mg,caffeine_mg,grams,mix_with_ml,contains,tier,source";
