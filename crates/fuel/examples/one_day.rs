#![allow(clippy::print_stdout, clippy::unwrap_used)]
#[path = "../tests/common/mod.rs"]
mod common;
fn main() {
    for seed in std::env::args().skip(1) {
        let day = common::random::day(seed.parse().unwrap());
        let planned = fuel::plan(&day).unwrap();
        println!("mass {:?} person {:?}", day.person.body_mass, day.person);
        for s in &day.sessions { println!("{} {} h rate {:?} na {:?}", s.start, s.duration.as_hours(), s.sweat_rate.map(|r|(r.i80.low.as_l_per_h(), r.median.as_l_per_h())), s.sweat_sodium.map(|s|s.median.as_mg_per_l())); }
        for n in &planned.needs { println!("{:?} {} {} {:?} {:?}", n.phase, n.from, n.until, n.amount, n.limited_by); }
        println!("{:?}", planned.flags);
        for at in [common::plasma::Percentile::Tenth, common::plasma::Percentile::Median] { println!("{:?}", common::plasma::after(&day,&planned,at)); }
    }
}
