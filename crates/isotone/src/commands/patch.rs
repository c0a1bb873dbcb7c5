//! `isotone patch`: sweat patches.

use std::path::PathBuf;

use patch::Layout;

use crate::failure::Failure;

/// What to do with patches.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
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

pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    let Command::Layout(LayoutCommand::Check { file }) = command;
    let shown = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| Failure::File { path: shown.clone(), source })?;
    let layout = Layout::read(&text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::Argument(format!("{shown}: {}", lines.join("\n         ")))
    })?;
    println!("{} version {} is good.", layout.layout_id, layout.version);
    println!(
        "  body        {} × {} mm, {} fiducials",
        layout.body.width_mm,
        layout.body.height_mm,
        layout.fiducials.len()
    );
    println!("  channel     {:.1} mm, {:.1} µL", layout.channel.length_mm, layout.channel.capacity_ul);
    for assay in &layout.assay_zones {
        let [least, most] = assay.reportable_range;
        println!("  assay {}    {}, {least} to {most} {}", assay.id, assay.analyte, assay.unit);
    }
    Ok(())
}
