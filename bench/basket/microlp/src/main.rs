//! Solves the instances of the basket comparison with microlp, one JSON object per line on standard input, and writes one
//! line per instance: the objective (1000 × things + servings), or `-` when the time ran out, and the microseconds.
//!
//! basket-microlp SECONDS

use std::io::{BufRead, Write, stdin, stdout};
use std::time::{Duration, Instant};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem};
use serde::Deserialize;

#[derive(Deserialize)]
struct Instance {
    items: Vec<Vec<f64>>,
    min: Vec<f64>,
    max: Vec<f64>,
    most: i32,
}

fn main() {
    let limit = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10.0);
    for line in stdin().lock().lines() {
        let instance: Instance = serde_json::from_str(&line.expect("a line")).expect("an instance");
        let start = Instant::now();
        let objective = solve(&instance, Duration::from_secs_f64(limit));
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let shown = objective.map_or("-".to_owned(), |objective| objective.to_string());
        println!("{shown} {micros:.1}");
        stdout().flush().expect("standard output");
    }
}

fn solve(instance: &Instance, limit: Duration) -> Option<i64> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    problem.set_time_limit(limit);
    let counts: Vec<_> = instance.items.iter().map(|_| problem.add_integer_var(1.0, (0, instance.most))).collect();
    for &count in &counts {
        let used = problem.add_binary_var(1000.0);
        problem.add_constraint([(count, 1.0), (used, -f64::from(instance.most))], ComparisonOp::Le, 0.0);
    }
    for window in 0..instance.min.len() {
        let mut total = LinearExpr::empty();
        for (item, &count) in instance.items.iter().zip(&counts).filter(|(item, _)| item[window] > 0.0) {
            total.add(count, item[window]);
        }
        problem.add_constraint(total.clone(), ComparisonOp::Ge, instance.min[window]);
        problem.add_constraint(total, ComparisonOp::Le, instance.max[window]);
    }
    let outcome = problem.solve().ok()?;
    if !outcome.is_optimal() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
    let objective = outcome.solution()?.objective().round() as i64;
    Some(objective)
}
