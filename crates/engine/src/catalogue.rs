//! The catalogue as an athlete has it: the project's items, and their own.

use std::borrow::Cow;

use fuel::basket::{self, Basket, Infeasible, Request, UnknownContents};
use fuel::{Band, Catalogue, CatalogueError, Item, Slot};
use jiff::civil::Date;
use serde::Serialize;
use store::{Collection, Stored};
use units::Duration;

use crate::{AthleteRecord, Engine, Error, FieldError, owner};

/// An item of one's own.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct OwnItem(pub(crate) Item);

impl Stored for OwnItem {
    const COLLECTION: &'static str = "own-items";

    fn id(&self) -> String {
        self.0.id.clone()
    }
}

/// In which form own items are brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFormat {
    /// The JSON of one product of Open Food Facts.
    OpenFoodFacts,
    /// The JSON of a food, of foods or of a download of USDA FoodData Central.
    Usda,
    /// A table in the form of the project's catalogue.
    Table,
}

impl ItemFormat {
    /// The form that a text has, by how it begins.
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        match text.trim_start() {
            json if json.starts_with(['{', '[']) && json.contains("\"nutriments\"") => Self::OpenFoodFacts,
            json if json.starts_with(['{', '[']) && json.contains("\"product\"") => Self::OpenFoodFacts,
            // A product alone, in the newer schema.
            json if json.starts_with('{')
                && json.contains("\"nutrition\"")
                && !json.contains("\"fdcId\"") =>
            {
                Self::OpenFoodFacts
            }
            json if json.starts_with(['{', '[']) => Self::Usda,
            _ => Self::Table,
        }
    }
}

/// What was asked of a basket, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BasketAnswer {
    /// The best, or why there is none.
    pub best: Result<Basket, Infeasible>,
    /// Others, best first, that share no item with it or with each other.
    pub alternatives: Vec<Basket>,
}

impl Engine {
    /// The catalogue with the athlete's own items in it.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn catalogue(&self, athlete: &str) -> Result<Cow<'static, Catalogue>, Error> {
        let owner = owner::athlete(athlete)?;
        let own: Vec<Item> = self.of::<OwnItem>(&owner).all().await?.into_iter().map(|own| own.0).collect();
        if own.is_empty() {
            return Ok(Cow::Borrowed(Catalogue::built_in()));
        }
        Catalogue::built_in().with_own(&own).map(Cow::Owned).map_err(refused)
    }

    /// Takes in items of the athlete's own; one of a known name takes its place. Answers with their names.
    ///
    /// # Errors
    /// When the text is none of the known forms, or any item's figures contradict each other; nothing is stored then.
    pub async fn add_items(
        &self,
        athlete: &str,
        text: &str,
        format: ItemFormat,
    ) -> Result<Vec<String>, Error> {
        self.athlete(athlete).await?;
        let owner = owner::athlete(athlete)?;
        let items = match format {
            ItemFormat::OpenFoodFacts => fuel::open_food_facts(text).map(|item| vec![item]),
            ItemFormat::Usda => fuel::usda_json(text),
            ItemFormat::Table => read_table(text),
        };
        let items = items.map_err(|error| refused(vec![error]))?;
        Catalogue::built_in().with_own(&items).map_err(refused)?;
        let names: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
        let changes =
            items.into_iter().map(|item| Collection::put(&OwnItem(item))).collect::<Result<_, _>>()?;
        self.commit(&owner, changes).await?;
        Ok(names)
    }

    /// Takes an own item out; it need not be there.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn remove_item(&self, athlete: &str, id: &str) -> Result<(), Error> {
        self.athlete(athlete).await?;
        let change = Collection::<OwnItem>::delete(id)?;
        self.commit(&owner::athlete(athlete)?, vec![change]).await
    }

    /// A basket for typed amounts from the athlete's catalogue, with up to `most` alternatives (at most five).
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn basket(
        &self,
        athlete: &str,
        amounts: Vec<Band>,
        slot: Slot,
        over: Option<Duration>,
        most: usize,
    ) -> Result<BasketAnswer, Error> {
        let record = self.athlete(athlete).await?;
        let catalogue = self.catalogue(athlete).await?;
        let today = self.now().to_zoned_datetime(record.time_zone()).date();
        let request = Request { over, ..request(&record, today, amounts, slot) };
        let best = basket::choose(&request, &catalogue);
        let alternatives = best.as_ref().map_or_else(
            |_| Vec::new(),
            |best| basket::alternatives_to(best, &request, &catalogue, most.min(5)),
        );
        Ok(BasketAnswer { best, alternatives })
    }
}

/// A table of one's own must be right in every row.
fn read_table(text: &str) -> Result<Vec<Item>, CatalogueError> {
    let (catalogue, wrong) = Catalogue::read(text)?;
    match wrong.into_iter().next() {
        Some(error) => Err(error),
        None if catalogue.items().is_empty() => {
            let form =
                "there is no item in it: give the JSON of a product or food, or a table with its heading";
            Err(CatalogueError::Form(form.to_owned()))
        }
        None => Ok(catalogue.items().to_vec()),
    }
}

fn refused(errors: Vec<CatalogueError>) -> Error {
    Error::Invalid(errors.into_iter().map(|error| FieldError::new("items", error)).collect())
}

/// What a basket must do for this athlete on a day.
pub(crate) fn request(record: &AthleteRecord, today: Date, amounts: Vec<Band>, slot: Slot) -> Request {
    let restricted = record.conditions.iter().any(|condition| condition.restricts_sodium());
    Request {
        low_potassium: restricted,
        today: Some(today),
        without: record.without.clone(),
        unknown_contents: if record.reads_packs {
            UnknownContents::AskToRead
        } else {
            UnknownContents::LeaveOut
        },
        dislikes: record.dislikes.clone(),
        likes: record.likes.clone(),
        pantry: record.pantry.clone(),
        minor: record.person(today.year()).is_minor(),
        ..Request::of(amounts, slot)
    }
}
