//! What every page shows around its own: the bar above, the tabs or the rail, the language.

use engine::{AthleteRecord, Level};
use team::sight::{Class, Power, Role, SightRules, may, sees};

use super::icons;
use crate::access::{Access, is_within, reach};
use crate::language::{Argument, Language, Saying};
use crate::{App, FieldProblem, Problem};

/// What every page of an athlete shows around its own.
pub(crate) struct Frame {
    pub(crate) demo: bool,
    /// People sign in here.
    pub(crate) accounts: bool,
    /// Whose pages the navigation leads to.
    whose: Whose,
    /// The page that is open, by its key in [`OF_ATHLETE`] or [`OF_SQUAD`].
    pub(crate) tab: &'static str,
    /// The language that the page speaks.
    pub(crate) language: Language,
}

/// Whose pages the navigation leads to: identifier and name; of a squad, also the reader's role in it.
enum Whose {
    Nobody,
    Athlete(String, String),
    Squad(String, String, Role),
}

/// A page that the navigation leads to.
struct Place {
    /// Its key: the end of the name of its text, `frame-<key>`.
    key: &'static str,
    /// The end of its address.
    path: &'static str,
    icon: &'static str,
    /// The tab of a phone that it belongs to.
    tab: &'static str,
    /// Where it stands in the rail of a wide screen: the number of its group, none when it is not there.
    group: Option<u8>,
}

const fn place(
    key: &'static str,
    path: &'static str,
    icon: &'static str,
    tab: &'static str,
    group: Option<u8>,
) -> Place {
    Place { key, path, icon, tab, group }
}

/// The pages of an athlete, in the order of the rail. A page whose key is that of its tab is where the tab leads.
const OF_ATHLETE: &[Place] = &[
    place("today", "", "today", "today", Some(0)),
    place("plan", "/plan", "plan", "plan", Some(0)),
    place("race", "/race", "flag", "plan", Some(0)),
    place("what-if", "/what-if", "whatif", "plan", Some(0)),
    place("add", "/add", "add", "add", None),
    place("timeline", "/timeline", "timeline", "timeline", Some(1)),
    place("trends", "/trends", "trends", "you", Some(1)),
    place("profile", "/profile", "profile", "you", Some(1)),
    place("test", "/test", "scale", "add", Some(1)),
    place("log", "/log", "meal", "add", Some(1)),
    place("catalogue", "/catalogue", "pantry", "you", Some(2)),
    place("connections", "/connections", "connect", "you", Some(2)),
    place("notifications", "/notifications", "bell", "you", Some(2)),
    place("sharing", "/sharing", "share", "you", Some(2)),
    place("settings", "/settings", "settings", "you", Some(2)),
    place("data", "/data", "folder", "you", Some(2)),
    place("imports", "/imports", "add", "timeline", None),
    place("removed", "/removed", "undo", "timeline", None),
    place("you", "/more", "you", "you", None),
];

/// The tabs of an athlete on a phone.
const TABS: [&str; 5] = ["today", "plan", "add", "timeline", "you"];

/// The pages of a squad, in the order of the rail. A page whose key is that of its tab is a tab of a phone.
const OF_SQUAD: &[Place] = &[
    place("board", "", "squad", "board", Some(0)),
    place("sessions", "/sessions", "plan", "sessions", Some(0)),
    place("bottles", "/bottles", "bottles", "bottles", Some(0)),
    place("heat", "/heat", "sun", "board", Some(0)),
    place("scan", "/scan", "patch", "scan", Some(1)),
    place("season", "/season", "trends", "board", Some(1)),
    place("notifications", "/notifications", "bell", "board", Some(1)),
    place("team", "/team", "you", "team", Some(1)),
];

/// A link of the navigation.
pub(crate) struct Link {
    pub(crate) key: &'static str,
    pub(crate) address: String,
    pub(crate) label: String,
    pub(crate) icon: String,
    /// It leads to the open page.
    pub(crate) current: bool,
    /// It begins a group.
    pub(crate) begins: bool,
}

impl Frame {
    /// Around a page that is nobody's own.
    pub(crate) fn plain(app: &App, language: Language) -> Self {
        Self {
            demo: app.settings.demo,
            accounts: app.settings.access == Access::Accounts,
            whose: Whose::Nobody,
            tab: "",
            language,
        }
    }

    /// Around a page of an athlete, with one page open.
    pub(crate) fn of(app: &App, athlete: &AthleteRecord, language: Language, tab: &'static str) -> Self {
        Self {
            whose: Whose::Athlete(athlete.id.clone(), athlete.name.clone()),
            tab,
            ..Self::plain(app, language)
        }
    }

    /// Around a page of a squad, with one page open.
    pub(crate) fn of_squad(
        app: &App,
        (id, name, role): (&str, &str, Role),
        language: Language,
        tab: &'static str,
    ) -> Self {
        Self { whose: Whose::Squad(id.to_owned(), name.to_owned(), role), tab, ..Self::plain(app, language) }
    }

    /// The athlete whose page this is: identifier and name.
    pub(crate) fn athlete(&self) -> Option<(&str, &str)> {
        match &self.whose {
            Whose::Athlete(id, name) => Some((id, name)),
            _ => None,
        }
    }

    /// The name of whom the pages belong to; nothing where they are nobody's.
    pub(crate) fn name(&self) -> &str {
        match &self.whose {
            Whose::Nobody => "",
            Whose::Athlete(_, name) | Whose::Squad(_, name, _) => name,
        }
    }

