//! `isotone notify`: where reminders arrive, whether a channel works, what was sent.

use connect::notify::{Address, Answer, new_webhook_secret};
use engine::{Channel, Engine, Hears, NewChannel, SentMessage};

use super::ME;
use crate::config::Config;
use crate::failure::Failure;
use crate::open;

/// The flags of `isotone notify`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Whose reminders
    #[arg(long, global = true, value_name = "NAME", default_value = ME)]
    athlete: String,
    /// The channels and messages of a squad's practitioners instead: channels, test, log
    #[arg(long, global = true, value_name = "SQUAD", conflicts_with = "athlete")]
    squad: Option<String>,
    #[command(subcommand)]
    what: What,
}

/// What `isotone notify` does.
#[derive(clap::Subcommand)]
enum What {
    /// The channels, and how they went
    Channels,
    /// Add a channel: an ntfy topic, an e-mail address or a webhook
    Add {
        /// ntfy, mail or webhook
        kind: String,
        /// `https://ntfy.sh/TOPIC`, `ada@example.org` or `https://example.org/hook`
        address: String,
        /// Show amounts, times and names
        #[arg(long)]
        details: bool,
        /// What a webhook hears of: messages, changes or both
        #[arg(long, value_name = "WHAT", default_value = "messages", value_parser = hears)]
        hears: Hears,
    },
    /// Remove a channel
    Remove {
        /// Its name in `isotone notify channels`
        channel: String,
    },
    /// Send a test message to one channel or to all, and print what each said
    Test {
        /// Its name in `isotone notify channels`; all when absent
        channel: Option<String>,
    },
    /// What was sent, and what waits
    Log,
    /// News of changes that webhooks did not take
    DeadLetters {
        /// Tell the webhooks of the present state, and clear the list
        #[arg(long)]
        retry: bool,
    },
    /// Make another key for Web Push, where the present one cannot be opened any more: every browser subscribes again
    NewPushKey,
}

pub(crate) async fn run(config: &Config, arguments: Arguments) -> Result<(), Failure> {
    let engine = open::with_messages(open::engine(config).await?, config).await?;
    let whose = arguments.squad.map_or(Whose::Athlete(arguments.athlete), Whose::Squad);
    match (whose, arguments.what) {
        (whose, What::Channels) => channels(&engine, &whose).await,
        (whose, What::Test { channel }) => test(&engine, &whose, channel.as_deref()).await,
        (whose, What::Log) => log(&engine, &whose).await,
        (Whose::Squad(_), _) => {
            let words = "--squad goes with channels, test and log: practitioners add and remove their channels on the squad's page";
            Err(Failure::Argument(words.to_owned()))
        }
        (Whose::Athlete(athlete), What::Add { kind, address, details, hears }) => {
            add(&engine, config, &athlete, &kind, &address, (details, hears)).await
        }
        (Whose::Athlete(athlete), What::Remove { channel }) => {
            engine.remove_channel(&athlete, &channel).await?;
            println!("removed {channel}");
            Ok(())
        }
        (Whose::Athlete(athlete), What::DeadLetters { retry }) => {
            dead_letters(&engine, &athlete, retry).await
        }
        (Whose::Athlete(_), What::NewPushKey) => {
            engine.renew_push_key().await?;
            println!(
                "made; restart running servers. Browsers subscribe again when their page is next opened"
            );
            Ok(())
        }
    }
}

/// Whose channels and messages a command is about.
enum Whose {
    Athlete(String),
    Squad(String),
}

impl Whose {
    /// The channels, each with whose it is where there are several people.
    async fn channels(&self, engine: &Engine) -> Result<Vec<(Option<String>, Channel)>, Failure> {
        Ok(match self {
            Self::Athlete(athlete) => {
                engine.channels(athlete).await?.into_iter().map(|channel| (None, channel)).collect()
            }
            Self::Squad(squad) => engine
                .every_squad_channel(squad)
                .await?
                .into_iter()
                .map(|(login, channel)| (Some(login), channel))
                .collect(),
        })
    }

    async fn test(&self, engine: &Engine, channel: &str) -> Result<Answer, Failure> {
        Ok(match self {
            Self::Athlete(athlete) => engine.test_channel(athlete, channel).await?,
            Self::Squad(squad) => engine.test_any_squad_channel(squad, channel).await?,
        })
    }

    async fn messages(&self, engine: &Engine) -> Result<Vec<(Option<String>, SentMessage)>, Failure> {
        Ok(match self {
            Self::Athlete(athlete) => {
                engine.messages(athlete).await?.into_iter().map(|sent| (None, sent)).collect()
            }
            Self::Squad(squad) => engine
                .every_squad_message(squad)
                .await?
                .into_iter()
                .map(|(login, sent)| (Some(login), sent))
                .collect(),
        })
    }
}

