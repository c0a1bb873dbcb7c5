//! `isotone patch print`: sheets of patches, and dummies.

use std::path::PathBuf;

use patch::Layout;
use patch::print::{Amount, Content, Paper, Sheet};
use units::{ChlorideConcentration, Volume};

use super::write;
use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;
use crate::layouts::named;

/// The flags of `isotone patch print`.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  isotone patch print --out sheet.pdf\n  isotone patch print --fill \"42 uL\" --chloride \
                  \"35 mmol/L\" --out dummies.pdf\n  isotone patch read --printed photo-of-a-dummy.jpg\n\nRepeat --fill and \
                  --chloride for different dummies on one sheet."
)]
pub(crate) struct Arguments {
    /// The layout file, or the reference by its name
    #[arg(long, value_name = "FILE", default_value = "osp-a1")]
    layout: String,
    /// Where to write the sheet; its ending says how: .pdf or .svg
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How far dummies are filled: a volume, or a percentage of the channel's length
    #[arg(long, value_name = "VOLUME|PERCENT")]
    fill: Vec<String>,
    /// The chloride that dummies show
    #[arg(long, value_name = "CONCENTRATION")]
    chloride: Vec<String>,
    /// The paper
    #[arg(long, value_enum, default_value_t = On::A4)]
    paper: On,
}

/// Sizes of paper.
#[derive(Clone, Copy, clap::ValueEnum)]
enum On {
    /// 210 × 297 mm
    A4,
    /// 8.5 × 11 in
    Letter,
}

pub(crate) fn run(config: &Config, arguments: &Arguments) -> Result<(), Failure> {
    let layout = named(&arguments.layout)?;
    let contents = contents(config, arguments, &layout)?;
    let paper = match arguments.paper {
        On::A4 => Paper::A4,
        On::Letter => Paper::Letter,
    };
    let sheet = Sheet::new(&layout, paper, &contents)
        .map_err(|error| Failure::Argument(format!("--paper: {error}")))?;
    let ending = arguments.out.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("pdf") => write(&arguments.out, &sheet.pdf())?,
        Some("svg") => write(&arguments.out, sheet.svg().as_bytes())?,
        _ => return Err(Failure::Argument("--out: write a file that ends in .pdf or .svg".to_owned())),
    }
    println!("{}: {} of {}", arguments.out.display(), counted(sheet.patches().len()), layout.layout_id);
    for content in &contents {
        println!("  dummy       {}", content.words(&layout));
    }
    println!(
        "Print at 100 % and measure the ruler. Read a photo of a print with: isotone patch read --printed photo.jpg"
    );
    Ok(())
}

fn counted(patches: usize) -> String {
    if patches == 1 { "one patch".to_owned() } else { format!("{patches} patches") }
}

/// What the dummies show: fills and concentrations in turn, as many as the longer list.
fn contents(config: &Config, arguments: &Arguments, layout: &Layout) -> Result<Vec<Content>, Failure> {
    let system = config.units;
    let fills = arguments
        .fill
        .iter()
        .map(|text| match text.trim().strip_suffix('%').map(|number| number.trim().parse::<f64>()) {
            Some(Ok(percent)) => Ok(Amount::Part(percent / 100.0)),
            Some(Err(_)) => Err(Failure::Argument(format!("--fill: '{text}' is no percentage: write 60%"))),
            None => show::quantity::<Volume>("fill", text, system)
                .map(|volume| Amount::Microlitres(volume.as_ul())),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let chlorides = arguments
        .chloride
        .iter()
        .map(|text| show::quantity::<ChlorideConcentration>("chloride", text, system))
        .collect::<Result<Vec<_>, _>>()?;
    let of = |index: usize| {
        let fill = fills.get(index % fills.len().max(1)).copied();
        let chloride = chlorides.get(index % chlorides.len().max(1)).map(|c| c.as_mmol_per_l());
        Content::new(layout, fill, chloride).map_err(|error| Failure::Argument(error.to_string()))
    };
    (0..fills.len().max(chlorides.len())).map(of).collect()
}
