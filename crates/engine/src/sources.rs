//! Where an athlete's data comes from, and how well it comes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::{Engine, Error, Report, owner};

/// One kind of source and how it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceHealth {
    /// The format that its reports are in: `fit`, `apple-health`.
    pub format: String,
    /// How many reports came.
    pub reports: usize,
    /// How many workouts, sleeps and other observations they tell of.
    pub observations: usize,
    /// How many were damaged, and read as far as they go.
    pub recovered: usize,
    /// When the last one came.
    pub last: Timestamp,
    /// The file's name of the last one.
    pub last_name: String,
    /// What was to know about reading the last one.
    pub last_notes: Vec<String>,
}

impl Engine {
    /// The sources of an athlete's reports, the one that was last heard of first.
    ///
    /// # Errors
    /// When there is no such athlete, or the database fails.
    pub async fn sources(&self, athlete: &str) -> Result<Vec<SourceHealth>, Error> {
        self.athlete(athlete).await?;
        let mut reports = self.of::<Report>(&owner::athlete(athlete)?).all().await?;
        reports.retain(|report| {
            let names: Vec<&str> = report.observations.iter().map(String::as_str).collect();
            self.may_see(&names)
        });
        let mut sources: BTreeMap<String, SourceHealth> = BTreeMap::new();
        for report in reports {
            let source = sources.entry(report.format.clone()).or_insert_with(|| SourceHealth {
                format: report.format.clone(),
                reports: 0,
                observations: 0,
                recovered: 0,
                last: Timestamp::MIN,
                last_name: String::new(),
                last_notes: Vec::new(),
            });
            source.reports += 1;
            source.observations += report.observations.len();
            source.recovered += usize::from(report.recovered);
            if report.received >= source.last {
                source.last = report.received;
                source.last_name = report.name;
                source.last_notes = report.notes;
            }
        }
        let mut sources: Vec<SourceHealth> = sources.into_values().collect();
        sources.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.format.cmp(&b.format)));
        Ok(sources)
    }
}