/// A channel in a line.
fn named(of: Option<&str>, channel: &Channel) -> String {
    let of = of.map(|login| format!(" of {login}")).unwrap_or_default();
    format!("{}  {} ({}){of}", channel.id, channel.label, channel.address.kind())
}

async fn channels(engine: &Engine, whose: &Whose) -> Result<(), Failure> {
    let channels = whose.channels(engine).await?;
    match whose {
        _ if !channels.is_empty() => {}
        Whose::Athlete(_) => println!("no channel: isotone notify add ntfy https://ntfy.sh/TOPIC adds one"),
        Whose::Squad(_) => {
            println!("no channel: practitioners add theirs on the page Notifications of the squad");
        }
    }
    for (of, channel) in channels {
        let when = channel.accepted.map_or_else(|| "never".to_owned(), |at| at.to_string());
        println!("{}, last message {when}", named(of.as_deref(), &channel));
        if let Some(trouble) = channel.trouble {
            println!("    {trouble}");
        }
    }
    Ok(())
}

async fn add(
    engine: &Engine,
    config: &Config,
    athlete: &str,
    kind: &str,
    address: &str,
    (details, hears): (bool, Hears),
) -> Result<(), Failure> {
    let mut secret = None;
    let wrong = |words: &str| Failure::Argument(words.to_owned());
    let address = match kind {
        "ntfy" => {
            let (server, topic) =
                address.rsplit_once('/').ok_or_else(|| wrong("write https://ntfy.sh/TOPIC"))?;
            Address::Ntfy { server: server.to_owned(), topic: topic.to_owned(), token: None }
        }
        "mail" => Address::Mail { to: address.to_owned() },
        "webhook" => {
            let made = new_webhook_secret().map_err(Failure::Argument)?;
            secret = Some(made.clone());
            Address::Webhook { url: address.to_owned(), secret: made, previous: None }
        }
        _ => return Err(wrong("write ntfy, mail or webhook; browsers subscribe on their page")),
    };
    let new = NewChannel {
        label: String::new(),
        address,
        language: "en".to_owned(),
        details,
        hears,
        origin: config.public_url.clone().unwrap_or_default(),
    };
    let channel = engine.add_channel(athlete, new, None).await?;
    println!("added {}", channel.id);
    if let Some(secret) = secret {
        println!("its secret, shown this once: {secret}");
    }
    Ok(())
}

async fn test(engine: &Engine, whose: &Whose, channel: Option<&str>) -> Result<(), Failure> {
    let mut channels = whose.channels(engine).await?;
    channels.retain(|(_, known)| channel.is_none_or(|wanted| known.id == wanted));
    if channels.is_empty() {
        return Err(Failure::Argument(
            "there is no such channel: isotone notify channels lists them".to_owned(),
        ));
    }
    let mut failed = 0;
    for (of, channel) in channels {
        let said = match whose.test(engine, &channel.id).await? {
            Answer::Accepted => "accepted".to_owned(),
            Answer::Gone => "gone: removed".to_owned(),
            Answer::Later { why, .. } => format!("not now: {why}"),
            Answer::Refused { why } => format!("refused: {why}"),
        };
        failed += u32::from(said != "accepted");
        println!("{}: {said}", named(of.as_deref(), &channel));
    }
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::Argument(format!("{failed} channels did not take the test message")))
    }
}

async fn log(engine: &Engine, whose: &Whose) -> Result<(), Failure> {
    for (of, sent) in whose.messages(engine).await? {
        let of = of.map(|login| format!(", for {login}")).unwrap_or_default();
        let (due, state) = (sent.message.due, sent.state.code());
        println!("{due}  {state:<10} {} (version {}{of})", sent.message.key, sent.version);
    }
    Ok(())
}

fn hears(name: &str) -> Result<Hears, String> {
    Hears::named(name).ok_or_else(|| "write messages, changes or both".to_owned())
}

async fn dead_letters(engine: &Engine, athlete: &str, retry: bool) -> Result<(), Failure> {
    let letters = engine.dead_letters(athlete).await?;
    if letters.is_empty() {
        println!("none: webhooks took everything");
    }
    for letter in letters {
        println!("{}  {} tries until {}: {}", letter.id, letter.tries, letter.ended, letter.why);
        if retry {
            engine.remove_dead_letter(athlete, &letter.id, true).await?;
        }
    }
    Ok(())
}
