//! The layouts of patches that are known: the reference, a folder of further ones, and files named one by one.

use std::path::Path;

use patch::Layout;

use crate::failure::Failure;

/// A layout by its file, or the reference by its name.
pub(crate) fn named(name: &str) -> Result<Layout, Failure> {
    if name.eq_ignore_ascii_case(&Layout::reference().layout_id) {
        return Ok(Layout::reference().clone());
    }
    let text =
        std::fs::read_to_string(name).map_err(|source| Failure::File { path: name.to_owned(), source })?;
    Layout::read(&text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::Argument(format!("{name}: {}", lines.join("\n         ")))
    })
}

/// All that are known with the `*.json` of a folder and these files. The reference is among them, unless one of them has
/// its fiducials and so stands for it.
///
/// # Errors
/// When a file is no layout, or a photo could not tell the patches of two of them apart.
pub(crate) fn known(folder: Option<&Path>, files: &[String]) -> Result<Vec<Layout>, Failure> {
    let mut names = folder.map(files_in).transpose()?.unwrap_or_default();
    names.extend_from_slice(files);
    let mut layouts: Vec<(String, Layout)> = Vec::with_capacity(names.len() + 1);
    for name in names {
        let layout = named(&name)?;
        let like = layouts.iter().find_map(|(other, known)| Some((other, layout.confused_with(known)?)));
        if let Some((other, (a, b))) = like {
            return Err(Failure::Argument(format!(
                "{name}: a photo cannot tell its fiducial {a} from fiducial {b} of {other}: keep one of the two"
            )));
        }
        layouts.push((name, layout));
    }
    let reference = Layout::reference();
    let mut layouts: Vec<Layout> = layouts.into_iter().map(|(_, layout)| layout).collect();
    if !layouts.iter().any(|layout| layout.confused_with(reference).is_some()) {
        layouts.push(reference.clone());
    }
    Ok(layouts)
}

/// The layout files of a folder, in the order of their names.
fn files_in(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed = |source| Failure::File { path: folder.display().to_string(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            files.push(file.display().to_string());
        }
    }
    files.sort();
    Ok(files)
}
