//! `isotone import`: recordings, one or a folder of them.

use std::path::{Path, PathBuf};

use engine::AthleteChanges;
use units::Mass;

use crate::commands::{ME, show};
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone import`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files, or folders to look through
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Your body mass, when you are new here
    #[arg(long, value_name = "MASS")]
    mass: Option<String>,
    /// Whose recordings they are
    #[arg(long, default_value = ME)]
    athlete: String,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    let id = &arguments.athlete;
    if let Some(mass) = show::optional::<Mass>("mass", arguments.mass.as_deref(), config.units)? {
        let new = AthleteChanges { body_mass: Some(mass), ..AthleteChanges::default() };
        engine.put_athlete(id, new, &config.zone).await?;
    }
    engine.athlete(id).await.map_err(|_| {
        Failure::Argument(format!("there is no athlete '{id}' yet: give --mass, such as --mass 70.4kg"))
    })?;
    let mut files = Vec::new();
    for path in &arguments.paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let (mut read, mut known, mut refused) = (0, 0, 0);
    for file in &files {
        let bytes = std::fs::read(file)
            .map_err(|source| Failure::File { path: file.display().to_string(), source })?;
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match engine.import_recording(id, &name, &bytes).await {
            Ok(imported) if imported.known => {
                known += 1;
                println!("known     {}", file.display());
            }
            Ok(imported) => {
                read += 1;
                println!("read      {}", file.display());
                for note in &imported.report.notes {
                    println!("          {note}");
                }
            }
            Err(engine::Error::Unreadable { reason, .. }) => {
                refused += 1;
                println!("refused   {}: {reason}", file.display());
            }
            Err(error) => return Err(error.into()),
        }
    }
    println!("{} files: {read} read, {known} known already, {refused} refused", files.len());
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |source| Failure::File { path: path.display().to_string(), source };
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(failed)? {
        collect(&entry.map_err(failed)?.path(), files)?;
    }
    Ok(())
}
