//! `isotone patch`: sweat patches.

mod print;
mod read;
mod render;

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::failure::Failure;
use crate::layouts::named;

/// What to do with patches.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Read photos of patches: volume, chloride, sodium, how sure, or what to do better
    Read(read::Arguments),
    /// Print patches at true size; or dummies, to check the reader with a colour printer
    Print(print::Arguments),
    /// Make photos of patches that nobody wore, with their truth
    Render(render::Arguments),
    /// Layouts of patches
    #[command(subcommand)]
    Layout(LayoutCommand),
}

/// What to do with layouts.
#[derive(clap::Subcommand)]
pub(crate) enum LayoutCommand {
    /// Check a layout file and say what is in it
    Check {
        /// The layout file
        file: PathBuf,
    },
}

pub(crate) fn run(config: &Config, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Read(arguments) => read::run(config, arguments),
        Command::Print(arguments) => print::run(config, arguments),
        Command::Render(arguments) => render::run(arguments),
        Command::Layout(LayoutCommand::Check { file }) => check(file),
    }
}

/// Writes a file, making the folder it is in.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: path.display().to_string(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(path, bytes).map_err(failed)
}

fn check(file: &Path) -> Result<(), Failure> {
    let layout = named(&file.display().to_string())?;
    println!("{} version {} is good.", layout.layout_id, layout.version);
    println!(
        "  body        {} × {} mm, {} fiducials",
        layout.body.width_mm,
        layout.body.height_mm,
        layout.fiducials.len()
    );
    println!("  channel     {:.1} mm, {:.1} µL", layout.channel.length_mm, layout.channel.capacity_ul);
    match layout.channel.collection_area_cm2 {
        Some(area) => println!("  collects    from {area} cm² of skin"),
        None => println!("  collects    from an area that it does not say: channel.collection_area_cm2"),
    }
    for assay in &layout.assay_zones {
        let [least, most] = assay.reportable_range;
        println!("  assay {}    {}, {least} to {most} {}", assay.id, assay.analyte, assay.unit);
    }
    Ok(())
}
