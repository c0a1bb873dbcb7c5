//! How well the figures of an item are known: from where, when, and for what.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How well the figures of an item are known; better is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// From the label.
    Label,
    /// From a public food table or a published formula.
    FoodTable,
    /// From the maker's page.
    BrandPage,
    /// From a shop.
    Retailer,
    /// From public pages that quote the pack.
    Community,
    /// Recalled: proposed only where nothing better covers the need, and marked.
    Unverified,
}

impl Tier {
    /// All, best first.
    pub const ALL: [Self; 6] =
        [Self::Label, Self::FoodTable, Self::BrandPage, Self::Retailer, Self::Community, Self::Unverified];

    /// The name in documents and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::FoodTable => "food-table",
            Self::BrandPage => "brand-page",
            Self::Retailer => "retailer",
            Self::Community => "community",
            Self::Unverified => "unverified",
        }
    }
}

/// What the figures are stated for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A serving as it is sold.
    #[default]
    Serving,
    /// A serving prepared as directed, its water included.
    Prepared,
}

/// Whether an item can still be bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It can.
    #[default]
    Current,
    /// It cannot: it stays readable for what was taken, and is proposed to nobody who does not have it at home.
    Discontinued,
}

/// How old the check of a product's figures is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// At most twelve months, or a food whose composition no maker changes.
    Fresh,
    /// More than twelve months: shown.
    Ageing,
    /// More than twenty-four months, or never checked: ranked with what is not verified.
    Stale,
}

const SHOWN_AFTER_MONTHS: i32 = 12;
const DEMOTED_AFTER_MONTHS: i32 = 24;

/// How old a check is on a day. Food tables describe kinds of food, which do not age.
pub(super) fn age(tier: Tier, checked: Option<Date>, today: Date) -> Age {
    let Some(checked) = checked else {
        return if tier == Tier::Unverified { Age::Stale } else { Age::Ageing };
    };
    let months = (i32::from(today.year()) - i32::from(checked.year())) * 12 + i32::from(today.month())
        - i32::from(checked.month());
    match months {
        _ if tier == Tier::FoodTable => Age::Fresh,
        months if months > DEMOTED_AFTER_MONTHS => Age::Stale,
        months if months > SHOWN_AFTER_MONTHS => Age::Ageing,
        _ => Age::Fresh,
    }
}

/// Reads `2026-11` or `2026-11-30`.
pub(super) fn date(text: &str) -> Option<Date> {
    let whole = if text.len() == 7 { format!("{text}-01") } else { text.to_owned() };
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_label_is_shown_as_old_after_a_year_and_demoted_after_two() {
        let on = |year, month| age(Tier::Label, Some(date(2026, 11, 1)), date(year, month, 15));
        assert_eq!((on(2027, 11), on(2027, 12)), (Age::Fresh, Age::Ageing));
        assert_eq!((on(2028, 11), on(2028, 12)), (Age::Ageing, Age::Stale));
        assert_eq!(age(Tier::FoodTable, Some(date(2016, 5, 1)), date(2030, 1, 1)), Age::Fresh);
        assert_eq!(age(Tier::Label, None, date(2026, 11, 1)), Age::Ageing, "an own item without a date");
    }
}
