//! Photos of one patch, taken one after another: what they say together is what the reader says of them together.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use engine::{AthleteChanges, ConditionsInput, Engine, Error, FixedClock, NewSweatTest, PatchReading, Worn};
use jiff::tz::TimeZone;
use patch::Layout;
use patch::read::reading::FillReading;
use patch::read::{Reader, combine};
use patch::render::level::Level;
use patch::render::{Rendered, photo};
use physiology::{Reading, Site};
use store::Memory;
use units::{Duration, Mass, Temperature};

/// A photo with both fill and chloride.
const SEED: u64 = 61;

async fn with_athlete() -> Engine {
    let now = "2026-06-10T08:00:00Z".parse().unwrap();
    let engine = Engine::new(Arc::new(Memory::default()), Arc::new(FixedClock(now)));
    let changes = AthleteChanges { body_mass: Some(Mass::from_kg(72.4)), ..AthleteChanges::default() };
    engine.put_athlete("me", changes, &TimeZone::UTC).await.unwrap();
    engine
}

async fn kept(engine: &Engine, name: &str, bytes: &[u8]) -> PatchReading {
    let reading = engine.read_patch_photo(name, bytes).unwrap();
    engine.keep_patch_reading("me", reading, bytes).await.unwrap()
}

/// The same patch as another photo shows it, on which something lies over the chloride chamber.
fn covered(of: &Rendered) -> Rendered {
    let layout = Layout::reference();
    let said = Reader::new(std::slice::from_ref(layout)).read(&of.jpeg()).unwrap();
    // From patch to photo by the centres of three tags: near enough for a finger.
    let middle = |tag: usize| {
        let corners = &said.quality.corners[tag];
        [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f64>() / 4.0)
    };
    let ([a, b, d], centre) = ([middle(0), middle(1), middle(3)], |tag: usize| layout.fiducials[tag].center);
    let zone = layout.assay_zones[0].shape;
    let mut rgb = of.rgb.clone();
    let steps = |length: f64| 0..(length * 60.0) as usize;
    for (i, j) in steps(zone.w).flat_map(|i| steps(zone.h).map(move |j| (i, j))) {
        let at = [zone.x + i as f64 / 60.0, zone.y + j as f64 / 60.0];
        let u = (at[0] - centre(0)[0]) / (centre(1)[0] - centre(0)[0]);
        let v = (at[1] - centre(0)[1]) / (centre(3)[1] - centre(0)[1]);
        let pixel = [0, 1].map(|axis| a[axis] + u * (b[axis] - a[axis]) + v * (d[axis] - a[axis]));
        let start = 3 * (pixel[1].round() as usize * of.width + pixel[0].round() as usize);
        rgb[start..start + 3].copy_from_slice(&[190, 130, 105]);
    }
    Rendered { rgb, ..of.clone() }
}

fn uncertainty<Q: units::Quantity>(reading: Option<Reading<Q>>) -> Q {
    match reading {
        Some(Reading::Value { uncertainty, .. }) => Some(uncertainty),
        _ => None,
    }
    .unwrap()
}

#[tokio::test]
async fn two_photos_of_one_patch_say_what_the_reader_makes_of_both() {
    let engine = with_athlete().await;
    let whole = photo(Layout::reference(), Level::Easy, SEED, None);
    let half = covered(&whole);
    let (first, second) = (half.jpeg(), whole.jpeg());
    let photos = [kept(&engine, "first.jpg", &first).await, kept(&engine, "second.jpg", &second).await];
    assert!(
        photos[0].chloride.is_none() && photos[1].chloride.is_some(),
        "one hides its chamber: {photos:?}"
    );
    let ids = photos.each_ref().map(|photo| photo.id.clone());
    let joined = engine.patch_readings_together("me", &ids).await.unwrap().unwrap();

    let reader = Reader::new(std::slice::from_ref(Layout::reference()));
    let both = combine(&[reader.read(&second).unwrap(), reader.read(&first).unwrap()]).unwrap();
    let Some(FillReading::Filled(front)) = both.fill.value() else { unreachable!("both show a front") };
    assert!((joined.volume.unwrap().read().as_ul() - front.volume_ul).abs() < 1e-9);
    let chloride = both.assay.value().unwrap();
    assert!((joined.chloride.unwrap().read().as_mmol_per_l() - chloride.value).abs() < 1e-9);
    for photo in &photos {
        assert!(uncertainty(joined.volume) < uncertainty(photo.volume), "both are surer than {photo:?}");
    }
    assert!(joined.advice.is_empty(), "what one photo hides the other shows: {:?}", joined.advice);

    // The test that comes of them leads through their common receipt to that of each photo.
    let worn = Worn { site: Site::default(), sweating: Duration::from_minutes(50.0), area: None };
    let new = NewSweatTest {
        event: None,
        at: None,
        conditions: ConditionsInput {
            sport: Some("run".into()),
            duration: Some(Duration::from_minutes(55.0)),
            air_temperature: Some(Temperature::from_celsius(24.0)),
            ..ConditionsInput::default()
        },
        weigh_in: None,
        patches: Vec::new(),
        confirmed: false,
    };
    let test = engine.take_scanned_sweat_test("me", new, &ids, worn).await.unwrap();
    assert_eq!(test.patches[0].patch.volume, joined.volume);
    let inputs = test.receipts().flat_map(|receipt| &receipt.inputs);
    let common =
        inputs.filter(|input| input.name == "sweat in the patch").find_map(|input| input.receipt.clone());
    let common = engine.explain("me", common.unwrap().as_str()).await.unwrap();
    let own: Vec<_> = common.inputs.iter().filter_map(|input| input.receipt.clone()).collect();
    let volumes = photos.each_ref().map(|photo| photo.receipts[0].id.clone());
    assert_eq!(own, volumes, "{common}");
}

#[tokio::test]
async fn photos_of_two_patches_are_not_taken_together() {
    let engine = with_athlete().await;
    let mut ids = Vec::new();
    for seed in [SEED, SEED + 1] {
        let bytes = photo(Layout::reference(), Level::Easy, seed, None).jpeg();
        ids.push(kept(&engine, "patch.jpg", &bytes).await.id);
    }
    let refused = engine.patch_readings_together("me", &ids).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused}");
    assert!(refused.to_string().contains("photos of one patch"), "{refused}");
}
