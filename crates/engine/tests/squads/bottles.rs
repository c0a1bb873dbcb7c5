//! Bottles of a squad: within what everybody may drink, by role, and only what each may have.

use engine::{BottleWishes, Error};
use jiff::civil::date;
use team::sight::Role;

use crate::club::Club;

#[tokio::test]
async fn bottles_are_planned_within_what_everybody_may_drink_and_shown_by_role() {
    let club = Club::new().await;
    let session = club.session().await;
    let board = club.engine.board(&club.founder, &club.squad, Some(&session.id)).await.unwrap();
    let wishes = BottleWishes { bottle_ml: Some(500), ..BottleWishes::default() };
    let plan = async |wishes: BottleWishes| {
        club.engine.plan_bottles(&club.founder, &club.squad, &session.id, wishes).await
    };
    let sheet = plan(wishes.clone()).await.unwrap();
    assert!(sheet.made.is_some() && !sheet.changed_since && sheet.bottles > 0, "{sheet:?}");
    assert!((1..=2).contains(&sheet.recipes.len()), "{:?}", sheet.recipes);
    for row in &sheet.rows {
        let most = board.rows.iter().find(|other| other.athlete() == row.athlete()).unwrap().fluid_most();
        assert!(row.fluid().unwrap() <= most.unwrap(), "{row:?} {most:?}");
    }
    // What is mixed is what is poured and ten percent, made of sugar and of salt with 390 mg of sodium in a gram.
    for recipe in &sheet.recipes {
        let litres = f64::from(recipe.bottles) * 0.5 * 1.1;
        assert!(recipe.volume.as_l() <= litres + 0.002, "{recipe:?}");
        let sugar = recipe.volume.as_l() * f64::from(recipe.carbohydrate_g_per_l);
        let salt = recipe.volume.as_l() * f64::from(recipe.sodium_mg_per_l) / 390.0;
        assert!((recipe.sugar.unwrap().as_g() - sugar).abs() < 0.1, "{recipe:?}");
        assert!((recipe.salt.unwrap().as_g() - salt).abs() < 0.1, "{recipe:?}");
    }
    let in_crates: usize = sheet.crates.iter().map(|each| each.bottles.len()).sum();
    assert_eq!(in_crates, sheet.bottles);
    assert!(sheet.crates.iter().all(|each| each.bottles.len() <= 12));
    assert_eq!(sheet.steps.len(), 4, "what another recipe would bring");
    // Planned again, the bottles have the names that are on their labels.
    let labels = club.engine.bottle_labels(&club.founder, &club.squad, &session.id).await.unwrap();
    assert_eq!(labels.len(), sheet.bottles);
    plan(wishes).await.unwrap();
    assert_eq!(labels, club.engine.bottle_labels(&club.founder, &club.squad, &session.id).await.unwrap());
    // The kiosk knows whose bottle it is.
    let (_, secret) = club.engine.open_kiosk(&club.squad, &session.id, "Door").await.unwrap();
    let bundle = club.engine.kiosk_bundle(secret.expose()).await.unwrap();
    let known: usize = bundle.athletes.iter().map(|one| one.bottles.len()).sum();
    assert_eq!(known, labels.len());
    // Kit staff see bottles and no sodium; helpers see names.
    let kit = club.person(Role::Kit).await;
    let seen = club.engine.bottles(&kit, &club.squad, &session.id).await.unwrap();
    assert_eq!(seen.recipes, sheet.recipes);
    assert!(seen.rows.iter().all(|row| row.sodium_short().is_none()));
    assert!(seen.steps.iter().all(|step| step.sodium_short().is_none() && step.bottles().is_some()));
    let helper = club.person(Role::Helper).await;
    let names = club.engine.bottles(&helper, &club.squad, &session.id).await.unwrap();
    assert!(names.recipes.is_empty() && names.crates.is_empty() && names.bottles == 0);
    assert!(
        names.rows.iter().all(|row| row.name().is_some() && row.bottles().is_none() && row.why().is_none())
    );
    assert!(club.engine.bottle_labels(&helper, &club.squad, &session.id).await.is_err());
    // Who does not take part any more has needs of their own no more: the sheet says so.
    let out = team::session::Deviation { out: true, ..Default::default() };
    club.engine.deviate(&club.squad, &session.id, &club.athletes[0], Some(out)).await.unwrap();
    let changed = club.engine.bottles(&club.founder, &club.squad, &session.id).await.unwrap();
    assert!(changed.changed_since);
    // What was printed is in the log, and the log is whole.
    let log = club.engine.audit(&club.squad).await.unwrap();
    assert!(log.iter().any(|entry| entry.action == "labels"));
    assert!(club.engine.check_audit(&club.squad).await.unwrap().is_ok());
    // An erased athlete's bottles are gone.
    club.engine.erase(&club.athletes[1]).await.unwrap();
    let left = club.engine.bottle_labels(&club.founder, &club.squad, &session.id).await.unwrap();
    assert!(left.iter().all(|label| label.name != "Bea B") && left.len() < labels.len());
}