    /// The first letters of the first and the last of the names.
    pub(crate) fn initials(&self) -> String {
        let mut words = self.name().split_whitespace();
        let first = words.next().and_then(|word| word.chars().next());
        let last = words.next_back().and_then(|word| word.chars().next());
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }

    fn places(&self) -> (String, &'static [Place]) {
        match &self.whose {
            Whose::Nobody => (String::new(), &[]),
            Whose::Athlete(id, _) => (format!("/a/{id}"), OF_ATHLETE),
            Whose::Squad(id, ..) => (format!("/squads/{id}"), OF_SQUAD),
        }
    }

    fn link(&self, place: &Place, current: bool, begins: bool) -> Link {
        Link {
            key: place.key,
            address: format!("{}{}", self.places().0, place.path),
            label: self.t_of("frame", place.key),
            icon: icons::icon(place.icon),
            current,
            begins,
        }
    }

    /// The five tabs of a phone.
    pub(crate) fn tabs(&self) -> Vec<Link> {
        let (_, places) = self.places();
        let open = places.iter().find(|place| place.key == self.tab).map_or("", |place| place.tab);
        let is_tab = |place: &&Place| match self.whose {
            Whose::Athlete(..) => TABS.contains(&place.key),
            _ => place.key == place.tab,
        };
        let places = places.iter().filter(is_tab).filter(|place| self.is_useful(place));
        places.map(|place| self.link(place, place.tab == open, false)).collect()
    }

    /// The rail of a wide screen: all pages in their groups.
    pub(crate) fn rail(&self) -> Vec<Link> {
        let mut last = Some(0);
        let mut links = Vec::new();
        let places = self.places().1.iter().filter(|place| place.group.is_some());
        for place in places.filter(|place| self.is_useful(place)) {
            links.push(self.link(place, place.key == self.tab, place.group != last));
            last = place.group;
        }
        links
    }

    /// Whether the reader can do what a page is for.
    fn is_useful(&self, place: &Place) -> bool {
        match self.whose {
            Whose::Athlete(..) if place.key == "add" => self.may() >= Level::Plan,
            Whose::Athlete(..) => is_within(self.may(), &format!("/a/{{athlete}}{}", place.path)),
            Whose::Squad(_, _, role) => match place.key {
                "bottles" => sees(role, Class::Allotment, SightRules::default()),
                "heat" => may(role, Power::Heat),
                "scan" => may(role, Power::Weigh),
                "team" => may(role, Power::Manage),
                "notifications" => !engine::message_kinds(role, SightRules::default()).is_empty(),
                _ => true,
            },
            Whose::Nobody => true,
        }
    }

    /// How much of the athlete's data the reader may use.
    pub(crate) fn may(&self) -> Level {
        reach()
    }

    /// The reader may see the athlete's data and change nothing of it.
    pub(crate) fn only_reads(&self) -> bool {
        self.athlete().is_some() && self.may() == Level::Read
    }

    /// The reader may plan for the athlete and note what was taken. Forms that need it are not in the page otherwise.
    pub(crate) fn plans(&self) -> bool {
        self.may() >= Level::Plan
    }

    /// The reader may change what is known of the athlete. Forms that need it are not in the page otherwise.
    pub(crate) fn coaches(&self) -> bool {
        self.may() >= Level::Coach
    }

    /// What the bar calls the open page; nothing where it is none of the navigation's.
    pub(crate) fn title(&self) -> String {
        let (_, places) = self.places();
        let open = places.iter().find(|place| place.key == self.tab);
        open.map(|place| self.t_of("frame", place.key)).unwrap_or_default()
    }

    /// The page above the open one, for the link that leads back: address and name. Tabs have none above them.
    pub(crate) fn parent(&self) -> Option<(String, String)> {
        let (base, places) = self.places();
        let open = places.iter().find(|place| place.key == self.tab);
        let above = match open {
            Some(open) if open.key == open.tab => return None,
            Some(open) => places.iter().find(|place| place.key == open.tab)?,
            None => places.first()?,
        };
        Some((format!("{base}{}", above.path), self.t_of("frame", above.key)))
    }

    /// What went wrong, for templates: in English as the problem says itself, otherwise field by field what each accepts, or what
    /// its kind is.
    pub(crate) fn told(&self, problem: &Problem) -> String {
        let language = self.language;
        if language == Language::English || problem.errors.is_empty() {
            return super::fault::detail(problem, language);
        }
        let of = |error: &FieldProblem| {
            let name = language.known("field", &error.field).unwrap_or_else(|| error.field.clone());
            format!("{name}: {}", language.refusal("accepted", error))
        };
        problem.errors.iter().map(of).collect::<Vec<_>>().join(" ")
    }

    /// A text without arguments, for templates.
    pub(crate) fn t(&self, key: &str) -> String {
        self.language.t(key)
    }

    /// The text of one of a family, for templates: `t_of("flag", "HEAT")` is `flag-HEAT`.
    pub(crate) fn t_of(&self, family: &str, code: &str) -> String {
        self.language.t_of(family, code)
    }

    /// Begins a text with arguments, for templates.
    pub(crate) fn with(&self, name: &'static str, value: impl Argument) -> Saying {
        self.language.with(name, value)
    }

    /// An icon by its name, for templates; not to be escaped again.
    pub(crate) fn icon(&self, name: &str) -> String {
        icons::icon(name)
    }

    /// The same in the size of small text.
    pub(crate) fn small_icon(&self, name: &str) -> String {
        icons::small(name)
    }

    /// The languages to choose from: code, own name, and whether it is this page's.
    pub(crate) fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        Language::ALL.map(|language| (language.code(), language.own_name(), language == self.language))
    }
}
