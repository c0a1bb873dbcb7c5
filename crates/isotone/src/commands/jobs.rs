//! `isotone jobs`: those that wait for a person, and the recurring ones.

use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone jobs`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Try this job again, by its number
    #[arg(long, value_name = "NUMBER")]
    retry: Option<u64>,
    /// Try all of them again
    #[arg(long, conflicts_with = "retry")]
    retry_all: bool,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::engine(config).await?;
    if let Some(number) = arguments.retry {
        engine.retry_job(number).await?;
        println!("job {number} is due now");
        return Ok(());
    }
    let waiting = engine.poisoned_jobs().await?;
    if arguments.retry_all {
        for job in &waiting {
            engine.retry_job(job.id.0).await?;
        }
        println!("{} jobs are due now", waiting.len());
        return Ok(());
    }
    for job in &waiting {
        println!("{:>8}  {}  {} of {}, tried {} times", job.id.0, job.due, job.kind, job.owner, job.attempts);
        println!("          {}", job.body);
    }
    println!(
        "{} jobs wait for a person{}",
        waiting.len(),
        if waiting.is_empty() { "" } else { ": --retry NUMBER or --retry-all" }
    );
    for schedule in engine.schedules().await? {
        println!("{} runs next at {}", schedule.kind, schedule.next);
    }
    Ok(())
}
