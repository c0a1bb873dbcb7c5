//! `isotone model`: the parameters of the sweat profile, fitted, shown and put in place.

use std::path::{Path, PathBuf};

use physiology::Model;
use physiology::refit::{self, FitReport};

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// What to do with the model.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Fit a model to paired tests and write it as a file with its report
    Fit(Fit),
    /// Print the model in use, or a model file, with the report of its fit
    Show {
        /// The model file; the model in use when left out
        file: Option<PathBuf>,
        /// The model of this squad
        #[arg(long, value_name = "NAME", conflicts_with = "file")]
        squad: Option<String>,
    },
    /// Put a model file in place for every prediction from now on
    Use {
        /// The model file
        #[arg(required_unless_present = "standard")]
        file: Option<PathBuf>,
        /// Go back to the model that comes with the program
        #[arg(long, conflicts_with = "file")]
        standard: bool,
        /// For the members of this squad only, who consented to it
        #[arg(long, value_name = "NAME")]
        squad: Option<String>,
    },
}

/// The flags of `isotone model fit`.
#[derive(clap::Args)]
#[command(
    after_help = "The table has a header and one line a test: athlete, body_mass, sport, duration, air_temperature, \
                  relative_humidity, whole_body_rate, and where known sex, height, power, speed, heart_rate, intensity, \
                  wind, sun, indoors, whole_body_uncertainty, site, local_rate, local_uncertainty."
)]
pub(crate) struct Fit {
    /// Paired tests as a CSV table; the tests of this instance when left out
    table: Option<PathBuf>,
    /// Fit to the tests of this squad's members only
    #[arg(long, value_name = "NAME", conflicts_with = "table")]
    squad: Option<String>,
    /// Where to write the model
    #[arg(long, value_name = "FILE", default_value = "isotone-model.toml")]
    out: PathBuf,
    /// The name of the model, stamped on receipts
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// In how many parts the athletes are held out in turn
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=20))]
    folds: u8,
}

pub(crate) async fn run(config: &Config, command: Command) -> Result<(), Failure> {
    match command {
        Command::Fit(fit) => self::fit(config, fit).await,
        Command::Show { file: Some(file), .. } => {
            show(&read_model(&file)?);
            Ok(())
        }
        Command::Show { file: None, squad } => {
            let engine = open::engine(config).await?;
            let of_squad = match &squad {
                Some(squad) => engine.squad_model(squad).await?,
                None => None,
            };
            match of_squad {
                Some(model) => show(&model),
                None => show(&*engine.model().await?),
            }
            Ok(())
        }
        Command::Use { file, standard: _, squad: Some(squad) } => {
            let engine = open::engine(config).await?;
            let text = file.as_deref().map(read).transpose()?;
            let model = engine.use_squad_model(&squad, text.as_deref()).await?;
            if let Some(report) = &model.report {
                print_report(report);
            }
            println!("Model {} is in use for the members of {squad} from now on.", model.version);
            Ok(())
        }
        Command::Use { file, standard: _, squad: None } => {
            let engine = open::engine(config).await?;
            let model = match file {
                Some(file) => engine.use_model(&read(&file)?).await?,
                None => engine.use_standard_model().await?,
            };
            println!("Model {} is in use from now on.", model.version);
            Ok(())
        }
    }
}

async fn fit(config: &Config, fit: Fit) -> Result<(), Failure> {
    let name =
        fit.name.unwrap_or_else(|| format!("fit-{}", engine::Clock::now(&engine::SystemClock).as_second()));
    let folds = usize::from(fit.folds);
    let model = match fit.table {
        None => open::engine(config).await?.fit_model(fit.squad.as_deref(), folds, &name).await?,
        Some(table) => {
            let athletes = refit::read_pairs(&read(&table)?).map_err(|problems| {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Failure::Argument(format!("{} cannot be used:\n  {}", table.display(), lines.join("\n  ")))
            })?;
            refit::fit(&Model::standard(), &athletes, folds, &name)
                .map_err(|error| Failure::Argument(error.to_string()))?
        }
    };
    let path = fit.out;
    std::fs::write(&path, model.write())
        .map_err(|source| Failure::File { path: path.display().to_string(), source })?;
    show(&model);
    let squad = fit.squad.map_or_else(String::new, |squad| format!(" --squad {squad}"));
    println!("\nWritten to {}. Next: isotone model use {}{squad}", path.display(), path.display());
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| Failure::File { path: path.display().to_string(), source })
}

fn read_model(path: &Path) -> Result<Model, Failure> {
    Model::read(&read(path)?).map_err(|error| Failure::Argument(format!("{}: {error}", path.display())))
}

fn show(model: &Model) {
    println!("Model {}\n", model.version);
    match &model.report {
        Some(report) => print_report(report),
        None => println!("The model that comes with the program: chosen from the literature, not fitted.\n"),
    }
    for (name, parameter) in model.iter() {
        println!("  {name:<28} {:>9}  {:<26} {}", short(parameter.value), parameter.unit, parameter.meaning);
    }
}

fn print_report(report: &FitReport) {
    println!(
        "Fitted to {} tests of {} athletes, {} of them with a patch beside the scale.",
        report.tests, report.athletes, report.paired_athletes
    );
    println!("Log-likelihood {:.1}, before {:.1}.\n", report.log_likelihood, report.log_likelihood_before);
    println!("  {:<20} {:>9} {:>9}   95 % interval", "parameter", "before", "fitted");
    for parameter in &report.parameters {
        println!(
            "  {:<20} {:>9} {:>9}   {} to {}",
            parameter.name,
            short(parameter.before),
            short(parameter.value),
            short(parameter.low),
            short(parameter.high)
        );
    }
    if !report.folds.is_empty() {
        println!(
            "\n  Athletes held out: log-likelihood of each, and error of a weighing foretold by its patch"
        );
        println!(
            "  {:>8} {:>10} {:>10} {:>12} {:>12}",
            "athletes", "fitted", "before", "patch, fit", "patch, before"
        );
        for fold in &report.folds {
            let percent = |error: Option<f64>| {
                error.map_or("–".to_owned(), |error| format!("{:.1} %", 100.0 * error))
            };
            println!(
                "  {:>8} {:>10.2} {:>10.2} {:>12} {:>12}",
                fold.athletes,
                fold.score,
                fold.score_before,
                percent(fold.patch_error),
                percent(fold.patch_error_before)
            );
        }
        if let Some(gain) = report.gain() {
            println!(
                "\n  The tests of an athlete whom the fit never saw are {:.2} times as likely under it as before.",
                gain.exp()
            );
        }
    }
    println!();
}

fn short(value: f64) -> String {
    format!("{value:.3}")
}
