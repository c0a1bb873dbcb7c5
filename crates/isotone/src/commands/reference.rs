//! `isotone completions` and `isotone man`: the command line described for shells and for `man`.

use std::path::PathBuf;

use crate::failure::Failure;

/// Which shell.
#[derive(clap::Args)]
pub(crate) struct Shell {
    /// bash, elvish, fish, powershell or zsh
    shell: clap_complete::Shell,
}

/// Where manual pages are written to.
#[derive(clap::Args)]
pub(crate) struct Folder {
    /// The folder, which is made when it is missing
    #[arg(long, value_name = "FOLDER", default_value = "man1")]
    into: PathBuf,
}

pub(crate) fn completions(mut program: clap::Command, shell: &Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell.shell, &mut program, "isotone", &mut script);
    print!("{}", String::from_utf8_lossy(&script));
    Ok(())
}

/// Writes a page for the program and one for each of its commands: `isotone.1`, `isotone-serve.1`, …
pub(crate) fn manual(program: clap::Command, into: &Folder) -> Result<(), Failure> {
    let folder = &into.into;
    let failed = |source| Failure::File { path: folder.display().to_string(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(program.disable_help_subcommand(true), folder).map_err(failed)?;
    let pages = std::fs::read_dir(folder).map_err(failed)?.count();
    println!("{pages} pages in {}", folder.display());
    Ok(())
}