#[tokio::test]
async fn wishes_of_bottles_that_cannot_be_are_refused_by_their_names() {
    let club = Club::new().await;
    let session = club.session().await;
    let usual = BottleWishes::default();
    for (field, wishes) in [
        ("recipes_most", BottleWishes { recipes_most: 5, ..usual.clone() }),
        ("bottle_ml", BottleWishes { bottle_ml: Some(0), ..usual.clone() }),
        ("bottles_most", BottleWishes { bottles_most: 13, ..usual.clone() }),
        ("crate_holds", BottleWishes { crate_holds: 0, ..usual.clone() }),
        ("spare_percent", BottleWishes { spare_percent: 51, ..usual.clone() }),
        ("items", BottleWishes { items: vec!["water".into()], ..usual }),
    ] {
        let refused = club.engine.plan_bottles(&club.founder, &club.squad, &session.id, wishes).await;
        let Err(Error::Invalid(fields)) = refused else { panic!("{field}: {refused:?}") };
        assert_eq!(fields[0].field, field);
    }
}

#[tokio::test]
async fn products_are_mixed_only_for_those_who_may_have_them() {
    let club = Club::new().await;
    let session = club.session().await;
    let items: Vec<String> = engine::bottled_products().iter().map(|item| item.id.clone()).collect();
    assert!(items.len() >= 3, "{items:?}");
    // Born in 2010: no product that is sold as sports nutrition.
    let changes = engine::MemberChanges { born: Some(date(2010, 5, 4)), ..Default::default() };
    club.engine.change_member(&club.squad, &club.athletes[3], changes).await.unwrap();
    let wishes = BottleWishes { items, recipes_most: 4, ..BottleWishes::default() };
    let sheet = club.engine.plan_bottles(&club.founder, &club.squad, &session.id, wishes).await.unwrap();
    assert!(!sheet.recipes.is_empty(), "{sheet:?}");
    for recipe in &sheet.recipes {
        let product = recipe.product.as_ref().unwrap();
        assert!(recipe.sugar.is_none() && product.servings > 0.0, "{recipe:?}");
    }
    let row = sheet.rows.iter().find(|row| row.athlete() == Some(&club.athletes[3])).unwrap();
    let of_minors = |letter: &str| {
        let recipe = sheet.recipes.iter().find(|recipe| recipe.name == letter);
        recipe.and_then(|recipe| recipe.product.as_ref()).is_none_or(|product| {
            let item = engine::bottled_products().into_iter().find(|item| item.id == product.item);
            item.is_some_and(|item| item.class == fuel::Class::Food)
        })
    };
    assert!(row.bottles().unwrap().iter().all(|bottle| of_minors(&bottle.recipe)), "{row:?}");
    let others = sheet.rows.iter().filter(|other| other.athlete() != row.athlete());
    let mut theirs = others.filter_map(|other| other.bottles()).flatten();
    assert!(
        theirs.any(|bottle| !of_minors(&bottle.recipe)),
        "adults get sports products, or this looks for nothing"
    );
}
