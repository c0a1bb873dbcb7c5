//! Workouts: which observations are of one workout, and which field comes from where.

use units::Duration;

use crate::{Event, EventKind, Kind, Link, Observation, Quality, Role, Rule, Trait, Workout};

/// Overlap (as a share of the union) from which two spans are one workout. Real duplicates lie at 0.89 and above, real
/// neighbours at 0.11 and below.
const OVERLAP: f64 = 0.70;
/// Containment from which a span inside another is the same workout, if its ends lie close.
const CONTAINMENT: f64 = 0.85;
/// How far ends may drift under containment.
const DRIFT: Duration = Duration::from_minutes(15.0);
/// How far starts may lie apart where a span is not to be trusted.
const NEAR_START: Duration = Duration::from_minutes(3.0);
/// By how much durations, and by how much distances, may then differ.
const NEAR_DURATION: f64 = 0.15;
const NEAR_DISTANCE: f64 = 0.10;

pub(crate) fn events(observations: &[&Observation]) -> Vec<Event> {
    let mut workouts: Vec<(&Observation, &Workout)> = observations
        .iter()
        .filter_map(|observation| match &observation.kind {
            Kind::Workout(workout) => Some((*observation, workout)),
            Kind::Sleep(_) => None,
        })
        .collect();
    // The best observation becomes the anchor of its event; others are compared with anchors only, so that a chain of
    // overlapping recordings never grows into one long event.
    workouts
        .sort_by(|(a, _), (b, _)| (b.source.quality, a.span, &a.id).cmp(&(a.source.quality, b.span, &b.id)));
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (observation, workout) in workouts {
        let fits = groups.iter().enumerate().filter_map(|(index, group)| {
            let (rule, score) = group.takes(observation, workout)?;
            Some((index, rule, score))
        });
        match fits.max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0))) {
            Some((index, rule, score)) => {
                groups[index].members.push(Member { observation, workout, rule, score });
            }
            None => groups.push(Group::of(observation, workout)),
        }
    }
    groups.iter().map(Group::event).collect()
}

struct Member<'a> {
    observation: &'a Observation,
    workout: &'a Workout,
    rule: Rule,
    score: f64,
}

/// The observations of one workout, the anchor first.
struct Group<'a> {
    members: Vec<Member<'a>>,
}

impl<'a> Group<'a> {
    fn of(observation: &'a Observation, workout: &'a Workout) -> Self {
        Self { members: vec![Member { observation, workout, rule: Rule::R0, score: 1.0 }] }
    }

    /// Whether the observation is of this workout: by which rule, and how well it fits.
    fn takes(&self, observation: &Observation, workout: &Workout) -> Option<(Rule, f64)> {
        let vetoed = self.members.iter().any(|member| vetoes(member, observation, workout));
        let anchor = &self.members[0];
        if vetoed {
            return None;
        }
        overlaps(anchor.observation, observation).or_else(|| starts_near(anchor, observation, workout))
    }

    fn event(&self) -> Event {
        let anchor = self.members[0].observation;
        let links = self.members.iter().enumerate().map(|(index, member)| Link {
            observation: member.observation.id.clone(),
            source: member.observation.source.clone(),
            role: if index == 0 { Role::Anchor } else { Role::Duplicate },
            rule: member.rule,
            score: member.score,
        });
        Event {
            id: anchor.id.clone(),
            span: anchor.span,
            kind: EventKind::Workout(self.merged()),
            links: links.collect(),
            simulated: self
                .members
                .iter()
                .all(|member| member.observation.traits.contains(&Trait::Simulated)),
        }
    }

    /// Each field from the best observation that has it; the members stand in the order of their quality.
    fn merged(&self) -> Workout {
        let mut merged = self.members[0].workout.clone();
        for member in &self.members[1..] {
            let other = member.workout;
            if merged.family() == crate::SportFamily::Other {
                merged.sport.clone_from(&other.sport);
            }
            macro_rules! fill {
                ($($field:ident)+) => {$( merged.$field = merged.$field.take().or_else(|| other.$field.clone()); )+};
            }
            fill!(name timer distance ascent mean_heart_rate max_heart_rate mean_power energy device_temperature);
        }
        merged
    }
}

/// Two recordings that cannot be of one workout, whatever their times.
fn vetoes(member: &Member<'_>, observation: &Observation, workout: &Workout) -> bool {
    let (a, b) = (&member.observation.source, &observation.source);
    let one_device = a.device.is_some() && a.device == b.device && a.provider == b.provider;
    !member.workout.family().goes_with(workout.family()) || one_device
}

fn overlaps(anchor: &Observation, other: &Observation) -> Option<(Rule, f64)> {
    let union = anchor.span.intersection_over_union(&other.span);
    let close_ends =
        anchor.span.start_distance(&other.span) <= DRIFT && anchor.span.end_distance(&other.span) <= DRIFT;
    let contained = anchor.span.containment(&other.span) >= CONTAINMENT && close_ends;
    (union >= OVERLAP || contained).then_some((Rule::R2, union))
}

fn starts_near(anchor: &Member<'_>, observation: &Observation, workout: &Workout) -> Option<(Rule, f64)> {
    let unsure = |observation: &Observation| {
        observation.source.quality == Quality::Manual || observation.traits.contains(&Trait::Truncated)
    };
    if !unsure(anchor.observation) && !unsure(observation) {
        return None;
    }
    let start = anchor.observation.span.start_distance(&observation.span);
    let alike = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance * a.max(b);
    let elapsed = observation.span.duration().as_seconds();
    let long = alike(anchor.observation.span.duration().as_seconds(), elapsed, NEAR_DURATION)
        || anchor.workout.timer.is_some_and(|timer| alike(timer.as_seconds(), elapsed, NEAR_DURATION));
    let far = match (anchor.workout.distance, workout.distance) {
        (Some(a), Some(b)) => !alike(a.as_m(), b.as_m(), NEAR_DISTANCE),
        _ => false,
    };
    (start <= NEAR_START && long && !far).then_some((Rule::R3, 1.0 - start / NEAR_START))
}
